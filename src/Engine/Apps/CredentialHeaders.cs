using System.Collections.Frozen;

namespace Keyway.Engine.Apps;

/// <summary>
/// Headers whose values are credentials by their name, whoever wrote them: no record shows such a value, and it goes only to hosts that are named.
/// </summary>
public static class CredentialHeaders
{
    private static readonly FrozenSet<string> Names = FrozenSet.Create(StringComparer.OrdinalIgnoreCase,
        "authorization", "proxy-authorization", "cookie", "cookie2", "set-cookie", "x-api-key", "api-key", "apikey", "x-auth-token", "x-access-token",
        "x-amz-security-token", "x-goog-api-key", "x-vault-token", "x-csrf-token", "x-xsrf-token", "x-shopify-access-token", "x-github-token",
        "private-token", "ocp-apim-subscription-key", "x-functions-key", "dapr-api-token", "x-forwarded-access-token", "sec-websocket-key");

    private static readonly string[] Words = ["token", "secret", "password", "credential", "signature", "api-key", "apikey", "access-key", "authorization"];

    // Names with such a word that say no secret: the key of a repeat is meant to be known.
    private static readonly FrozenSet<string> Harmless = FrozenSet.Create(StringComparer.OrdinalIgnoreCase, "idempotency-key", "access-control-request-headers");

    public static bool Contains(string name) =>
        Names.Contains(name) || (!Harmless.Contains(name) && Words.Any(word => name.Contains(word, StringComparison.OrdinalIgnoreCase)));
}
