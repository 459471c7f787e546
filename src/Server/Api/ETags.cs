using System.Globalization;

namespace Keyway.Server.Api;

/// <summary>Versions and revisions as entity tags (RFC 9110): <c>ETag: "3"</c>, and what a writer started from.</summary>
public static class ETags
{
    public static void Set(HttpResponse response, int revision) => response.Headers.ETag = "\"" + revision.ToString(CultureInfo.InvariantCulture) + "\"";

    /// <summary>
    /// The revision that a write may replace: null does not care, 0 says that it must not exist yet (<c>If-None-Match: *</c>).
    /// </summary>
    /// <param name="present">Asked only for <c>If-Match: *</c>: the present revision, null when there is none.</param>
    public static async ValueTask<int?> Expected(HttpRequest request, Func<ValueTask<int?>> present)
    {
        if (request.Headers.IfNoneMatch.ToString().Trim() is { Length: > 0 } none)
            return none == "*" ? 0 : throw ApiQuery.Refuse("If-None-Match", "only '*'");
        var match = request.Headers.IfMatch.ToString().Trim();
        if (match.Length == 0) return null;
        if (match == "*") return await present() ?? throw new RefusedException(Problems.PreconditionFailed);
        return match.Length > 2 && match[0] == '"' && match[^1] == '"' && int.TryParse(match[1..^1], NumberStyles.None, CultureInfo.InvariantCulture, out var revision) && revision > 0
            ? revision
            : throw ApiQuery.Refuse("If-Match", "the ETag of an earlier reply, or '*'");
    }
}
