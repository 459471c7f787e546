using System.Text;

namespace Keyway.Engine.Expressions.Library;

/// <summary>Upper and lower case of texts. The framework changes one character into one; a few of Unicode's become more, and one looks at its neighbours.</summary>
internal static class TextCase
{
    private static readonly Dictionary<char, string> LongUppers = Pairs(
        "ßSS ŉʼN ǰJ̌ ΐΪ́ ΰΫ́ ևԵՒ ẖH̱ ẗT̈ ẘW̊ ẙY̊ ẚAʾ ὐΥ̓ ὒΥ̓̀ ὔΥ̓́ ὖΥ̓͂ ᾶΑ͂ ῆΗ͂ ῒΪ̀ ῖΙ͂ ῗΪ͂ ῢΫ̀ ῤΡ̓ ῦΥ͂ ῧΫ͂ ῶΩ͂ ﬀFF ﬁFI ﬂFL ﬃFFI ﬄFFL ﬅST ﬆST ﬓՄՆ ﬔՄԵ ﬕՄԻ ﬖՎՆ ﬗՄԽ");

    public static string Upper(string text)
    {
        var upper = text.ToUpperInvariant();
        if (!upper.AsSpan().ContainsAnyExceptInRange('\0', '\u007f')) return upper;
        if (!text.Any(LongUppers.ContainsKey)) return upper;
        var longer = new StringBuilder(upper.Length + 4);
        for (var i = 0; i < text.Length; i++)
        {
            if (LongUppers.TryGetValue(text[i], out var several)) longer.Append(several);
            else longer.Append(upper[i]);
        }
        return longer.ToString();
    }

    public static string Lower(string text)
    {
        var lower = text.ToLowerInvariant();
        if (!text.AsSpan().ContainsAny('Σ', 'İ')) return lower;
        var longer = new StringBuilder(lower.Length + 4);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == 'İ') longer.Append("i\u0307");
            else if (text[i] == 'Σ') longer.Append(EndsWord(text, i) ? 'ς' : 'σ');
            else longer.Append(lower[i]);
        }
        return longer.ToString();
    }

    /// <summary>A sigma is final when a letter stands before it and none after it.</summary>
    private static bool EndsWord(string text, int at)
    {
        var before = at - 1;
        while (before >= 0 && IsIgnored(text[before])) before--;
        var after = at + 1;
        while (after < text.Length && IsIgnored(text[after])) after++;
        return before >= 0 && char.IsLetter(text[before]) && !(after < text.Length && char.IsLetter(text[after]));
    }

    private static bool IsIgnored(char c) =>
        c is '\'' or '.' or ':' or '^' or '`' or '\u00ad' or '\u2019' || char.GetUnicodeCategory(c) is System.Globalization.UnicodeCategory.NonSpacingMark or System.Globalization.UnicodeCategory.ModifierLetter;

    private static Dictionary<char, string> Pairs(string pairs) => pairs.Split(' ').ToDictionary(p => p[0], p => p[1..]);
}
