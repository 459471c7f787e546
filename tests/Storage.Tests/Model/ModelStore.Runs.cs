using System.Runtime.CompilerServices;
using Keyway.Engine.Runs;
using Keyway.Engine.Sealing;

namespace Keyway.Storage.Tests.Model;

/// <summary>
/// What a store means, in memory and written to be read: the other stores must answer as this one does. Slow where slow is clearer.
/// </summary>
internal sealed partial class ModelStore(TimeProvider time) : IRunStore
{
    private sealed class Run
    {
        public required int Number;
        public required RunHeader Header;
        public required RunState State;
        public List<JournalEntry> Entries = [];
        public SealedBox? Box;
        public bool Dropped;
        public string? Holder;
        public int Taken;
        public DateTimeOffset? CancelAsked;

        public bool IsFinal => State.Status.IsFinal();
        public bool Waits => State.Status == RunStatus.CredentialsRequired;
    }

    /// <summary>In the order of arrival.</summary>
    private readonly List<Run> _runs = [];

    private int _arrived;

    private readonly Dictionary<string, (RunId First, DateTimeOffset Expires)> _idempotency = [];
    private readonly Dictionary<string, DateTimeOffset> _aliveUntil = [];
    private readonly Dictionary<RunStatus, long> _finished = [];

    /// <summary>A store of one process: what lived before it opened is dead, and what ended before is not counted.</summary>
    public void Reopen()
    {
        _aliveUntil.Clear();
        _finished.Clear();
    }

    private Run? Find(RunId id) => _runs.SingleOrDefault(run => run.Header.Id == id);

    private bool IsAlive(string worker, DateTimeOffset now) => _aliveUntil.TryGetValue(worker, out var until) && until >= now;

    [MethodImpl(MethodImplOptions.Synchronized)]
    public ValueTask<Acceptance> Accept(NewRun run, CancellationToken ct)
    {
        Refuse(run.Header.Storage, run.Entries);
        if (run.Idempotency is { } key)
        {
            var hash = Convert.ToHexString(key.Hash.Span);
            if (_idempotency.TryGetValue(hash, out var taken) && taken.Expires > run.Header.CreatedAt) return new(new Acceptance.Repeated(taken.First));
            if (Find(run.Header.Id) is null) _idempotency[hash] = (run.Header.Id, key.Expires);
        }
        if (Find(run.Header.Id) is not null) throw new InvalidOperationException("There is a run with this id.");
        var fence = run.Holder is null ? 0 : 1;
        var made = new Run { Number = ++_arrived, Header = run.Header, State = run.State, Taken = fence, Holder = run.Holder?.Value };
        _runs.Add(made);
        Change(made, run.State, run.Entries, made.Holder);
        return new(new Acceptance.Accepted(new(fence)));
    }

    [MethodImpl(MethodImplOptions.Synchronized)]
    public ValueTask<IReadOnlyList<Claim>> TakeDue(WorkerName worker, DateTimeOffset now, int most, CancellationToken ct)
    {
        var due = _runs.Where(IsDue).OrderBy(run => run.State.Due ?? DateTimeOffset.MinValue).Take(most).ToList();
        foreach (var run in due)
        {
            run.State = run.State with { Status = RunStatus.Running, Due = null };
            run.Holder = worker.Value;
            run.Taken++;
        }
        return new(due.Select(run => new Claim(Record(run), new(run.Taken))).ToList());

        bool IsDue(Run run)
        {
            if (run.IsFinal) return false;
            if (run.Holder is null) return run.State.Due <= now;
            var isOrphan = run.Holder != worker.Value && !IsAlive(run.Holder, now);
            return isOrphan && (run.State.Due <= now || (run.State.Due is null && !run.Waits));
        }
    }

    [MethodImpl(MethodImplOptions.Synchronized)]
    public ValueTask KeepAlive(WorkerName worker, DateTimeOffset until, CancellationToken ct)
    {
        _aliveUntil[worker.Value] = until;
        return default;
    }

    [MethodImpl(MethodImplOptions.Synchronized)]
    public ValueTask<bool> Append(RunId id, Fence fence, RunChange change, CancellationToken ct)
    {
        if (Find(id) is not { } run || run.IsFinal || run.Holder is null || run.Taken != fence.Value) return new(false);
        Refuse(run.Header.Storage, change.Entries);
        Change(run, change.State, change.Entries, change.Release ? null : run.Holder);
        return new(true);
    }

    [MethodImpl(MethodImplOptions.Synchronized)]
    public ValueTask<CancelOutcome> Cancel(RunId id, string by, DateTimeOffset now, CancellationToken ct)
    {
        if (Find(id) is not { } run) return new(CancelOutcome.NotFound);
        if (run.IsFinal) return new(CancelOutcome.AlreadyFinished);
        if (run.CancelAsked is null) run.Entries.Add(new JournalEntry.CancelAsked(now, by));
        if (run.Holder is { } holder && IsAlive(holder, now))
        {
            run.CancelAsked ??= now;
            return new(CancelOutcome.Asked);
        }
        Change(run, new(RunStatus.Cancelled, FinishedAt: now), [new JournalEntry.Finished(now, RunStatus.Cancelled, null)], holder: null);
        return new(CancelOutcome.Cancelled);
    }

    [MethodImpl(MethodImplOptions.Synchronized)]
    public ValueTask<bool> Supply(RunId id, SealedBox box, JournalEntry.CredentialsSupplied entry, CancellationToken ct)
    {
        if (Find(id) is not { Waits: true } run) return new(false);
        Change(run, new(RunStatus.Queued, Due: entry.At, Box: box), [entry], holder: null);
        return new(true);
    }

