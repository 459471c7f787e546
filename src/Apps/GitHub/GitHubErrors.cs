using System.Globalization;
using Keyway.Engine.Apps;
using Keyway.Engine.Steps;

namespace Keyway.Apps.GitHub;

/// <summary>What GitHub's statuses mean: https://docs.github.com/en/rest/using-the-rest-api/troubleshooting-the-rest-api</summary>
internal static class GitHubErrors
{
    /// <summary>Why GitHub did not do it; null when it did. A 401 does not come here: it is a refused credential.</summary>
    /// <param name="permission">What the token needs, as GitHub's page on the call says.</param>
    public static StepError? Of(HttpReply reply, string permission, DateTimeOffset now) => reply.Status switch
    {
        < 300 => null,
        403 or 429 when IsRateLimit(reply) => new("rate_limited", "GitHub asks to send less often. The step can be tried again after the time that GitHub named.", Retryable: true)
        {
            HttpStatus = reply.Status,
            RetryAfter = RetryAfter.Of(reply) ?? UntilReset(reply, now) ?? TimeSpan.FromMinutes(1),
        },
        403 => new("credential_scope", $"GitHub does not let this token do it. It needs {permission}; an organization may also have to approve the token or its single sign-on.")
        {
            HttpStatus = 403,
            Credential = "github.oauth_access_token",
        },
        404 => Refused(reply, $"There is no such thing, or this token may not see it: GitHub hides private repositories. Check owner, repo and the rest, and that the token has {permission}."),
        409 => Refused(reply, "The file or branch has changed in the meantime, or the repository is empty. Read it again and repeat the step."),
        410 => Refused(reply, "Issues are switched off in this repository, or the issue was deleted."),
        422 => Refused(reply, "GitHub does not accept one of the inputs (a label, assignee, milestone or branch that does not exist, or a missing sha), or takes it for spam. The HTTP trace of this step shows which."),
        301 or 302 or 307 or 308 => Refused(reply, "The repository was renamed or moved: use its present owner and name."),
        451 => Refused(reply, "The repository is blocked for legal reasons."),
        _ => Refused(reply, reply.Status >= 500 ? "The trouble is on GitHub's side; the call may go through later." : "GitHub's page on the call says what it means."),
    };

    private static StepError Refused(HttpReply reply, string advice) =>
        new("app_error", $"GitHub answered with status {reply.Status}. {advice}", Retryable: reply.Status is 408 or >= 500) { HttpStatus = reply.Status };

    // The primary limit says so by a header; the secondary one only by Retry-After, or in its message.
    private static bool IsRateLimit(HttpReply reply) =>
        reply.Status == 429
        || (reply.Headers.TryGetValue("x-ratelimit-remaining", out var remaining) && remaining == "0")
        || reply.Headers.ContainsKey("retry-after")
        || (reply.Body["message"].TryGetText(out var message) && message.Contains("rate limit", StringComparison.OrdinalIgnoreCase));

    private static TimeSpan? UntilReset(HttpReply reply, DateTimeOffset now)
    {
        if (!reply.Headers.TryGetValue("x-ratelimit-reset", out var text) || !long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)) return null;
        // A clock that is off must not make it zero, or a day.
        return TimeSpan.FromSeconds(Math.Clamp(seconds - now.ToUnixTimeSeconds(), 1, 3600));
    }
}
