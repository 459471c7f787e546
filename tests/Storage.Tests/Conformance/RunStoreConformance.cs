using System.Text;
using Keyway.Engine.Runs;
using Keyway.Engine.Sealing;

namespace Keyway.Storage.Tests.Conformance;

/// <summary>What every run store does. One file a topic; a store inherits them all.</summary>
public abstract partial class RunStoreConformance : IAsyncLifetime
{
    protected static readonly WorkerName Ann = new("ann"), Bob = new("bob");
    protected static readonly CancellationToken Ct = TestContext.Current.CancellationToken;

    private readonly Entropy _entropy = Entropies.Seeded(7);

    protected IRunStore Store { get; private set; } = null!;
    protected Sealer Sealer { get; }
    protected TestTime Time { get; } = new(Samples.Start);
    protected DateTimeOffset Now => Time.GetUtcNow();

    protected RunStoreConformance() => Sealer = new(Samples.MasterKey, _entropy);

    protected abstract ValueTask<IRunStore> Open();

    public async ValueTask InitializeAsync() => Store = await Open();

    public abstract ValueTask DisposeAsync();

    protected RunId NewId() => RunId.New(Time, _entropy);

    protected static Payload Json(string json) => Samples.Json(json);

    protected RunHeader Header(string workflow = "notify", StorageClass storage = StorageClass.Full, int version = 1) =>
        new(NewId(), workflow, version, "http", storage, Now, 9);

    /// <summary>A run that waits to be taken.</summary>
    protected NewRun Queued(RunHeader? header = null, DateTimeOffset? due = null, SealedBox? box = null)
    {
        header ??= Header();
        return new(header, [Accepted(header)], new(RunStatus.Queued, Due: due ?? Now, Box: box), Holder: null);
    }

    /// <summary>A run that somebody runs.</summary>
    protected NewRun Held(WorkerName holder, RunHeader? header = null, SealedBox? box = null)
    {
        header ??= Header();
        return new(header, [Accepted(header), new JournalEntry.Taken(Now, 1)], new(RunStatus.Running, Box: box), holder);
    }

    /// <summary>A run that began and ended on its caller's thread.</summary>
    protected NewRun Whole(RunHeader? header = null, RunStatus status = RunStatus.Succeeded, string? code = null)
    {
        header ??= Header();
        return new(header, [Accepted(header), new JournalEntry.Taken(Now, 1), Step(header, 0), Finished(status, code)], Final(status, code), Ann);
    }

    protected JournalEntry Accepted(RunHeader header) => new JournalEntry.Accepted(Now, Data(header, """{"a":"event"}"""));

    protected JournalEntry Step(RunHeader header, int step) =>
        new JournalEntry.StepSucceeded(Now, step, 1, TimeSpan.FromTicks(12345), Data(header, $$"""{"step":{{step}}}"""));

    protected JournalEntry Finished(RunStatus status, string? code = null) => new JournalEntry.Finished(Now, status, code);

    protected RunState Final(RunStatus status, string? code = null) => new(status, FinishedAt: Now, Code: code);

    private static Payload Data(RunHeader header, string json) => header.Storage <= StorageClass.Failures ? Json(json) : Payload.Withheld.Instance;

    protected async ValueTask<RunId> Put(NewRun run)
    {
        (await Store.Accept(run, Ct)).ShouldBeOfType<Acceptance.Accepted>();
        return run.Header.Id;
    }

    protected async ValueTask<RunRecord> Read(RunId id) => (await Store.Read(id, Ct)).ShouldNotBeNull();

    protected ValueTask<bool> Append(RunId id, Fence fence, RunState state, bool release, params JournalEntry[] entries) =>
        Store.Append(id, fence, new(entries, state, release), Ct);

    protected SealedBox Box(RunId id, string text = "a credential") => Sealer.SealBox(id, Encoding.UTF8.GetBytes(text));

    protected string Opened(RunId id, SealedBox? box) => Encoding.UTF8.GetString(Sealer.OpenBox(id, box.ShouldNotBeNull()));

    protected static RunFilter All(int limit = 100) => new(null, [], null, null, null, null, limit);
}