    [MethodImpl(MethodImplOptions.Synchronized)]
    public ValueTask<RunRecord?> Read(RunId id, CancellationToken ct) => new(Find(id) is { } run ? Record(run) : null);

    [MethodImpl(MethodImplOptions.Synchronized)]
    public ValueTask<RunPage> List(RunFilter filter, CancellationToken ct)
    {
        var before = filter.Cursor is null ? int.MaxValue : int.Parse(filter.Cursor);
        var matching = Enumerable.Reverse(_runs).Where(run => run.Number < before && Matches(run)).Take(filter.Limit + 1).ToList();
        var page = matching.Take(filter.Limit).ToList();
        return new(new RunPage(page.Select(Summary).ToList(), matching.Count > page.Count ? page[^1].Number.ToString() : null));

        bool Matches(Run run) =>
            (filter.Workflow is null || run.Header.Workflow == filter.Workflow)
            && (filter.Statuses.Count == 0 || filter.Statuses.Contains(run.State.Status))
            && (filter.Since is null || run.Header.CreatedAt >= filter.Since)
            && (filter.Until is null || run.Header.CreatedAt < filter.Until)
            && (string.IsNullOrEmpty(filter.Text) || MatchesText(run, filter.Text));

        static bool MatchesText(Run run, string text) =>
            (text.Replace("-", "") is { Length: >= 8 } digits && run.Header.Id.ToString().StartsWith(digits, StringComparison.OrdinalIgnoreCase))
            || run.Header.Workflow.Contains(text, StringComparison.Ordinal)
            || run.State.Code == text;

        static RunSummary Summary(Run run) => new(run.Header, run.State.Status, run.State.FinishedAt, run.State.Code);
    }

    [MethodImpl(MethodImplOptions.Synchronized)]
    public ValueTask<bool> Delete(RunId id, CancellationToken ct)
    {
        if (Find(id) is not { IsFinal: true } run) return new(false);
        _runs.Remove(run);
        CollectVersions();
        return new(true);
    }

    [MethodImpl(MethodImplOptions.Synchronized)]
    public ValueTask<int> Purge(PurgeRule rule, CancellationToken ct)
    {
        var old = Ours().Where(run => run.State.FinishedAt < (run.State.Status == RunStatus.Failed ? rule.FailedBefore : rule.FinishedBefore));
        var beyond = rule.KeepNewest is { } keep ? Ours().GroupBy(run => run.Header.Workflow).SelectMany(runs => runs.SkipLast(keep)) : [];
        var due = _runs.Intersect(old.Concat(beyond)).Take(rule.Most).ToList();
        foreach (var run in due) _runs.Remove(run);
        foreach (var (hash, key) in _idempotency.ToList())
            if (key.Expires <= time.GetUtcNow()) _idempotency.Remove(hash);
        CollectVersions();
        return new(due.Count);

        IEnumerable<Run> Ours() => _runs.Where(run => run.IsFinal && (rule.Workflow is null || run.Header.Workflow == rule.Workflow));
    }

    [MethodImpl(MethodImplOptions.Synchronized)]
    public ValueTask<IReadOnlyDictionary<RunStatus, long>> Count(CancellationToken ct) => new(
        Enum.GetValues<RunStatus>().ToDictionary(
            status => status,
            status => status.IsFinal() ? _finished.GetValueOrDefault(status) : _runs.LongCount(run => run.State.Status == status)));

    private void Change(Run run, RunState state, IReadOnlyList<JournalEntry> entries, string? holder)
    {
        run.Dropped |= state.DropData || (run.Header.Storage == StorageClass.Failures && state.Status.IsFinal() && state.Status != RunStatus.Failed);
        run.Entries.AddRange(entries);
        run.Box = state.Status.IsFinal() ? null : state.Box ?? run.Box;
        run.Holder = state.Status.IsFinal() ? null : holder;
        run.State = state with { Box = null, DropData = run.Dropped };
        if (state.Status.IsFinal())
        {
            run.State = run.State with { Due = null };
            _finished[state.Status] = _finished.GetValueOrDefault(state.Status) + 1;
        }
        else if (run.Holder is null && run.CancelAsked is { } asked)
        {
            run.State = run.State with { Due = asked };
        }
    }

    private static RunRecord Record(Run run) => new(run.Header, run.State, [.. run.Entries.Select(entry => AsRead(run, entry))], run.Box, run.Taken);

    private static JournalEntry AsRead(Run run, JournalEntry entry) => entry switch
    {
        JournalEntry.Accepted e => e with { Event = AsRead(run, e.Event) },
        JournalEntry.StepSucceeded e => e with { Record = AsRead(run, e.Record) },
        JournalEntry.StepFailed e => e with { Record = AsRead(run, e.Record) },
        _ => entry,
    };

    private static Payload AsRead(Run run, Payload payload) => payload switch
    {
        Payload.Withheld => payload,
        Payload.Kept when run.Dropped => run.Header.Storage == StorageClass.Failures ? Payload.Withheld.Instance : Payload.Destroyed.Instance,
        Payload.Kept kept => new Payload.Opened(kept.Data.Utf8),
        _ => throw new InvalidOperationException(),
    };

    private static void Refuse(StorageClass storage, IReadOnlyList<JournalEntry> entries)
    {
        if (storage is StorageClass.Full or StorageClass.Failures) return;
        if (entries.Any(entry => entry is JournalEntry.Accepted { Event: Payload.Kept } or JournalEntry.StepSucceeded { Record: Payload.Kept } or JournalEntry.StepFailed { Record: Payload.Kept }))
            throw new InvalidOperationException("Data of a run whose data is never written.");
    }
}
