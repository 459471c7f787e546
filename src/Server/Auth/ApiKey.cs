using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Keyway.Engine.Sealing;

namespace Keyway.Server.Auth;

/// <summary>API keys as texts: made, hashed, and the first one kept in the data folder. Only hashes stay in memory.</summary>
public static class ApiKey
{
    public const string Prefix = "kw_";
    public const string FileName = "api-key";
    private const int Bytes = 32;

    /// <summary><c>kw_</c> and 43 characters that hold 256 random bits.</summary>
    public static string Make(Entropy entropy)
    {
        Span<byte> bytes = stackalloc byte[Bytes];
        entropy(bytes);
        return Prefix + Base64Url.EncodeToString(bytes);
    }

    /// <summary>True for a key of the form that <see cref="Make"/> gives, which nobody can guess; one that an operator chose may be guessable.</summary>
    public static bool IsGenerated(string key) => key.Length == Prefix.Length + 43 && key.StartsWith(Prefix, StringComparison.Ordinal);

    public static byte[] Hash(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));

    /// <summary>
    /// The admin key that a server starts with, as its hash: the configured one, else the one in the data folder, which is made, readable by
    /// its owner alone, when it is not there.
    /// </summary>
    public static byte[] Bootstrap(string? configured, string dataFolder, Entropy entropy)
    {
        if (!string.IsNullOrWhiteSpace(configured)) return Hash(configured.Trim());
        var path = Path.Combine(dataFolder, FileName);
        if (!File.Exists(path)) WriteOwnerOnly(path, Make(entropy));
        return Hash(File.ReadAllText(path).Trim());
    }

    private static void WriteOwnerOnly(string path, string key)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        // The mode is given at creation: a file made first and restricted after could be read in between.
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var writer = new StreamWriter(path, Encoding.ASCII, options);
        writer.WriteLine(key);
    }
}
