using Keyway.Engine.Runs;
using Keyway.Engine.Sealing;
using Keyway.Storage.Sqlite;

namespace Keyway.Storage.Tests;

public class Smoke
{
    [Fact]
    public async Task A_run_is_read_as_it_was_written()
    {
        var ct = TestContext.Current.CancellationToken;
        var folder = Directory.CreateTempSubdirectory("keyway").FullName;
        var entropy = Entropies.Seeded(1);
        var sealer = new Sealer(Samples.MasterKey, entropy);
        await using (var store = await SqliteStore.Open(new() { Folder = folder }, sealer, TimeProvider.System, ct))
        {
            var id = RunId.New(TimeProvider.System, entropy);
            var header = new RunHeader(id, "w", 1, "http", StorageClass.Full, Samples.Start, 12);
            var accepted = await store.Accept(new(header, [new JournalEntry.Accepted(Samples.Start, Samples.Json("""{"a":1}"""))], new(RunStatus.Queued, Samples.Start), null), ct);
            accepted.ShouldBe(new Acceptance.Accepted(new(0)));
            var run = (await store.Read(id, ct))!;
            run.Header.ShouldBe(header);
            Samples.TextOf(run.Entries.Single().ShouldBeOfType<JournalEntry.Accepted>().Event).ShouldBe("""{"a":1}""");
            var claim = (await store.TakeDue(new("me"), Samples.Start, 10, ct)).Single();
            (await store.Append(id, claim.Fence, new([new JournalEntry.Finished(Samples.Start, RunStatus.Succeeded, null)], new(RunStatus.Succeeded, FinishedAt: Samples.Start), false), ct)).ShouldBeTrue();
            (await store.List(new(null, [], null, null, null, null, 10), ct)).Items.Single().Status.ShouldBe(RunStatus.Succeeded);
            (await store.Count(ct))[RunStatus.Succeeded].ShouldBe(1);
            var saved = (await store.SaveWorkflow("w", new("text", "yaml"), "key", null, Samples.Start, ct))!;
            saved.Version.ShouldBe(1);
            (await store.FindWorkflow("w", ct)).ShouldBe(saved with { IsNew = false });
        }
        Directory.Delete(folder, true);
    }
}
