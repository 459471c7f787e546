using System.Text;

namespace Keyway.Engine.Redaction;

/// <summary>
/// One spelling of a secret of three to seven characters. It is found where it stands as a word: <c>1234</c> in <c>pin=1234</c>, never in
/// <c>512345</c>. Shorter ones are not looked for at all; the label alone covers them.
/// </summary>
internal sealed class ShortSecret
{
    private readonly byte[] _text;

    private ShortSecret(Secret owner, byte[] text)
    {
        Owner = owner;
        _text = text;
    }

    public Secret Owner { get; }
    public int Length => _text.Length;

    public static IEnumerable<ShortSecret> SpellingsOf(Secret owner, ReadOnlySpan<byte> text)
    {
        using var plain = new PlainText(text, mapped: false);
        if (plain.Bytes.Length < 3) return [];
        string[] spellings =
        [
            Convert.ToHexString(text),
            Convert.ToHexStringLower(text),
            Convert.ToBase64String(text).TrimEnd('='),
            Convert.ToBase64String(text).TrimEnd('=').Replace('+', '-').Replace('/', '_'),
        ];
        return [new(owner, plain.Bytes.ToArray()), .. spellings.Distinct().Select(s => new ShortSecret(owner, Encoding.ASCII.GetBytes(s)))];
    }

    /// <summary>The next place in a plain text, from an index on; -1 when there is none.</summary>
    public int Find(in PlainText plain, int from)
    {
        var bytes = plain.Bytes;
        while (from <= bytes.Length - _text.Length)
        {
            var at = bytes[from..].IndexOf(_text);
            if (at < 0) return -1;
            at += from;
            if (IsEdge(plain, at) && IsEdge(plain, at + _text.Length)) return at;
            from = at + 1;
        }
        return -1;
    }

    public void Exclude(bool[] bytes)
    {
        foreach (var b in _text) bytes[b] = false;
    }

    /// <summary>Whether a word may begin or end here: one side is no letter or digit, or something was left out between them.</summary>
    private static bool IsEdge(in PlainText plain, int at)
    {
        var bytes = plain.Bytes;
        if (at == 0 || at == bytes.Length || !IsWord(bytes[at - 1]) || !IsWord(bytes[at])) return true;
        return plain.IsParted(at);
    }

    private static bool IsWord(byte b) => char.IsAsciiLetterOrDigit((char)b) || b == (byte)'_' || b >= 0x80;
}
