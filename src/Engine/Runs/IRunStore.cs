using Keyway.Engine.Sealing;

namespace Keyway.Engine.Runs;

/// <summary>
/// Where runs are kept. A verb is one transaction: when it returns, what it says is durable as the store's durability setting promises.
/// No verb is ever handed a secret: payloads are <see cref="Redaction.Redacted"/>, boxes are sealed.
/// </summary>
public interface IRunStore
{
    /// <summary>
    /// Writes a new run with the entries it has so far: an event just accepted, or a whole run that began and finished on the request's own
    /// thread. With an idempotency key that is taken and not expired nothing is written, and the answer is the first run, even if that was
    /// deleted since.
    /// </summary>
    /// <exception cref="InvalidOperationException">The id is taken; or data came with a run whose data is never written.</exception>
    ValueTask<Acceptance> Accept(NewRun run, CancellationToken ct);

    /// <summary>
    /// Takes up to <paramref name="most"/> runs that are due and that no living worker holds, oldest due first, each with a new fence. They
    /// stand at <see cref="RunStatus.Running"/> from now on.
    /// </summary>
    /// <param name="worker">Who takes them.</param>
    /// <param name="now">What counts as due; and workers whose <see cref="KeepAlive"/> ran out before it are dead.</param>
    ValueTask<IReadOnlyList<Claim>> TakeDue(WorkerName worker, DateTimeOffset now, int most, CancellationToken ct);

    /// <summary>Says that this worker lives until then; its claims hold as long.</summary>
    ValueTask KeepAlive(WorkerName worker, DateTimeOffset until, CancellationToken ct);

    /// <summary>
    /// Appends facts and sets what follows from them. False when the fence is stale, when its holder let go, or when the run is finished: it is
    /// not the caller's any more, so stop.
    /// </summary>
    ValueTask<bool> Append(RunId run, Fence fence, RunChange change, CancellationToken ct);

    /// <summary>
    /// Asks for a run to end. A run that nobody holds is finished as cancelled here and now; one that is held gets the mark, and its holder is
    /// told by the process that asked (or finds it at its next append). A marked run that goes to sleep is due at once.
    /// </summary>
    ValueTask<CancelOutcome> Cancel(RunId run, string by, DateTimeOffset now, CancellationToken ct);

    /// <summary>Gives a run at <see cref="RunStatus.CredentialsRequired"/> its credentials, sealed, and makes it due now. False when it does not wait.</summary>
    ValueTask<bool> Supply(RunId run, SealedBox box, JournalEntry.CredentialsSupplied entry, CancellationToken ct);

    /// <summary>The run with its journal, payloads opened; null when there is none.</summary>
    ValueTask<RunRecord?> Read(RunId run, CancellationToken ct);

    /// <summary>Newest first.</summary>
    ValueTask<RunPage> List(RunFilter filter, CancellationToken ct);

    /// <summary>Destroys the run's key, then its data, then the run itself. False when there is none, or when it is not finished.</summary>
    ValueTask<bool> Delete(RunId run, CancellationToken ct);

    /// <summary>Destroys what the rule says is due, keys first; answers how many runs.</summary>
    ValueTask<int> Purge(PurgeRule rule, CancellationToken ct);

    /// <summary>How many runs stand in each status, for metrics and readiness. Unfinished ones exactly; finished ones since the store was opened.</summary>
    ValueTask<IReadOnlyDictionary<RunStatus, long>> Count(CancellationToken ct);
}

/// <summary>A process that runs runs: unique for each start of a process.</summary>
public readonly record struct WorkerName(string Value);

/// <summary>Grows with each claim of a run; an append with an older one is refused.</summary>
public readonly record struct Fence(int Value);

/// <summary>What never changes about a run.</summary>
/// <param name="Version">The workflow's version it began with and keeps.</param>
/// <param name="Trigger">The kind of trigger: <c>http</c>, <c>manual</c>, <c>replay</c>, <c>action</c>.</param>
/// <param name="Storage">What may be kept of its data.</param>
/// <param name="EventBytes">The size of the event as recorded, credentials lifted out, so that it tells nothing about them.</param>
/// <param name="ReplayOf">The run that this one repeats.</param>
public sealed record RunHeader(
    RunId Id, string Workflow, int Version, string Trigger, StorageClass Storage, DateTimeOffset CreatedAt, int EventBytes, RunId? ReplayOf = null);

