using System.Globalization;

namespace Keyway.Engine.Values;

/// <summary>Numbers as JavaScript prints them (ECMA-262, Number::toString with radix 10).</summary>
public static class JsNumber
{
    public static string Format(double number)
    {
        if (double.IsNaN(number)) return "NaN";
        if (double.IsPositiveInfinity(number)) return "Infinity";
        if (double.IsNegativeInfinity(number)) return "-Infinity";
        if (number == 0) return "0";
        if (number == Math.Floor(number) && Math.Abs(number) < 1e15) return ((long)number).ToString(CultureInfo.InvariantCulture);

        var digits = ShortestDigits(number, out var exponent, out var negative);
        var n = exponent + 1;
        var k = digits.Length;
        var sign = negative ? "-" : "";
        if (k <= n && n <= 21) return sign + digits + new string('0', n - k);
        if (0 < n && n <= 21) return sign + digits[..n] + "." + digits[n..];
        if (-6 < n && n <= 0) return sign + "0." + new string('0', -n) + digits;
        var e = n - 1;
        var exp = (e < 0 ? "-" : "+") + Math.Abs(e).ToString(CultureInfo.InvariantCulture);
        return sign + (k == 1 ? digits : digits[..1] + "." + digits[1..]) + "e" + exp;
    }

    /// <summary>The shortest digits that read back as the number, without trailing zeros, and the power of ten of the first.</summary>
    internal static string ShortestDigits(double number, out int exponent, out bool negative)
    {
        // "R" is the shortest text that reads back as the same double: take its digits and its exponent apart.
        var text = number.ToString("R", CultureInfo.InvariantCulture);
        negative = text[0] == '-';
        if (negative) text = text[1..];
        var e = text.IndexOf('E', StringComparison.Ordinal);
        var power = e < 0 ? 0 : int.Parse(text.AsSpan(e + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        var mantissa = e < 0 ? text : text[..e];
        var dot = mantissa.IndexOf('.', StringComparison.Ordinal);
        var whole = dot < 0 ? mantissa : mantissa[..dot];
        var digits = dot < 0 ? whole : whole + mantissa[(dot + 1)..];
        var leading = digits.Length - digits.TrimStart('0').Length;
        exponent = whole.Length - 1 - leading + power;
        return digits[leading..].TrimEnd('0');
    }
}
