using System.Net;

namespace Keyway.Server.Auth;

/// <summary>
/// Counts wrong keys by address, so that nobody tries keys at leisure: <see cref="Burst"/> at once, then one in <see cref="Refill"/>.
/// Bounded: when more addresses than <see cref="MaxAddresses"/> fail at a time, those that failed longest ago are forgotten.
/// </summary>
public sealed class FailedAttempts(TimeProvider time)
{
    public const int Burst = 20;
    public const int MaxAddresses = 10_000;
    public static readonly TimeSpan Refill = TimeSpan.FromSeconds(3);

    // When an address's debt is paid off: each failure adds one Refill to it (a token bucket told as a time).
    private readonly Dictionary<IPAddress, DateTimeOffset> _paidOff = [];

    /// <summary>How many addresses are remembered.</summary>
    public int Addresses => _paidOff.Count;

    /// <summary>How long this address must wait; null when it may try.</summary>
    public TimeSpan? Wait(IPAddress address)
    {
        lock (_paidOff)
        {
            if (!_paidOff.TryGetValue(address, out var until)) return null;
            var over = until - time.GetUtcNow() - (Burst - 1) * Refill;
            return over > TimeSpan.Zero ? over : null;
        }
    }

    public void Count(IPAddress address)
    {
        lock (_paidOff)
        {
            var now = time.GetUtcNow();
            if (_paidOff.Count >= MaxAddresses && !_paidOff.ContainsKey(address)) Forget(now);
            var from = _paidOff.TryGetValue(address, out var until) && until > now ? until : now;
            _paidOff[address] = from + Refill;
        }
    }

    private void Forget(DateTimeOffset now)
    {
        foreach (var paid in _paidOff.Where(p => p.Value <= now).Select(p => p.Key).ToList()) _paidOff.Remove(paid);
        if (_paidOff.Count >= MaxAddresses) _paidOff.Remove(_paidOff.MinBy(p => p.Value).Key);
    }
}
