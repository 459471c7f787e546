using System.Collections.Frozen;

namespace Keyway.Engine.Apps;

/// <summary>Headers whose values are credentials by their name, whoever wrote them.</summary>
public static class CredentialHeaders
{
    private static readonly FrozenSet<string> Names = FrozenSet.Create(StringComparer.OrdinalIgnoreCase,
        "authorization", "proxy-authorization", "cookie", "cookie2", "set-cookie", "set-cookie2", "www-authenticate", "proxy-authenticate",
        "authentication-info", "x-api-key", "api-key", "apikey", "x-auth-token", "x-access-token", "x-amz-security-token", "x-goog-api-key",
        "x-vault-token", "x-csrf-token", "x-xsrf-token", "x-shopify-access-token", "x-github-token", "private-token",
        "ocp-apim-subscription-key", "x-functions-key", "dapr-api-token", "x-forwarded-access-token", "sec-websocket-key");

    private static readonly string[] Words = ["token", "secret", "password", "credential", "signature", "api-key", "apikey", "access-key", "authorization"];

    /// <summary>The value is a credential: known to the matcher, and sent only to hosts that are named.</summary>
    public static bool Contains(string name) => Names.Contains(name);

    /// <summary>The value may be one, by a word in the name: no record shows it.</summary>
    public static bool MayContain(string name) => Names.Contains(name) || Words.Any(word => name.Contains(word, StringComparison.OrdinalIgnoreCase));
}
