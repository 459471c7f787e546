using System.Globalization;
using Keyway.Engine.Expressions.Syntax;

namespace Keyway.Engine.Expressions.Evaluating;

/// <summary>Numbers in texts, and the arithmetic in which JavaScript and .NET differ.</summary>
internal static class Numbers
{
    /// <summary>What <c>Number(text)</c> gives: the whole text is a number, or it is NaN.</summary>
    public static double Parse(string text)
    {
        var digits = Trim(text);
        if (digits.Length == 0) return 0;
        if (digits.Length > 2 && digits[0] == '0')
        {
            var radix = digits[1] switch { 'x' or 'X' => 16, 'o' or 'O' => 8, 'b' or 'B' => 2, _ => 0 };
            if (radix > 0) return CountDigits(digits[2..], radix) == digits.Length - 2 ? Texts.ParseInteger(digits[2..], radix) : double.NaN;
        }
        return DecimalLength(digits) == digits.Length ? ParseDecimal(digits) : double.NaN;
    }

    /// <summary>What <c>parseFloat(text)</c> gives: the number that the text begins with.</summary>
    public static double ParseStart(string text)
    {
        var digits = Trim(text);
        var length = DecimalLength(digits);
        return length == 0 ? double.NaN : ParseDecimal(digits[..length]);
    }

    /// <summary>What <c>parseInt(text, radix)</c> gives.</summary>
    public static double ParseInteger(string text, int radix)
    {
        var digits = Trim(text);
        var isNegative = digits.StartsWith("-");
        if (isNegative || digits.StartsWith("+")) digits = digits[1..];
        if (radix is 0 or 16 && digits.StartsWith("0x", StringComparison.OrdinalIgnoreCase))
        {
            digits = digits[2..];
            radix = 16;
        }
        if (radix == 0) radix = 10;
        if (radix is < 2 or > 36) return double.NaN;
        var length = CountDigits(digits, radix);
        if (length == 0) return double.NaN;
        var number = Texts.ParseInteger(digits[..length], radix);
        return isNegative ? -number : number;
    }

    public static ReadOnlySpan<char> Trim(string text)
    {
        var start = 0;
        var end = text.Length;
        while (start < end && Lexer.IsBlank(text[start])) start++;
        while (end > start && Lexer.IsBlank(text[end - 1])) end--;
        return text.AsSpan(start, end - start);
    }

    private static int CountDigits(ReadOnlySpan<char> text, int radix)
    {
        var count = 0;
        while (count < text.Length && Texts.DigitOf(text[count]) < radix) count++;
        return count;
    }

    /// <summary>How much of the text is a decimal number: digits, a fraction, an exponent, or Infinity.</summary>
    private static int DecimalLength(ReadOnlySpan<char> text)
    {
        var at = 0;
        if (at < text.Length && text[at] is '+' or '-') at++;
        if (text[at..].StartsWith("Infinity")) return at + "Infinity".Length;
        var whole = CountDigits(text[at..], 10);
        at += whole;
        if (at < text.Length && text[at] == '.')
        {
            var fraction = CountDigits(text[(at + 1)..], 10);
            if (whole + fraction == 0) return 0;
            at += 1 + fraction;
        }
        else if (whole == 0) return 0;
        if (at < text.Length && text[at] is 'e' or 'E')
        {
            var sign = at + 1 < text.Length && text[at + 1] is '+' or '-' ? 1 : 0;
            var exponent = at + 1 + sign <= text.Length ? CountDigits(text[(at + 1 + sign)..], 10) : 0;
            if (exponent > 0) at += 1 + sign + exponent;
        }
        return at;
    }

    private static double ParseDecimal(ReadOnlySpan<char> text) => text.EndsWith("Infinity")
        ? text[0] == '-' ? double.NegativeInfinity : double.PositiveInfinity
        : double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);

    /// <summary>JavaScript says NaN where the mathematical limit depends on the way there.</summary>
    public static double Power(double x, double y) => (x is 1 or -1 && double.IsInfinity(y)) || (x == 1 && double.IsNaN(y)) ? double.NaN : Math.Pow(x, y);
}
