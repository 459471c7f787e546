using Keyway.Engine.Runs;
using Keyway.Engine.Sealing;

namespace Keyway.Micro;

/// <summary>A store that says yes to a run that begins, and keeps nothing.</summary>
internal sealed class ForgetfulStore : IRunStore
{
    private static readonly Acceptance Accepted = new Acceptance.Accepted(new(1));

    public ValueTask<Acceptance> Accept(NewRun run, CancellationToken ct) => ValueTask.FromResult(Accepted);
    public ValueTask<bool> Append(RunId run, Fence fence, RunChange change, CancellationToken ct) => ValueTask.FromResult(true);
    public ValueTask KeepAlive(WorkerName worker, DateTimeOffset until, CancellationToken ct) => ValueTask.CompletedTask;
    public ValueTask<IReadOnlyList<Claim>> TakeDue(WorkerName worker, DateTimeOffset now, int most, CancellationToken ct) => throw Forgotten();
    public ValueTask<CancelOutcome> Cancel(RunId run, string by, DateTimeOffset now, CancellationToken ct) => throw Forgotten();
    public ValueTask<bool> Supply(RunId run, SealedBox box, JournalEntry.CredentialsSupplied entry, CancellationToken ct) => throw Forgotten();
    public ValueTask<RunRecord?> Read(RunId run, CancellationToken ct) => throw Forgotten();
    public ValueTask<RunPage> List(RunFilter filter, CancellationToken ct) => throw Forgotten();
    public ValueTask<bool> Delete(RunId run, CancellationToken ct) => throw Forgotten();
    public ValueTask<int> Purge(PurgeRule rule, CancellationToken ct) => throw Forgotten();
    public ValueTask<IReadOnlyDictionary<RunStatus, long>> Count(CancellationToken ct) => throw Forgotten();

    private static InvalidOperationException Forgotten() => new("Nothing was kept.");
}
