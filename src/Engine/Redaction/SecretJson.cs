using System.Text;
using System.Text.Json;

namespace Keyway.Engine.Redaction;

/// <summary>A secret that is a JSON document (a service account's key, a token response): its fields are secrets, each by itself.</summary>
internal static class SecretJson
{
    /// <summary>Fields that say what a secret is for, and not what it is: their texts stand in ordinary data too.</summary>
    private static readonly HashSet<string> PublicNames = new(StringComparer.OrdinalIgnoreCase)
    {
        "type", "token_type", "scope", "auth_uri", "token_uri", "auth_provider_x509_cert_url", "client_x509_cert_url", "universe_domain", "project_id",
        "quota_project_id", "region", "engine", "host", "hostname", "port", "dbname", "database", "endpoint", "expiration", "expires", "expires_at",
        "issued_at", "created_at", "updated_at", "alg", "kty", "typ", "use", "crv", "iss", "aud", "version",
    };

    private static readonly string[] TellingNames = ["pass", "pwd", "secret", "token", "key", "pin", "code", "credential"];

    /// <summary>The texts of a JSON object or array that are to be found by themselves; null for any other text.</summary>
    public static List<string>? Leaves(ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty || text[0] is not ((byte)'{' or (byte)'[')) return null;
        var leaves = new List<string>();
        var reader = new Utf8JsonReader(text, new JsonReaderOptions { MaxDepth = Values.ValueJson.MaxDepth });
        try
        {
            var name = "";
            while (reader.Read())
            {
                if (reader.TokenType == JsonTokenType.PropertyName) name = reader.GetString()!;
                else if (reader.TokenType == JsonTokenType.String && reader.GetString() is { } leaf && IsSecret(name, leaf)) leaves.Add(leaf);
            }
            return leaves;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static bool IsSecret(string name, string leaf)
    {
        if (PublicNames.Contains(name)) return false;
        return Encoding.UTF8.GetByteCount(leaf) >= Needle.Window || TellingNames.Any(n => name.Contains(n, StringComparison.OrdinalIgnoreCase));
    }
}
