using System.Globalization;
using System.Numerics;
using Keyway.Engine.Values;

namespace Keyway.Engine.Expressions.Library;

/// <summary>
/// <c>toFixed</c>, <c>toPrecision</c>, <c>toExponential</c> and <c>toString(radix)</c>. The framework's own formats round halves to even; JavaScript rounds the
/// exact value, halves up, so this counts with integers.
/// </summary>
internal static class NumberFormat
{
    public static string Fixed(double number, int decimals)
    {
        if (double.IsNaN(number)) return "NaN";
        var digits = Scaled(Math.Abs(number), decimals).ToString(CultureInfo.InvariantCulture).PadLeft(decimals + 1, '0');
        var text = decimals == 0 ? digits : digits[..^decimals] + "." + digits[^decimals..];
        return number < 0 ? "-" + text : text;
    }

    public static string Exponential(double number, int digits)
    {
        var (text, exponent) = Significant(Math.Abs(number), digits);
        return (number < 0 ? "-" : "") + WithExponent(text, exponent);
    }

    public static string ShortestExponential(double number)
    {
        var (text, exponent) = Shortest(Math.Abs(number));
        return (number < 0 ? "-" : "") + WithExponent(text, exponent);
    }

    public static string Precise(double number, int digits)
    {
        var sign = number < 0 ? "-" : "";
        var (text, exponent) = Significant(Math.Abs(number), digits);
        if (exponent < -6 || exponent >= digits) return sign + WithExponent(text, exponent);
        if (exponent == digits - 1) return sign + text;
        if (exponent >= 0) return sign + text[..(exponent + 1)] + "." + text[(exponent + 1)..];
        return sign + "0." + new string('0', -exponent - 1) + text;
    }

    private static string WithExponent(string digits, int exponent)
    {
        var sign = exponent < 0 ? "-" : "+";
        return digits[..1] + (digits.Length > 1 ? "." + digits[1..] : "") + "e" + sign + Math.Abs(exponent).ToString(CultureInfo.InvariantCulture);
    }

    public static (string Digits, int Exponent) Shortest(double number)
    {
        if (number == 0) return ("0", 0);
        var digits = JsNumber.ShortestDigits(number, out var exponent, out _);
        return (digits, exponent);
    }

    private static (string Digits, int Exponent) Significant(double number, int digits)
    {
        if (number == 0) return (new string('0', digits), 0);
        var exponent = Shortest(number).Exponent;
        var text = Scaled(number, digits - 1 - exponent).ToString(CultureInfo.InvariantCulture);
        if (text.Length > digits) return (text[..digits], exponent + 1);
        if (text.Length == digits) return (text, exponent);
        return (Scaled(number, digits - exponent).ToString(CultureInfo.InvariantCulture)[..digits], exponent - 1);
    }

    /// <summary>The integer nearest to <c>number × 10^power</c>, exactly; halves go up.</summary>
    private static BigInteger Scaled(double number, int power)
    {
        var bits = BitConverter.DoubleToInt64Bits(number);
        var exponent = (int)(bits >> 52 & 0x7ff);
        var mantissa = bits & 0xfffffffffffff;
        if (exponent == 0) exponent++;
        else mantissa |= 1L << 52;
        exponent -= 1075;

        BigInteger above = mantissa, below = 1;
        if (exponent > 0) above <<= exponent;
        else below <<= -exponent;
        if (power > 0) above *= BigInteger.Pow(10, power);
        else below *= BigInteger.Pow(10, -power);
        return (2 * above + below) / (2 * below);
    }

    /// <summary>As V8 does it: as many digits after the point as tell this number from its neighbours.</summary>
    public static string InRadix(double number, int radix)
    {
        if (!double.IsFinite(number)) return JsNumber.Format(number);
        var value = Math.Abs(number);
        var whole = Math.Floor(value);
        var fraction = value - whole;
        var after = new List<int>();
        var delta = Math.Max(0.5 * (Math.BitIncrement(value) - value), double.Epsilon);
        while (fraction >= delta)
        {
            fraction *= radix;
            delta *= radix;
            var digit = (int)fraction;
            after.Add(digit);
            fraction -= digit;
            if (fraction <= 0.5 && !(fraction == 0.5 && (digit & 1) == 1)) continue;
            if (fraction + delta <= 1) continue;
            whole += Carry(after, radix);
            break;
        }
        var text = WholeInRadix(whole, radix);
        if (after.Count > 0) text += "." + string.Concat(after.Select(DigitText));
        return number < 0 ? "-" + text : text;
    }

    /// <summary>Rounds the last digit up; 1 when that goes through to the whole part.</summary>
    private static int Carry(List<int> digits, int radix)
    {
        while (digits.Count > 0)
        {
            var digit = digits[^1] + 1;
            digits.RemoveAt(digits.Count - 1);
            if (digit == radix) continue;
            digits.Add(digit);
            return 0;
        }
        return 1;
    }

    private static string WholeInRadix(double whole, int radix)
    {
        var zeros = 0;
        while (whole / radix > 9007199254740992)
        {
            whole /= radix;
            zeros++;
        }
        var digits = new Stack<string>();
        do
        {
            var digit = whole % radix;
            digits.Push(DigitText((int)digit));
            whole = (whole - digit) / radix;
        } while (whole > 0);
        return string.Concat(digits) + new string('0', zeros);
    }

    private static string DigitText(int digit) => "0123456789abcdefghijklmnopqrstuvwxyz"[digit].ToString();
}
