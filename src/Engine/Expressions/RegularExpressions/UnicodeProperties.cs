using System.Globalization;

namespace Keyway.Engine.Expressions.RegularExpressions;

/// <summary>The properties that <c>\p{...}</c> knows: general categories from the framework's own tables, and a few scripts and emoji as ranges.</summary>
internal static partial class UnicodeProperties
{
    private static readonly Dictionary<string, int> Categories = new(StringComparer.Ordinal)
    {
        ["Lu"] = Mask(UnicodeCategory.UppercaseLetter),
        ["Ll"] = Mask(UnicodeCategory.LowercaseLetter),
        ["Lt"] = Mask(UnicodeCategory.TitlecaseLetter),
        ["Lm"] = Mask(UnicodeCategory.ModifierLetter),
        ["Lo"] = Mask(UnicodeCategory.OtherLetter),
        ["LC"] = Mask(UnicodeCategory.UppercaseLetter, UnicodeCategory.LowercaseLetter, UnicodeCategory.TitlecaseLetter),
        ["L"] = Mask(UnicodeCategory.UppercaseLetter, UnicodeCategory.LowercaseLetter, UnicodeCategory.TitlecaseLetter, UnicodeCategory.ModifierLetter, UnicodeCategory.OtherLetter),
        ["Mn"] = Mask(UnicodeCategory.NonSpacingMark),
        ["Mc"] = Mask(UnicodeCategory.SpacingCombiningMark),
        ["Me"] = Mask(UnicodeCategory.EnclosingMark),
        ["M"] = Mask(UnicodeCategory.NonSpacingMark, UnicodeCategory.SpacingCombiningMark, UnicodeCategory.EnclosingMark),
        ["Nd"] = Mask(UnicodeCategory.DecimalDigitNumber),
        ["Nl"] = Mask(UnicodeCategory.LetterNumber),
        ["No"] = Mask(UnicodeCategory.OtherNumber),
        ["N"] = Mask(UnicodeCategory.DecimalDigitNumber, UnicodeCategory.LetterNumber, UnicodeCategory.OtherNumber),
        ["Pc"] = Mask(UnicodeCategory.ConnectorPunctuation),
        ["Pd"] = Mask(UnicodeCategory.DashPunctuation),
        ["Ps"] = Mask(UnicodeCategory.OpenPunctuation),
        ["Pe"] = Mask(UnicodeCategory.ClosePunctuation),
        ["Pi"] = Mask(UnicodeCategory.InitialQuotePunctuation),
        ["Pf"] = Mask(UnicodeCategory.FinalQuotePunctuation),
        ["Po"] = Mask(UnicodeCategory.OtherPunctuation),
        ["P"] = Mask(UnicodeCategory.ConnectorPunctuation, UnicodeCategory.DashPunctuation, UnicodeCategory.OpenPunctuation, UnicodeCategory.ClosePunctuation,
            UnicodeCategory.InitialQuotePunctuation, UnicodeCategory.FinalQuotePunctuation, UnicodeCategory.OtherPunctuation),
        ["Sm"] = Mask(UnicodeCategory.MathSymbol),
        ["Sc"] = Mask(UnicodeCategory.CurrencySymbol),
        ["Sk"] = Mask(UnicodeCategory.ModifierSymbol),
        ["So"] = Mask(UnicodeCategory.OtherSymbol),
        ["S"] = Mask(UnicodeCategory.MathSymbol, UnicodeCategory.CurrencySymbol, UnicodeCategory.ModifierSymbol, UnicodeCategory.OtherSymbol),
        ["Zs"] = Mask(UnicodeCategory.SpaceSeparator),
        ["Zl"] = Mask(UnicodeCategory.LineSeparator),
        ["Zp"] = Mask(UnicodeCategory.ParagraphSeparator),
        ["Z"] = Mask(UnicodeCategory.SpaceSeparator, UnicodeCategory.LineSeparator, UnicodeCategory.ParagraphSeparator),
        ["Cc"] = Mask(UnicodeCategory.Control),
        ["Cf"] = Mask(UnicodeCategory.Format),
        ["Cs"] = Mask(UnicodeCategory.Surrogate),
        ["Co"] = Mask(UnicodeCategory.PrivateUse),
        ["Cn"] = Mask(UnicodeCategory.OtherNotAssigned),
        ["C"] = Mask(UnicodeCategory.Control, UnicodeCategory.Format, UnicodeCategory.Surrogate, UnicodeCategory.PrivateUse, UnicodeCategory.OtherNotAssigned),
    };

