using System.Globalization;
using Keyway.Engine.Apps;

namespace Keyway.Apps;

/// <summary>How long a host asks to be left alone: <c>Retry-After</c> in seconds or as a date (RFC 9110).</summary>
internal static class RetryAfter
{
    public static TimeSpan? Of(HttpReply reply)
    {
        if (!reply.Headers.TryGetValue("retry-after", out var text)) return null;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)) return TimeSpan.FromSeconds(seconds);
        // Counted from the host's own clock: ours may differ.
        if (!DateTimeOffset.TryParseExact(text, "r", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var until)) return null;
        if (!reply.Headers.TryGetValue("date", out var date) || !DateTimeOffset.TryParseExact(date, "r", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var now)) return null;
        return until > now ? until - now : null;
    }
}
