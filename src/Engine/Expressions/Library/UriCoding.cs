using System.Text;
using Keyway.Engine.Expressions.Evaluating;
using Keyway.Engine.Expressions.Syntax;

namespace Keyway.Engine.Expressions.Library;

/// <summary><c>encodeURIComponent</c> and its family.</summary>
internal static class UriCoding
{
    private const string Unreserved = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.!~*'()";
    public const string OfComponent = Unreserved;
    public const string OfUri = Unreserved + ";/?:@&=+$,#";

    public static string Encode(Evaluator ev, string text, string kept)
    {
        if (!Texts.IsWellFormed(text)) throw ev.RangeError("the text holds half of a surrogate pair and has no URI form");
        ev.AllocateText(text.Length);
        var built = new StringBuilder(text.Length);
        Span<byte> utf8 = stackalloc byte[4];
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.IsAscii && kept.Contains((char)rune.Value))
            {
                built.Append((char)rune.Value);
                continue;
            }
            var length = rune.EncodeToUtf8(utf8);
            ev.AllocateText(3 * length);
            foreach (var b in utf8[..length]) built.Append('%').Append(b.ToString("X2"));
        }
        return built.ToString();
    }

    /// <param name="ev">The evaluation.</param>
    /// <param name="text">What is decoded.</param>
    /// <param name="kept">Characters that stay encoded.</param>
    public static string Decode(Evaluator ev, string text, string kept)
    {
        ev.AllocateText(text.Length);
        var built = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '%')
            {
                built.Append(text[i]);
                continue;
            }
            var start = i;
            var bytes = new List<byte> { ByteAt(ev, text, i) };
            var length = bytes[0] switch { < 0x80 => 1, >= 0xc2 and < 0xe0 => 2, >= 0xe0 and < 0xf0 => 3, >= 0xf0 and < 0xf5 => 4, _ => throw Bad(ev) };
            for (i += 3; bytes.Count < length; i += 3) bytes.Add(ByteAt(ev, text, i));
            i--;
            if (Rune.DecodeFromUtf8(bytes.ToArray(), out var rune, out var used) != System.Buffers.OperationStatus.Done || used != length) throw Bad(ev);
            if (rune.IsAscii && kept.Contains((char)rune.Value)) built.Append(text, start, 3);
            else built.Append(rune.ToString());
        }
        return built.ToString();
    }

    private static byte ByteAt(Evaluator ev, string text, int at) =>
        at + 2 < text.Length && text[at] == '%' && char.IsAsciiHexDigit(text[at + 1]) && char.IsAsciiHexDigit(text[at + 2])
            ? (byte)(Texts.DigitOf(text[at + 1]) * 16 + Texts.DigitOf(text[at + 2]))
            : throw Bad(ev);

    private static EvaluationStopped Bad(Evaluator ev) => ev.RangeError("the text is not a well-formed URI encoding");
}