    private static readonly Dictionary<string, string> LongNames = (
        "Letter=L Uppercase_Letter=Lu Lowercase_Letter=Ll Titlecase_Letter=Lt Modifier_Letter=Lm Other_Letter=Lo Cased_Letter=LC Mark=M "
        + "Nonspacing_Mark=Mn Spacing_Mark=Mc Enclosing_Mark=Me Number=N Decimal_Number=Nd Letter_Number=Nl Other_Number=No Punctuation=P "
        + "Connector_Punctuation=Pc Dash_Punctuation=Pd Open_Punctuation=Ps Close_Punctuation=Pe Initial_Punctuation=Pi "
        + "Final_Punctuation=Pf Other_Punctuation=Po Symbol=S Math_Symbol=Sm Currency_Symbol=Sc Modifier_Symbol=Sk Other_Symbol=So "
        + "Separator=Z Space_Separator=Zs Line_Separator=Zl Paragraph_Separator=Zp Other=C Control=Cc Format=Cf Surrogate=Cs "
        + "Private_Use=Co Unassigned=Cn digit=Nd punct=P cntrl=Cc")
        .Split(' ').Select(pair => pair.Split('=')).ToDictionary(pair => pair[0], pair => pair[1]);

    /// <summary>The set of a property as it is written between the braces; null when it is not known.</summary>
    public static CharSet? Find(string text)
    {
        var equals = text.IndexOf('=');
        var name = equals < 0 ? text : text[..equals];
        var value = equals < 0 ? text : text[(equals + 1)..];
        if (equals < 0 || name is "gc" or "General_Category")
        {
            if (Categories.TryGetValue(LongNames.GetValueOrDefault(value, value), out var mask)) return new CharSet().AddCategories(mask);
            return equals < 0 ? Binary(value) : null;
        }
        return name is "Script" or "sc" ? FromRanges("Script=" + value) : null;
    }

    private static CharSet? Binary(string name) => name switch
    {
        "Any" => new CharSet().Add(0, 0x10ffff),
        "ASCII" => new CharSet().Add(0, 127),
        "Assigned" => new CharSet { IsNegated = true }.AddCategories(Categories["Cn"]),
        "White_Space" or "space" => new CharSet().Add('\t', '\r').Add(' ', ' ').Add(0x85, 0x85).AddCategories(Categories["Z"]),
        "ASCII_Hex_Digit" or "AHex" => new CharSet().Add('0', '9').Add('a', 'f').Add('A', 'F'),
        "Alphabetic" or "Alpha" or "Lowercase" or "Lower" or "Uppercase" or "Upper" or "Emoji" or "Emoji_Presentation" or "Extended_Pictographic" => FromRanges(name),
        _ => null,
    };

    private static CharSet? FromRanges(string name)
    {
        if (Ranges(name) is not { } packed) return null;
        // Pairs in base 36: the distance from the end of the range before, and the length less one.
        var set = new CharSet();
        var at = 0;
        foreach (var pair in packed.Split(' '))
        {
            var comma = pair.IndexOf(',');
            var low = at + Number(comma < 0 ? pair : pair[..comma]);
            at = low + (comma < 0 ? 0 : Number(pair[(comma + 1)..]));
            set.Add(low, at);
        }
        return set;
    }

    private static int Number(string digits) => (int)Syntax.Texts.ParseInteger(digits, 36);

    private static int Mask(params ReadOnlySpan<UnicodeCategory> categories)
    {
        var mask = 0;
        foreach (var category in categories) mask |= 1 << (int)category;
        return mask;
    }
}
