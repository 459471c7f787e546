using System.Text;
using Keyway.Engine.Expressions.Syntax;

namespace Keyway.Engine.Expressions.Urls;

/// <summary>Percent-encoding with the sets of the URL standard. What is encoded already stays as it is.</summary>
internal static class Percent
{
    public const string Control = "";
    public const string Fragment = " \"<>`";
    public const string Query = " \"#<>";
    public const string SpecialQuery = Query + "'";
    public const string Path = Query + "?^`{}";
    public const string UserInfo = Path + "/:;=@[\\]|";

    /// <summary>Encodes the characters of a set, control characters and everything beyond ASCII.</summary>
    public static string Encode(string text, string set)
    {
        if (text.All(c => c is > '\u001f' and < '\u007f' && !set.Contains(c))) return text;
        var built = new StringBuilder(text.Length + 16);
        Span<byte> utf8 = stackalloc byte[4];
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.Value is > 0x1f and < 0x7f && !set.Contains((char)rune.Value))
            {
                built.Append((char)rune.Value);
                continue;
            }
            foreach (var b in utf8[..rune.EncodeToUtf8(utf8)]) built.Append('%').Append(b.ToString("X2"));
        }
        return built.ToString();
    }

    /// <summary>Decodes what is encoded, as UTF-8; a '%' that begins no code stays.</summary>
    public static string Decode(string text)
    {
        if (!text.Contains('%')) return text;
        var bytes = new List<byte>(text.Length);
        var utf8 = Encoding.UTF8.GetBytes(text);
        for (var i = 0; i < utf8.Length; i++)
        {
            if (utf8[i] == '%' && i + 2 < utf8.Length && char.IsAsciiHexDigit((char)utf8[i + 1]) && char.IsAsciiHexDigit((char)utf8[i + 2]))
            {
                bytes.Add((byte)(Texts.DigitOf((char)utf8[i + 1]) * 16 + Texts.DigitOf((char)utf8[i + 2])));
                i += 2;
            }
            else bytes.Add(utf8[i]);
        }
        return Encoding.UTF8.GetString([.. bytes]);
    }
}
