using System.Collections.Concurrent;
using Keyway.Engine.Runs;

namespace Keyway.Storage.Sqlite;

/// <summary>
/// Which workers live. Kept in memory: the folder's lock lets one process in, so every worker of an earlier process is dead, and what
/// it held can be taken up at once and not after its time.
/// </summary>
internal sealed class Workers
{
    private readonly ConcurrentDictionary<string, long> _aliveUntil = new(StringComparer.Ordinal);

    public void KeepAlive(WorkerName worker, DateTimeOffset until)
    {
        _aliveUntil[worker.Value] = until.UtcTicks;
        // One that is not here is as dead as one whose time ran out long ago.
        foreach (var (name, other) in _aliveUntil)
            if (other < until.AddDays(-1).UtcTicks) _aliveUntil.TryRemove(name, out _);
    }

    public bool IsAlive(string worker, DateTimeOffset now) => _aliveUntil.TryGetValue(worker, out var until) && until >= now.UtcTicks;
}
