using System.Collections.Concurrent;

namespace Keyway.Storage.Sqlite;

/// <summary>
/// The single writer. Acts that wait together become one transaction, and their callers are told when it is durable: many callers share one
/// fsync. Nobody waits for company: what comes alone begins at once. What comes while others are about is done by the thread pool,
/// behind the callers that are already running, so that groups grow with the load.
/// </summary>
/// <param name="aloneOnCallersThread">
/// What comes alone is done before its caller goes on, which spares two changes of thread. Not where a commit waits for the disk: a caller with
/// more to do shall do it meanwhile.
/// </param>
internal sealed class Writer(Db db, int mostWaiting, bool aloneOnCallersThread, Action committed, Action rolledBack) : IThreadPoolWorkItem, IAsyncDisposable
{
    /// <summary>So that the first caller of a group does not wait for ever on the last.</summary>
    private const int MostTogether = 256;

    private readonly Statement _begin = db.Prepare("BEGIN"), _commit = db.Prepare("COMMIT"), _rollback = db.Prepare("ROLLBACK");
    private readonly ConcurrentQueue<Act> _waiting = new();
    private readonly SemaphoreSlim _room = new(mostWaiting);
    private readonly List<Act> _group = new(MostTogether);
    private int _unfinished, _busy;

    /// <summary>Does it in a transaction; returns when that is durable.</summary>
    public ValueTask<T> Do<T>(Func<T> act, CancellationToken ct) => Enqueue(new Act<T>(act, alone: false), ct);

    /// <summary>Does it outside any transaction.</summary>
    public ValueTask<T> DoAlone<T>(Func<T> act, CancellationToken ct) => Enqueue(new Act<T>(act, alone: true), ct);

    private async ValueTask<T> Enqueue<T>(Act<T> act, CancellationToken ct)
    {
        await _room.WaitAsync(ct);
        try
        {
            var alone = Interlocked.Increment(ref _unfinished) == 1;
            _waiting.Enqueue(act);
            if (Interlocked.CompareExchange(ref _busy, 1, 0) == 0)
            {
                if (alone && aloneOnCallersThread) Execute();
                else ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
            }
            return await act.Done;
        }
        finally
        {
            Interlocked.Decrement(ref _unfinished);
            _room.Release();
        }
    }

    /// <summary>Does one group, and passes the writer on. Whoever set <c>_busy</c> calls it, alone.</summary>
    public void Execute()
    {
        while (_group.Count < MostTogether && _waiting.TryPeek(out var next) && (_group.Count == 0 || !next.Alone))
        {
            _waiting.TryDequeue(out _);
            _group.Add(next);
            if (next.Alone) break;
        }
        if (_group.Count > 0 && _group[0].Alone) DoAlone(_group[0]);
        else if (_group.Count > 0) DoTogether();
        foreach (var act in _group) act.Tell();
        _group.Clear();
        // Exchange and not a plain write: a read of the queue that overtook it would miss an act whose caller still saw the writer busy.
        Interlocked.Exchange(ref _busy, 0);
        if (!_waiting.IsEmpty && Interlocked.CompareExchange(ref _busy, 1, 0) == 0)
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    private static void DoAlone(Act act)
    {
        if (Attempt(act.Try) is { } failure) act.Fail(Clear(failure));
    }

    private void DoTogether()
    {
        var failure = Transact(_group);
        if (failure is null) return;
        // One act's own fault must not fail its neighbours: each is tried by itself. A fault of the disk would only repeat itself.
        var oneActs = failure is not SqliteException { IsConstraint: false };
        foreach (var act in _group)
        {
            var own = oneActs && _group.Count > 1 ? Transact([act]) : failure;
            if (own is not null) act.Fail(Clear(own));
        }
    }

    private Exception? Transact(List<Act> acts)
    {
        var failure = Attempt(() =>
        {
            _begin.Run();
            foreach (var act in acts) act.Try();
            _commit.Run();
        });
        if (failure is null)
        {
            committed();
            return null;
        }
        db.ResetAll();
        if (!db.IsIdle) Attempt(() => _rollback.Run());
        rolledBack();
        return failure;
    }

    private static Exception? Attempt(Action what)
    {
        try
        {
            what();
            return null;
        }
        catch (Exception failure)
        {
            return failure;
        }
    }

    private static Exception Clear(Exception failure) => failure switch
    {
        SqliteException { IsConstraint: true } => new InvalidOperationException("What was to be written is there already.", failure),
        SqliteException fault => fault.AsUnavailable(),
        _ => failure,
    };

    public async ValueTask DisposeAsync()
    {
        // Whoever holds all the room knows that nobody is within.
        for (var i = 0; i < mostWaiting; i++) await _room.WaitAsync();
        _room.Dispose();
    }

    private abstract class Act(bool alone)
    {
        public bool Alone => alone;
        public abstract void Try();
        public abstract void Fail(Exception failure);
        public abstract void Tell();
    }

    private sealed class Act<T>(Func<T> what, bool alone) : Act(alone)
    {
        private readonly TaskCompletionSource<T> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private T _result = default!;
        private Exception? _failure;

        public Task<T> Done => _done.Task;
        public override void Try() => _result = what();
        public override void Fail(Exception failure) => _failure = failure;

        public override void Tell()
        {
            if (_failure is null) _done.SetResult(_result);
            else _done.SetException(_failure);
        }
    }
}
