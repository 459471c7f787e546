using System.Globalization;
using System.Numerics;

namespace Keyway.Server.Workflows;

/// <summary>The numbers of YAML 1.2's core schema, as JSON writes them.</summary>
internal static class YamlNumber
{
    public static bool IsEndless(string plain) => plain.TrimStart('-', '+') is ".inf" or ".Inf" or ".INF" || plain is ".nan" or ".NaN" or ".NAN";

    /// <summary>The same number as JSON; null where the text is no number.</summary>
    public static string? ToJson(string plain)
    {
        if (plain.StartsWith("0o", StringComparison.Ordinal) || plain.StartsWith("0x", StringComparison.Ordinal)) return FromBase(plain[2..], plain[1] == 'x' ? 16 : 8);

        var at = 0;
        if (plain[0] is '-' or '+') at++;
        var whole = Digits(plain, ref at);
        var dot = at < plain.Length && plain[at] == '.';
        if (dot) at++;
        var fraction = dot ? Digits(plain, ref at) : "";
        if (whole.Length + fraction.Length == 0) return null;
        var exponent = "";
        if (at < plain.Length && plain[at] is 'e' or 'E')
        {
            var from = at++;
            if (at < plain.Length && plain[at] is '-' or '+') at++;
            if (Digits(plain, ref at).Length == 0) return null;
            exponent = plain[from..at];
        }
        if (at != plain.Length) return null;

        whole = whole.TrimStart('0');
        return (plain[0] == '-' ? "-" : "") + (whole.Length == 0 ? "0" : whole) + (fraction.Length == 0 ? "" : "." + fraction) + exponent;
    }

    private static string? FromBase(string digits, int numberBase)
    {
        if (digits.Length is 0 or > 1000) return null;
        var number = BigInteger.Zero;
        foreach (var c in digits)
        {
            var digit = char.IsAsciiHexDigit(c) ? Convert.ToInt32(c.ToString(), 16) : 16;
            if (digit >= numberBase) return null;
            number = (number * numberBase) + digit;
        }
        return number.ToString(CultureInfo.InvariantCulture);
    }

    private static string Digits(string text, ref int at)
    {
        var from = at;
        while (at < text.Length && char.IsAsciiDigit(text[at])) at++;
        return text[from..at];
    }
}
