using Keyway.Engine.Expressions.Evaluating;
using Keyway.Engine.Values;

namespace Keyway.Engine.Expressions.Library;

/// <summary><c>toLocaleString</c> of numbers: grouping, decimals, percent and currency.</summary>
internal static class NumberLocale
{
    private static readonly Dictionary<string, (string Sign, int Decimals)> Currencies = new(StringComparer.Ordinal)
    {
        ["USD"] = ("$", 2),
        ["EUR"] = ("€", 2),
        ["GBP"] = ("£", 2),
        ["JPY"] = ("¥", 0),
        ["INR"] = ("₹", 2),
        ["CNY"] = ("CN¥", 2),
        ["KRW"] = ("₩", 0),
        ["CAD"] = ("CA$", 2),
        ["AUD"] = ("A$", 2),
        ["NZD"] = ("NZ$", 2),
        ["MXN"] = ("MX$", 2),
        ["BRL"] = ("R$", 2),
        ["ILS"] = ("₪", 2),
        ["VND"] = ("₫", 0),
        ["HKD"] = ("HK$", 2),
        ["TWD"] = ("NT$", 2),
        ["PHP"] = ("₱", 2),
    };

    public static string Format(Evaluator ev, double number, in Value locale, in Value options)
    {
        var name = Locales.Name(ev, locale);
        var chosen = options.TryGetObject(out var map) ? ev.Current(map) : new ObjectValue(0);
        var style = chosen.Get("style").IsUndefined ? "decimal" : To.Text(ev, chosen.Get("style"));
        if (style is not ("decimal" or "percent" or "currency")) throw ev.RangeError("the option style is decimal, percent or currency");
        if (name is not ("en-US" or "en-GB" or "en-CA") && (style != "decimal" || name != "de-DE")) throw ev.RangeError("numbers in this form are known for English only");
        foreach (var (key, _) in chosen)
            if (key is "notation" or "unit" or "signDisplay" or "minimumSignificantDigits" or "roundingMode" or "minimumIntegerDigits") throw ev.RangeError($"the option {key} is not known here");

        var currency = style == "currency" ? Currency(ev, chosen) : default;
        var (least, most) = style switch { "currency" => (currency.Decimals, currency.Decimals), "percent" => (0, 0), _ => (0, 3) };
        var given = Digits(ev, chosen, "minimumFractionDigits");
        var limit = Digits(ev, chosen, "maximumFractionDigits");
        if (given is { } min) (least, most) = (min, Math.Max(min, most));
        if (limit is { } max) (least, most) = (given ?? Math.Min(least, max), max);
        if (least > most) throw ev.RangeError("minimumFractionDigits is more than maximumFractionDigits");

        var text = Amount(style == "percent" ? number * 100 : number, least, most, Digits(ev, chosen, "maximumSignificantDigits"), IsGrouped(chosen), name == "de-DE");
        var sign = double.IsNegative(number) && !double.IsNaN(number) ? "-" : "";
        return sign + (style == "currency" ? currency.Sign + (currency.Sign.Length == 3 && char.IsAsciiLetter(currency.Sign[2]) ? "\u00a0" : "") : "") + text + (style == "percent" ? "%" : "");
    }

    private static bool IsGrouped(ObjectValue options) => options.Get("useGrouping").IsUndefined || To.Boolean(options.Get("useGrouping"));

    private static (string Sign, int Decimals) Currency(Evaluator ev, ObjectValue options)
    {
        if (options.Get("currency").IsUndefined) throw ev.TypeError("the style currency needs the option currency");
        var code = To.Text(ev, options.Get("currency")).ToUpperInvariant();
        if (code.Length != 3 || !code.All(char.IsAsciiLetter)) throw ev.RangeError("a currency is three letters");
        var known = Currencies.GetValueOrDefault(code, (code, 2));
        return !options.Get("currencyDisplay").IsUndefined && To.Text(ev, options.Get("currencyDisplay")) == "code" ? (code, known.Item2) : known;
    }

    private static int? Digits(Evaluator ev, ObjectValue options, string name)
    {
        if (options.Get(name).IsUndefined) return null;
        var digits = To.Number(ev, options.Get(name));
        return digits is >= 0 and <= 100 && (digits >= 1 || name != "maximumSignificantDigits") ? (int)digits : throw ev.RangeError($"the option {name} is out of range");
    }

    private static string Amount(double number, int least, int most, int? significant, bool isGrouped, bool isGerman)
    {
        if (double.IsNaN(number)) return "NaN";
        if (double.IsInfinity(number)) return "∞";
        var (digits, exponent) = NumberFormat.Shortest(Math.Abs(number));
        var (whole, fraction) = significant is { } count ? Rounded(digits, exponent, count - 1 - exponent) : Rounded(digits, exponent, most);
        fraction = fraction.TrimEnd('0').PadRight(significant is null ? least : 0, '0');
        if (isGrouped)
            for (var i = whole.Length - 3; i > 0; i -= 3) whole = whole.Insert(i, isGerman ? "." : ",");
        return fraction.Length == 0 ? whole : whole + (isGerman ? "," : ".") + fraction;
    }

    /// <summary>The shortest digits of a number, rounded half up to so many decimals: as ICU does, and unlike <c>toFixed</c>, which rounds the exact value.</summary>
    private static (string Whole, string Fraction) Rounded(string digits, int exponent, int decimals)
    {
        var point = exponent + 1;
        // Every digit at its place: leading zeros for what is less than one.
        if (point <= 0)
        {
            digits = new string('0', 1 - point) + digits;
            point = 1;
        }
        digits = digits.PadRight(point, '0');
        var keep = point + decimals;
        if (keep < 0) return ("0", "");
        if (keep < digits.Length)
        {
            var up = digits[keep] >= '5';
            var kept = digits[..keep].PadRight(point, '0').ToCharArray();
            for (var i = keep - 1; up && i >= 0; i--)
            {
                up = kept[i] == '9';
                kept[i] = up ? '0' : (char)(kept[i] + 1);
            }
            digits = (up ? "1" : "") + new string(kept);
            if (up) point++;
        }
        return (digits[..point].TrimStart('0').PadLeft(1, '0'), digits[point..]);
    }
}
