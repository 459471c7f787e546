using System.Text;

namespace Keyway.Engine.Redaction;

/// <summary>Finds the spellings of a fixed set of secrets.</summary>
public sealed class Matcher
{
    internal static readonly Matcher Nothing = new([]);

    private readonly Secret[] _secrets;

    internal Matcher(Secret[] secrets) => _secrets = [.. secrets.Where(s => s.Text.Length >= 8)];

    /// <summary>Whether any secret may be in there. The question that every document is asked: made to be answered fast.</summary>
    public bool Touches(ReadOnlySpan<byte> utf8)
    {
        foreach (var secret in _secrets)
            if (utf8.IndexOf(Encoding.UTF8.GetBytes(secret.Text)) >= 0) return true;
        return false;
    }

    public string Replace(string text)
    {
        foreach (var secret in _secrets) text = text.Replace(secret.Text, secret.Label.Handle, StringComparison.Ordinal);
        return text;
    }

    /// <summary>Like <see cref="Replace(string)"/> without secrets that are so short that they may well be a word.</summary>
    internal string ReplaceKey(string key) => Replace(key);

    public byte[] Replace(ReadOnlySpan<byte> body) => Encoding.UTF8.GetBytes(Replace(Encoding.UTF8.GetString(body)));
}
