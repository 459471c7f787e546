using System.Globalization;
using System.Text;
using Keyway.Engine.Expressions.Evaluating;
using Keyway.Engine.Values;

namespace Keyway.Engine.Expressions.Library;

/// <summary>
/// <c>localeCompare</c>: punctuation before digits before letters, accents and then case only where all else is equal, as the root of Unicode's collation
/// orders the scripts of Europe. The framework's own comparison is by code unit in this process, and not what a list of names is sorted by.
/// </summary>
internal static class Collation
{
    private const string Punctuation = "_-,;:!?.'\"()[]{}@*/\\&#%`^+<=>|~$";

    public static int Compare(Evaluator ev, string a, string b, in Value locale, in Value options)
    {
        Locales.Name(ev, locale);
        ev.Charge((a.Length + b.Length) >> 2);
        ev.AllocateText(a.Length + b.Length);
        var chosen = options.TryGetObject(out var map) ? ev.Current(map) : new ObjectValue(0);
        var sensitivity = chosen.Get("sensitivity").IsUndefined ? "variant" : To.Text(ev, chosen.Get("sensitivity"));
        if (sensitivity is not ("base" or "accent" or "case" or "variant")) throw ev.RangeError("the option sensitivity is base, accent, case or variant");
        var isNumeric = To.Boolean(chosen.Get("numeric"));

        var left = Keys(a, isNumeric);
        var right = Keys(b, isNumeric);
        var result = Order(left, right, k => k.Primary, k => k.Number);
        if (result == 0 && sensitivity is "accent" or "variant") result = string.CompareOrdinal(Accents(left), Accents(right));
        if (result == 0 && sensitivity is "case" or "variant") result = Order(left, right, k => k.Case, _ => 0);
        return Math.Sign(result);
    }

    private readonly record struct Key(double Primary, double Number, string Accents, double Case);

    private static string Accents(List<Key> keys) => string.Join('\0', keys.Select(k => k.Accents));

    private static int Order(List<Key> left, List<Key> right, Func<Key, double> first, Func<Key, double> second)
    {
        for (var i = 0; i < left.Count && i < right.Count; i++)
        {
            var order = first(left[i]).CompareTo(first(right[i]));
            if (order == 0) order = second(left[i]).CompareTo(second(right[i]));
            if (order != 0) return order;
        }
        return left.Count - right.Count;
    }

    private static List<Key> Keys(string text, bool isNumeric)
    {
        var keys = new List<Key>(text.Length);
        var plain = Normalization.Apply(text, "NFD");
        for (var i = 0; i < plain.Length; i++)
        {
            var c = plain[i];
            if (char.GetUnicodeCategory(c) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark)
            {
                if (keys.Count > 0) keys[^1] = keys[^1] with { Accents = keys[^1].Accents + c };
                continue;
            }
            if (isNumeric && char.IsAsciiDigit(c))
            {
                var start = i;
                while (i + 1 < plain.Length && char.IsAsciiDigit(plain[i + 1])) i++;
                keys.Add(new Key(Primary('0'), Syntax.Texts.ParseInteger(plain.AsSpan(start, i + 1 - start), 10), "", 0));
                continue;
            }
            AddKeys(keys, c);
        }
        return keys;
    }

    private static void AddKeys(List<Key> keys, char c)
    {
        switch (c)
        {
            case < ' ' when c is not ('\t' or '\n' or '\v' or '\f' or '\r'):
                return;
            case 'ß': Add('s', "", 0); Add('s', "ß", 0); return;
            case 'æ' or 'Æ': Add('a', "", c == 'Æ' ? 1 : 0); Add('e', "æ", c == 'Æ' ? 1 : 0); return;
            case 'œ' or 'Œ': Add('o', "", c == 'Œ' ? 1 : 0); Add('e', "œ", c == 'Œ' ? 1 : 0); return;
            case 'ø' or 'Ø': Add('o', "\u0338", c == 'Ø' ? 1 : 0); return;
            case 'đ' or 'Đ': Add('d', "\u0335", c == 'Đ' ? 1 : 0); return;
            case 'ł' or 'Ł': Add('l', "\u0335", c == 'Ł' ? 1 : 0); return;
        }
        Add(char.ToLowerInvariant(c), "", char.IsUpper(c) ? 1 : 0);

        void Add(char letter, string accents, double @case) => keys.Add(new Key(Primary(letter), 0, accents, @case));
    }

    private static double Primary(char c)
    {
        if (char.IsWhiteSpace(c)) return 1 + c / 100_000.0;
        var punctuation = Punctuation.IndexOf(c);
        if (punctuation >= 0) return 10 + punctuation;
        if (char.IsAsciiDigit(c)) return 2000 + (c - '0');
        if (char.IsLetter(c)) return 10_000 + c;
        return 500 + c / 1000.0;
    }
}
