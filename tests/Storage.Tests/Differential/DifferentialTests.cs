using Keyway.Engine.Runs;
using Keyway.Engine.Sealing;
using Keyway.Storage.Sqlite;
using Keyway.Storage.Tests.Model;
using Keyway.Storage.Tests.Sqlite;

namespace Keyway.Storage.Tests.Differential;

/// <summary>Random verbs to the model and to SQLite: every answer and the whole state are compared after each.</summary>
public class DifferentialTests
{
    private const int FewestSteps = 300, MostSteps = 6000;

    /// <summary>A verb that was never seen to answer so has not been tested: the test goes on until each was.</summary>
    private static readonly string[] MustBeSeen =
    [
        "Accept Accepted", "Accept Repeated", "Accept refused", "TakeDue none", "TakeDue some", "KeepAlive ", "Append False", "Append True", "Append refused",
        "Cancel AlreadyFinished", "Cancel Asked", "Cancel Cancelled", "Cancel NotFound", "Supply False", "Supply True", "Delete False", "Delete True",
        "Purge none", "Purge some", "List more", "List none", "List some", "Read none", "Read queued", "Read running", "Read paused",
        "Read credentials_required", "Read succeeded", "Read failed", "Read cancelled", "SaveWorkflow False", "SaveWorkflow True", "SaveWorkflow none",
        "SetEnabled False", "SetEnabled True", "RotateTrigger False", "RotateTrigger True", "FindVersion none", "FindVersion some", "ListVersions none",
        "ListVersions some", "FindWorkflow none", "FindWorkflow some", "DeleteWorkflow False", "DeleteWorkflow True", "PutItem False", "PutItem True",
        "FindItem some", "DeleteItem False", "DeleteItem True", "Audit ", "Reopen",
    ];

    [Fact]
    public Task Sqlite_answers_as_the_model_does() => Compare(seed: 1);

    [Fact]
    public Task Sqlite_answers_as_the_model_does_for_a_fresh_seed() => Compare(Environment.TickCount);

    private static async Task Compare(int seed)
    {
        var step = 0;
        using var folder = new SqliteFolder();
        var time = new TestTime(Samples.Start);
        var (entropy, sealer) = (Entropies.Seeded(seed), new Sealer(Samples.MasterKey, Entropies.Seeded(seed)));
        var store = await folder.Open(time, sealer);
        try
        {
            var twins = new Twins(new ModelStore(time), Reopen, store);
            var verbs = new RandomVerbs(new(seed), time, sealer, entropy, twins);
            while (step < FewestSteps || !Array.TrueForAll(MustBeSeen, twins.Seen.ContainsKey))
            {
                step.ShouldBeLessThan(MostSteps, $"never seen: {string.Join(", ", MustBeSeen.Where(one => !twins.Seen.ContainsKey(one)))}");
                step++;
                await verbs.Next();
                await twins.CompareAll(verbs.Runs.TakeLast(12));
            }
            TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}, {step} steps");
        }
        catch (Exception failure)
        {
            throw new InvalidOperationException($"seed {seed}, step {step}: {failure.Message}", failure);
        }
        finally
        {
            await store.DisposeAsync();
        }

        async ValueTask<IRunStore> Reopen()
        {
            await store.DisposeAsync();
            return store = await folder.Open(time, sealer);
        }
    }
}
