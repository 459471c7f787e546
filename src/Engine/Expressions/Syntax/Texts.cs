using System.Globalization;
using System.Numerics;
using System.Text;

namespace Keyway.Engine.Expressions.Syntax;

/// <summary>What the parser and the evaluator both need to know of digits and of UTF-16.</summary>
internal static class Texts
{
    /// <summary>The value of a digit in any radix up to 36; 99 where it is none.</summary>
    public static int DigitOf(char c) => c switch
    {
        >= '0' and <= '9' => c - '0',
        >= 'a' and <= 'z' => c - 'a' + 10,
        >= 'A' and <= 'Z' => c - 'A' + 10,
        _ => 99,
    };

    /// <summary>The double nearest to an integer written in a radix.</summary>
    public static double ParseInteger(ReadOnlySpan<char> digits, int radix)
    {
        digits = digits.TrimStart('0');
        double exact = 0;
        foreach (var c in digits) exact = exact * radix + DigitOf(c);
        if (exact < 9007199254740992) return exact;
        if (digits.Length > 1100) return double.PositiveInfinity;
        if (radix == 10) return double.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture);
        var big = BigInteger.Zero;
        foreach (var c in digits) big = big * radix + DigitOf(c);
        return RoundToNearest(big);
    }

    /// <summary>A BigInteger's own conversion cuts the low bits off; JavaScript rounds half to even, which reading decimal digits does.</summary>
    private static double RoundToNearest(BigInteger big) =>
        double.Parse(big.ToString(CultureInfo.InvariantCulture), NumberStyles.None, CultureInfo.InvariantCulture);

    public static void AppendCodePoint(StringBuilder text, int point)
    {
        if (point < 0x10000) text.Append((char)point);
        else text.Append((char)(0xd800 + ((point - 0x10000) >> 10))).Append((char)(0xdc00 + ((point - 0x10000) & 0x3ff)));
    }

    /// <summary>The code point at an index, which is a half of a pair where its other half is missing.</summary>
    public static int CodePointAt(string text, int index)
    {
        var c = text[index];
        return char.IsHighSurrogate(c) && index + 1 < text.Length && char.IsLowSurrogate(text[index + 1]) ? char.ConvertToUtf32(c, text[index + 1]) : c;
    }

    /// <summary>True where no half of a surrogate pair stands alone, so that the text has a UTF-8 form.</summary>
    public static bool IsWellFormed(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i])) continue;
            if (!char.IsHighSurrogate(text[i]) || i + 1 >= text.Length || !char.IsLowSurrogate(text[i + 1])) return false;
            i++;
        }
        return true;
    }
}
