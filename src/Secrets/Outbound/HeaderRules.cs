using System.Buffers;
using System.Collections.Frozen;

namespace Keyway.Secrets.Outbound;

/// <summary>What may stand in a header that a step gives, and which headers of an exchange are worth keeping.</summary>
internal static class HeaderRules
{
    // RFC 9110: token = 1*tchar.
    private static readonly SearchValues<char> TokenCharacters = SearchValues.Create("!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");

    private static readonly FrozenSet<string> Forbidden = FrozenSet.Create(StringComparer.OrdinalIgnoreCase,
        "host", "content-length", "transfer-encoding", "connection", "keep-alive", "te", "trailer", "upgrade", "expect", "http2-settings",
        "proxy-authorization", "proxy-authenticate", "proxy-connection");

    // Said by every request or by the protocol: of no use to a reader of a run.
    private static readonly FrozenSet<string> Noise = FrozenSet.Create(StringComparer.OrdinalIgnoreCase,
        "accept", "accept-encoding", "user-agent", "x-github-api-version");

    private static readonly FrozenSet<string> KeptOfReply = FrozenSet.Create(StringComparer.OrdinalIgnoreCase,
        "content-type", "etag", "last-modified", "retry-after", "x-request-id", "x-github-request-id", "x-slack-req-id", "x-oauth-scopes",
        "x-ratelimit-limit", "x-ratelimit-remaining", "x-ratelimit-reset");

    public static string Name(string name)
    {
        if (name.Length == 0 || name.AsSpan().ContainsAnyExcept(TokenCharacters)) throw new EgressException(EgressErrors.HeaderName);
        return Forbidden.Contains(name) ? throw new EgressException(EgressErrors.ForbiddenHeader(name.ToLowerInvariant())) : name;
    }

    public static string Value(string value) =>
        value.AsSpan().ContainsAnyExceptInRange(' ', '~') ? throw new EgressException(EgressErrors.HeaderValue) : value;

    public static bool IsNoise(string name) => Noise.Contains(name);
    public static bool IsKeptOfReply(string name) => KeptOfReply.Contains(name);
}
