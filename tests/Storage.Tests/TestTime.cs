namespace Keyway.Storage.Tests;

/// <summary>Time that stands until it is moved; timers fire when it passes them.</summary>
public sealed class TestTime(DateTimeOffset start) : TimeProvider
{
    private readonly List<Timer> _timers = [];
    private DateTimeOffset _now = start;

    public override DateTimeOffset GetUtcNow() => _now;

    public void Advance(TimeSpan by)
    {
        _now += by;
        foreach (var timer in _timers.Where(timer => timer.Next <= _now).ToList()) timer.Fire(_now);
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer(this, () => callback(state), period) { Next = _now + dueTime };
        _timers.Add(timer);
        return timer;
    }

    private sealed class Timer(TestTime time, Action fire, TimeSpan period) : ITimer
    {
        public DateTimeOffset Next;

        public void Fire(DateTimeOffset now)
        {
            Next = now + period;
            fire();
        }

        public bool Change(TimeSpan dueTime, TimeSpan period) => throw new NotSupportedException();
        public void Dispose() => time._timers.Remove(this);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return default;
        }
    }
}
