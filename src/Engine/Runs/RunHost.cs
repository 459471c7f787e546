using System.Collections.Concurrent;
using System.Threading.Channels;
using Keyway.Engine.Connections;
using Keyway.Engine.Redaction;
using Keyway.Engine.Values;
using Keyway.Engine.Workflows;

namespace Keyway.Engine.Runs;

/// <summary>
/// The runs of this process: begins them, queues them, takes up what others left, and stops in good order. It starts no thread: the
/// server's loops call <see cref="Consume"/> and <see cref="TakeUp"/>.
/// </summary>
public sealed class RunHost
{
    private readonly RunEngine _engine;
    private readonly RunWriter _writer;
    private readonly RunWorker _worker;
    private readonly RunRevival _revival;
    private readonly Channel<ActiveRun> _queue = Channel.CreateUnbounded<ActiveRun>();
    private readonly ConcurrentDictionary<RunId, ActiveRun> _active = new();
    private readonly ConcurrentQueue<Orphan> _orphans = new();
    private int _queued;
    private volatile bool _stopping;

    public RunHost(RunEngine engine, Func<string, int, CancellationToken, ValueTask<Deployed?>> findVersion)
    {
        _engine = engine;
        _writer = new(engine);
        _worker = new(engine, _writer, new StepWork(engine, _writer));
        _revival = new(engine, findVersion);
    }

    public RunEngine Engine => _engine;

    /// <summary>Runs in this process's memory, queued ones included.</summary>
    public int ActiveCount => _active.Count;

    public ActiveRun? Find(RunId id) => _active.GetValueOrDefault(id);

    /// <summary>
    /// Begins a run. For a caller that waits it is under way when this returns, and durable when it answers; otherwise it is durably accepted
    /// when this returns, and runs later.
    /// </summary>
    public async ValueTask<RunStarted> Start(RunStart start, CancellationToken ct)
    {
        if (_stopping || Volatile.Read(ref _queued) >= _engine.Options.MaxQueued) return new RunStarted.QueueFull(TimeSpan.FromSeconds(_stopping ? 5 : 1));
        var run = Create(start);
        if (!start.Waits || start.Idempotency is not null)
        {
            // A repeat must find the first run while it runs.
            var state = new RunState(start.Waits ? RunStatus.Running : RunStatus.Queued, Box: _writer.BoxOf(run));
            var entries = run.Unsaved.ToArray();
            run.Unsaved.Clear();
            switch (await _engine.Store.Accept(new(run.Header, entries, state, _engine.Worker, start.Idempotency), ct))
            {
                case Acceptance.Repeated repeated:
                    return new RunStarted.Repeated(repeated.First);
                case Acceptance.Accepted accepted:
                    run.Fence = accepted.Fence;
                    if (_engine.Feed.IsWatched) _engine.Feed.Publish(run.Header, entries);
                    break;
            }
        }
        _active[run.Id] = run;
        if (start.Waits)
        {
            _ = Work(run);
            return new RunStarted.Running(run);
        }
        Enqueue(run);
        return new RunStarted.Queued(run.Id);
    }

    /// <summary>Works on queued runs, one after the other, until cancelled; the server starts <see cref="RunOptions.Concurrency"/> of these.</summary>
    public async Task Consume(CancellationToken ct)
    {
        await foreach (var run in _queue.Reader.ReadAllAsync(ct))
        {
            Interlocked.Decrement(ref _queued);
            await Work(run);
        }
    }

    /// <summary>Takes up runs that are due and that nobody living holds; answers how many.</summary>
    public async Task<int> TakeUp(CancellationToken ct)
    {
        if (_stopping) return 0;
        var room = _engine.Options.Concurrency * 2 - Volatile.Read(ref _queued);
        if (room <= 0) return 0;
        var now = _engine.Time.GetUtcNow();
        await _engine.Store.KeepAlive(_engine.Worker, now + _engine.Options.Lease, ct);
        await ReleaseOrphans(now, ct);
        var claims = await _engine.Store.TakeDue(_engine.Worker, now, room, ct);
        foreach (var claim in claims)
        {
            if (await _revival.Revive(claim, ct) is { } run)
            {
                _active[run.Id] = run;
                Enqueue(run);
            }
            else
            {
                var finished = new JournalEntry.Finished(now, RunStatus.Failed, "run_unreadable");
                await _engine.Store.Append(claim.Run.Header.Id, claim.Fence, new([finished], new(RunStatus.Failed, FinishedAt: now, Code: "run_unreadable"), Release: true), ct);
            }
        }
        return claims.Count;
    }

