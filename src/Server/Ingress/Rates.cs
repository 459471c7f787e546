using System.Collections.Concurrent;
using Keyway.Engine.Triggers;

namespace Keyway.Server.Ingress;

/// <summary>
/// Token buckets, each kept as one number: the time at which it would be full again (the generic cell rate algorithm, ITU-T I.371). A bucket of
/// <c>Count</c> refills evenly over <c>Per</c>. Kept by workflow, so that a deploy does not refill it.
/// </summary>
public sealed class Rates(TimeProvider time, int maxCallers)
{
    private readonly long _start = time.GetTimestamp();
    private readonly ConcurrentDictionary<string, Bucket> _triggers = new(StringComparer.Ordinal);
    private readonly CallerBuckets _callers = new(maxCallers);

    /// <summary>Takes one request from both buckets; null when it may pass, else how long until it might.</summary>
    public TimeSpan? Take(string workflow, Trigger.Http trigger, string caller)
    {
        if (trigger.Rate is null && trigger.CallerRate is null) return null;
        var now = time.GetElapsedTime(_start).Ticks;
        // The caller's first: one who is over its own rate does not use up everybody's.
        if (trigger.CallerRate is { } each && _callers.Take(workflow, caller, each, now) is { } wait) return wait;
        return trigger.Rate is { } all ? _triggers.GetOrAdd(workflow, static _ => new()).Take(all, now) : null;
    }

    internal sealed class Bucket
    {
        private long _fullAt;

        public TimeSpan? Take(Rate rate, long now)
        {
            var step = rate.Per.Ticks / rate.Count;
            while (true)
            {
                var seen = Volatile.Read(ref _fullAt);
                var next = Math.Max(seen, now) + step;
                // The remainder of the division would otherwise let one more through.
                var over = next - now - (step * rate.Count);
                if (over > 0) return TimeSpan.FromTicks(over);
                if (Interlocked.CompareExchange(ref _fullAt, next, seen) == seen) return null;
            }
        }
    }
}

/// <summary>Buckets of callers, so many at most: the one seen longest ago goes first. Forgetting a bucket only ever favours its caller.</summary>
public sealed class CallerBuckets(int most)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<(string Workflow, string Caller), LinkedListNode<Entry>> _byCaller = [];
    private readonly LinkedList<Entry> _bySeen = [];

    private sealed record Entry((string, string) Key, Rates.Bucket Bucket);

    public int Count { get { lock (_lock) return _byCaller.Count; } }

    public TimeSpan? Take(string workflow, string caller, Rate rate, long now)
    {
        Rates.Bucket bucket;
        lock (_lock)
        {
            if (_byCaller.TryGetValue((workflow, caller), out var node))
            {
                _bySeen.Remove(node);
            }
            else
            {
                if (_byCaller.Count >= most)
                {
                    _byCaller.Remove(_bySeen.First!.Value.Key);
                    _bySeen.RemoveFirst();
                }
                node = new(new((workflow, caller), new()));
                _byCaller.Add((workflow, caller), node);
            }
            _bySeen.AddLast(node);
            bucket = node.Value.Bucket;
        }
        return bucket.Take(rate, now);
    }
}
