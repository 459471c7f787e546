namespace Keyway.Server.Api;

/// <summary>What a caller prefers (RFC 7240), and the two spellings of no-store that Pipedream's docs use.</summary>
public static class Preferences
{
    /// <summary>True for <c>Prefer: wait</c> (also <c>wait=30</c>) or <c>?wait=true</c>.</summary>
    public static bool Waits(HttpRequest request, string? wait) => Has(request, "wait") || ApiQuery.Flag(wait, "wait");

    public static bool IsNoStore(HttpRequest request) =>
        Has(request, "no-store") || IsOne(request, "x-pd-nostore") || IsOne(request, "pd-nostore");

    private static bool IsOne(HttpRequest request, string name) => request.Headers[name] == "1" || request.Query[name] == "1";

    private static bool Has(HttpRequest request, string preference) =>
        request.Headers["Prefer"].SelectMany(h => (h ?? "").Split(','))
            .Any(p => p.AsSpan(0, p.IndexOfAny([';', '=']) is var end and >= 0 ? end : p.Length).Trim().Equals(preference, StringComparison.OrdinalIgnoreCase));
}
