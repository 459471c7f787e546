using System.Text;
using Keyway.Engine.Expressions.Evaluating;
using Keyway.Engine.Expressions.Syntax;

namespace Keyway.Engine.Expressions.Library;

/// <summary>Texts to bytes and back, by the names that Node gives the ways.</summary>
internal static class Encodings
{
    private const string Base64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    private const string Base64Url = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

    public static string? Canonical(string name) => name.ToLowerInvariant() switch
    {
        "utf8" or "utf-8" => "utf8",
        "base64" => "base64",
        "base64url" => "base64url",
        "hex" => "hex",
        "latin1" or "binary" => "latin1",
        "ascii" => "ascii",
        "utf16le" or "utf-16le" or "ucs2" or "ucs-2" => "utf16le",
        _ => null,
    };

    /// <summary>The encoding that an argument names; UTF-8 when it is absent.</summary>
    public static string Name(in NativeCall call, int index) => call[index].RawText is not { Length: > 0 } name
        ? "utf8"
        : Canonical(name) ?? throw call.Ev.TypeError("an encoding that is not known; there are utf8, base64, base64url, hex, latin1, ascii and utf16le");

    public static byte[] ToBytes(Evaluator ev, string text, string encoding)
    {
        ev.AllocateText(text.Length * 2L);
        return encoding switch
        {
            "base64" or "base64url" => FromBase64(text),
            "hex" => FromHex(text),
            "latin1" or "ascii" => [.. text.Select(c => (byte)c)],
            "utf16le" => Encoding.Unicode.GetBytes(text) is var bytes && Texts.IsWellFormed(text) ? bytes : [.. text.SelectMany(c => (byte[])[(byte)c, (byte)(c >> 8)])],
            _ => Encoding.UTF8.GetBytes(text),
        };
    }

    public static string ToText(Evaluator ev, ReadOnlySpan<byte> bytes, string encoding)
    {
        ev.AllocateText(bytes.Length * 2L);
        switch (encoding)
        {
            case "base64": return ToBase64(bytes, Base64, isPadded: true);
            case "base64url": return ToBase64(bytes, Base64Url, isPadded: false);
            case "hex": return Convert.ToHexStringLower(bytes);
            case "utf8": return Encoding.UTF8.GetString(bytes);
        }
        var text = new StringBuilder(bytes.Length);
        if (encoding == "utf16le")
            for (var i = 0; i + 1 < bytes.Length; i += 2) text.Append((char)(bytes[i] | bytes[i + 1] << 8));
        else
            foreach (var b in bytes) text.Append((char)(encoding == "ascii" ? b & 0x7f : b));
        return text.ToString();
    }

    private static string ToBase64(ReadOnlySpan<byte> bytes, string digits, bool isPadded)
    {
        var text = new StringBuilder((bytes.Length + 2) / 3 * 4);
        for (var i = 0; i < bytes.Length; i += 3)
        {
            var rest = bytes.Length - i;
            var bits = bytes[i] << 16 | (rest > 1 ? bytes[i + 1] << 8 : 0) | (rest > 2 ? bytes[i + 2] : 0);
            text.Append(digits[bits >> 18]).Append(digits[bits >> 12 & 63]);
            if (rest > 1) text.Append(digits[bits >> 6 & 63]);
            if (rest > 2) text.Append(digits[bits & 63]);
            if (isPadded && rest < 3) text.Append('=', 3 - rest);
        }
        return text.ToString();
    }

    /// <summary>As Node does: both alphabets at once, what belongs to neither is passed over, and the first '=' ends it.</summary>
    private static byte[] FromBase64(string text)
    {
        var bytes = new List<byte>(text.Length * 3 / 4);
        var bits = 0;
        var count = 0;
        foreach (var c in text)
        {
            if (c == '=') break;
            var digit = DigitOf(c);
            if (digit < 0) continue;
            bits = bits << 6 | digit;
            if (++count % 4 == 0)
            {
                bytes.Add((byte)(bits >> 16));
                bytes.Add((byte)(bits >> 8));
                bytes.Add((byte)bits);
                bits = 0;
            }
        }
        if (count % 4 >= 2) bytes.Add((byte)(bits >> (count % 4 == 2 ? 4 : 10)));
        if (count % 4 == 3) bytes.Add((byte)(bits >> 2));
        return [.. bytes];
    }

    private static int DigitOf(char c) => c switch
    {
        >= 'A' and <= 'Z' => c - 'A',
        >= 'a' and <= 'z' => c - 'a' + 26,
        >= '0' and <= '9' => c - '0' + 52,
        '+' or '-' => 62,
        '/' or '_' => 63,
        _ => -1,
    };

    /// <summary>Up to the first pair that is not hex.</summary>
    private static byte[] FromHex(string text)
    {
        var bytes = new List<byte>(text.Length / 2);
        for (var i = 0; i + 1 < text.Length; i += 2)
        {
            var (high, low) = (Texts.DigitOf(text[i]), Texts.DigitOf(text[i + 1]));
            if (high > 15 || low > 15) break;
            bytes.Add((byte)(high * 16 + low));
        }
        return [.. bytes];
    }

    public static string Btoa(Evaluator ev, string text)
    {
        if (text.Any(c => c > 255)) throw ev.RangeError("btoa takes characters up to \\xFF; for others write Buffer.from(text).toString('base64')");
        return ToText(ev, ToBytes(ev, text, "latin1"), "base64");
    }

    /// <summary>Stricter than a Buffer: white space aside, the text is base64 and nothing else.</summary>
    public static string Atob(Evaluator ev, string text)
    {
        var digits = new string([.. text.Where(c => c is not (' ' or '\t' or '\n' or '\f' or '\r'))]);
        if (digits.Length % 4 == 0 && digits.EndsWith('=')) digits = digits[..^(digits.EndsWith("==", StringComparison.Ordinal) ? 2 : 1)];
        if (digits.Length % 4 == 1 || digits.Any(c => c is '-' or '_' || DigitOf(c) < 0)) throw ev.RangeError("the text is not base64");
        return ToText(ev, ToBytes(ev, digits, "base64"), "latin1");
    }
}