    /// <summary>Lets go of runs that could not be written when the store was in trouble: they are taken up again from what it has.</summary>
    private async Task ReleaseOrphans(DateTimeOffset now, CancellationToken ct)
    {
        while (_orphans.TryPeek(out var orphan))
        {
            await _engine.Store.Append(orphan.Id, orphan.Fence, new([], new(RunStatus.Queued, Due: now), Release: true), ct);
            _orphans.TryDequeue(out _);
        }
    }

    /// <summary>Stops a run at its next act; an act under way is interrupted.</summary>
    public async ValueTask<CancelOutcome> Cancel(RunId id, string by, CancellationToken ct)
    {
        if (_active.TryGetValue(id, out var run))
        {
            run.CancelledBy = by;
            run.Interrupt();
            return CancelOutcome.Asked;
        }
        return await _engine.Store.Cancel(id, by, _engine.Time.GetUtcNow(), ct);
    }

    /// <summary>Gives a waiting run its credentials, by handle name; they are sealed before they reach the store.</summary>
    public async ValueTask<bool> Supply(RunId id, IReadOnlyDictionary<string, Value> credentials, CancellationToken ct)
    {
        var record = await _engine.Store.Read(id, ct);
        if (record is not { State.Status: RunStatus.CredentialsRequired }) return false;
        var box = new CredentialBox();
        foreach (var (name, value) in credentials) box.Add(value.With(Labels.Of(new Label(name))));
        if (record.Box is { } old) box.AddAll(CredentialBox.Read(_engine.Sealer.OpenBox(id, old)));
        var entry = new JournalEntry.CredentialsSupplied(_engine.Time.GetUtcNow(), [.. credentials.Keys]);
        return await _engine.Store.Supply(id, _engine.Sealer.SealBox(id, box.Write()), entry, ct);
    }

    /// <summary>Takes no more, lets what runs finish for the grace time, then puts the rest aside for the next start.</summary>
    public async Task Stop()
    {
        _stopping = true;
        _queue.Writer.TryComplete();
        using var grace = new CancellationTokenSource(_engine.Options.ShutdownGrace, _engine.Time);
        foreach (var run in _active.Values)
        {
            try
            {
                await run.End.WaitAsync(grace.Token);
            }
            catch (OperationCanceledException) when (grace.IsCancellationRequested)
            {
                break;
            }
            catch (Exception)
            {
                // Told to whoever waits for that run; here only the end counts.
                continue;
            }
        }
        var left = _active.Values.ToArray();
        foreach (var run in left)
        {
            run.Parking = true;
            run.Interrupt();
        }
        await Task.WhenAll(left.Select(r => r.End.ContinueWith(static _ => { }, TaskScheduler.Default)));
    }

    private void Enqueue(ActiveRun run)
    {
        Interlocked.Increment(ref _queued);
        if (_queue.Writer.TryWrite(run)) return;

        // Stopping: it is in the store, held by a worker about to be gone, and the next start takes it up.
        Interlocked.Decrement(ref _queued);
        _active.TryRemove(run.Id, out _);
        run.GiveEnd(new(RunStatus.Queued, null, null, default));
    }

    private async Task Work(ActiveRun run)
    {
        await _worker.Work(run);
        if (run.End.IsFaulted && run.KeepsData && run.Fence is { } fence) _orphans.Enqueue(new(run.Id, fence));
        _active.TryRemove(run.Id, out _);
        run.Dispose();
    }

    private ActiveRun Create(RunStart start)
    {
        var now = _engine.Time.GetUtcNow();
        var id = RunId.New(_engine.Time, _engine.Entropy);
        var workflow = start.Workflow;
        var run = new ActiveRun(new(id, workflow.Workflow.Name, workflow.Version, start.Trigger, start.Storage, now, 0, start.ReplayOf), workflow, start.Event.Event, start.Event.Arena)
        {
            Idempotency = start.Idempotency,
        };
        var payload = RunWriter.Keep(run, start.Event.Event);
        run.Header = run.Header with { EventBytes = Sizes.Of(start.Event.Event, payload) };
        run.Add(new JournalEntry.Accepted(now, payload));
        run.Add(new JournalEntry.Taken(now, 1));
        run.Steps.Grow("trigger", RunContext.Trigger(run, now, start.IsTest));
        foreach (var entry in start.Inherited) RunRevival.Inherit(run, entry);
        return run;
    }

    private readonly record struct Orphan(RunId Id, Fence Fence);
}
