using System.Security.Cryptography;
using System.Text;
using Keyway.Engine.Sealing;

namespace Keyway.Server.Auth;

/// <summary>API keys as texts: made and hashed. Only hashes stay in memory.</summary>
public static class ApiKey
{
    public const string Prefix = "kw_";
    private const int Bytes = 24;

    /// <summary><c>kw_</c> and 48 hexadecimal digits: 192 random bits.</summary>
    public static string Make(Entropy entropy)
    {
        Span<byte> bytes = stackalloc byte[Bytes];
        entropy(bytes);
        return Prefix + Convert.ToHexStringLower(bytes);
    }

    /// <summary>True for a key of the form that <see cref="Make"/> gives, which nobody can guess; one that an operator chose may be guessable.</summary>
    public static bool IsGenerated(string key) => key.Length == Prefix.Length + 2 * Bytes && key.StartsWith(Prefix, StringComparison.Ordinal);

    public static byte[] Hash(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));
}
