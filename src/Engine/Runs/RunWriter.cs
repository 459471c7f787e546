using Keyway.Engine.Redaction;
using Keyway.Engine.Sealing;
using Keyway.Engine.Values;

namespace Keyway.Engine.Runs;

/// <summary>The run belongs to another worker now.</summary>
public sealed class StaleFenceException() : Exception("The run was taken over by another worker.");

/// <summary>Hands a run's unsaved entries to the store: the first time as a new run, later as appends.</summary>
internal sealed class RunWriter(RunEngine engine)
{
    /// <summary>What of a value may be written, under the run's storage class. The redactor makes it.</summary>
    public static Payload Keep(ActiveRun run, in Value value, bool keeps = true)
    {
        if (!run.KeepsData || !keeps) return Payload.Withheld.Instance;
        var redactor = new Redactor(run.Arena);
        return new Payload.Kept(redactor.Recorded(value, run.Seals ? run.Box.Add : null));
    }

    /// <summary>The sealed credentials that the rest of the run needs; null where there are none or policy keeps them in memory.</summary>
    public SealedBox? BoxOf(ActiveRun run) =>
        run.Seals && !run.Box.IsEmpty ? engine.Sealer.SealBox(run.Id, run.Box.Write()) : null;

    /// <summary>Writes what is unsaved, after whatever write is under way. When this returns it is durable.</summary>
    public async Task Save(ActiveRun run, RunState state, bool release)
    {
        // Taken before the wait: a save behind leaves the worker free to add more.
        var entries = run.Unsaved.ToArray();
        run.Unsaved.Clear();
        run.HasUnsavedEffect = false;
        await run.Saving;
        if (run.Fence is { } fence)
        {
            if (!await engine.Store.Append(run.Id, fence, new(entries, state, release), CancellationToken.None)) throw new StaleFenceException();
        }
        else
        {
            WorkerName? holder = release ? null : engine.Worker;
            var accepted = await engine.Store.Accept(new(run.Header, entries, state, holder, run.Idempotency), CancellationToken.None);
            run.Fence = ((Acceptance.Accepted)accepted).Fence;
        }
        if (engine.Feed.IsWatched) engine.Feed.Publish(run.Header, entries);
    }

    /// <summary>Begins to write what is unsaved and does not wait: the next step's call goes on meanwhile. The next save waits for this one.</summary>
    public void SaveBehind(ActiveRun run)
    {
        if (!run.KeepsData) return;
        var box = BoxOf(run);
        run.Saving = Save(run, new(RunStatus.Running, Box: box), release: false);
    }
}
