using Keyway.Engine.Steps;
using Keyway.Engine.Workflows;

namespace Keyway.Engine.Runs;

public static class RetryDelay
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(10);

    /// <summary>
    /// How long to wait before the next attempt; null when there is to be none. Doubles each time, with up to a quarter of jitter, so that many
    /// runs that failed together do not come back together; never sooner than the other side asked for.
    /// </summary>
    public static TimeSpan? After(RetryRule rule, int attempt, StepError error, Random random)
    {
        var wanted = rule.On.Count == 0 ? error.Retryable : rule.On.Contains(error.Code);
        if (!wanted || attempt >= rule.Attempts) return null;
        var doubled = rule.Backoff.TotalMilliseconds * Math.Pow(2, Math.Min(attempt - 1, 30));
        var delay = TimeSpan.FromMilliseconds(Math.Min(doubled, Longest.TotalMilliseconds) * (1 + random.NextDouble() / 4));
        return error.RetryAfter > delay ? error.RetryAfter : delay;
    }
}