/// <summary>What of a run's data may be written.</summary>
public enum StorageClass : byte
{
    Full,

    /// <summary>Kept while it runs; destroyed at the end unless the run failed.</summary>
    Failures,

    /// <summary>Never written, by the workflow's setting <c>metadata</c> or <c>none</c>.</summary>
    Metadata,

    /// <summary>Never written, by the request's own word.</summary>
    NoStore,
}

/// <param name="Entries">The journal so far, beginning with <see cref="JournalEntry.Accepted"/>.</param>
/// <param name="State">What follows from them.</param>
/// <param name="Holder">Who runs it now; null leaves it to be taken.</param>
/// <param name="Idempotency">The trigger's idempotency key, hashed.</param>
public sealed record NewRun(RunHeader Header, IReadOnlyList<JournalEntry> Entries, RunState State, WorkerName? Holder, Idempotency? Idempotency = null);

/// <summary>A hash of trigger and key; and how long it holds.</summary>
public sealed record Idempotency(ReadOnlyMemory<byte> Hash, DateTimeOffset Expires);

/// <summary>What follows from a run's journal, as the store needs it: for claiming, listing, and going on after a crash.</summary>
/// <param name="Due">When it should be taken up; null while somebody holds it, while it waits, and when it is finished.</param>
/// <param name="FinishedAt">Set with a final status; the box and the box's key are destroyed with it.</param>
/// <param name="Code">Why it failed.</param>
/// <param name="DropData">Destroys the run's key and payloads now: history keeps only facts, of what comes later too.</param>
/// <param name="Box">The credentials that the rest of the run needs, sealed; null keeps the box that is there (none, when the run is new).</param>
public sealed record RunState(RunStatus Status, DateTimeOffset? Due = null, DateTimeOffset? FinishedAt = null, string? Code = null, bool DropData = false, SealedBox? Box = null);

/// <param name="Release">The holder lets go: the run is to be taken again when due.</param>
public sealed record RunChange(IReadOnlyList<JournalEntry> Entries, RunState State, bool Release);

public abstract record Acceptance
{
    private Acceptance() { }

    public sealed record Accepted(Fence Fence) : Acceptance;

    /// <summary>The idempotency key was used before, by this run.</summary>
    public sealed record Repeated(RunId First) : Acceptance;
}

public sealed record Claim(RunRecord Run, Fence Fence);

public enum CancelOutcome
{
    NotFound,
    AlreadyFinished,
    Cancelled,
    Asked,
}

/// <param name="Box">The sealed credentials of an unfinished run.</param>
/// <param name="Taken">How often it was claimed.</param>
public sealed record RunRecord(RunHeader Header, RunState State, IReadOnlyList<JournalEntry> Entries, SealedBox? Box, int Taken);

/// <param name="Text">Matches a run id's beginning (eight digits or more: they begin with the time), a part of a workflow's name, or an error code.</param>
/// <param name="Cursor">From <see cref="RunPage.Next"/>; null begins at the newest.</param>
public sealed record RunFilter(string? Workflow, IReadOnlyList<RunStatus> Statuses, DateTimeOffset? Since, DateTimeOffset? Until, string? Text, string? Cursor, int Limit);

public sealed record RunPage(IReadOnlyList<RunSummary> Items, string? Next);

public sealed record RunSummary(RunHeader Header, RunStatus Status, DateTimeOffset? FinishedAt, string? Code);

/// <summary>What is to be destroyed, oldest first: runs finished before a time, and, of each workflow's finished ones, those beyond the newest so many.</summary>
/// <param name="Workflow">Null means every workflow.</param>
/// <param name="FailedBefore">Failed runs may be kept longer.</param>
/// <param name="KeepNewest">Null keeps any number.</param>
/// <param name="Most">At most so many in one call, so that a purge never holds the writer long.</param>
public sealed record PurgeRule(string? Workflow, DateTimeOffset FinishedBefore, DateTimeOffset FailedBefore, int? KeepNewest, int Most)
{
    /// <summary>Workflows that have rules of their own, left out where <see cref="Workflow"/> is null.</summary>
    public IReadOnlyList<string> Except { get; init; } = [];
}
