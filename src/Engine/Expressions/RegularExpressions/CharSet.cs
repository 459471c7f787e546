using System.Globalization;

namespace Keyway.Engine.Expressions.RegularExpressions;

/// <summary>A set of code points (of UTF-16 units without the flag <c>u</c>): ranges, Unicode categories, and other sets taken whole or inverted.</summary>
internal sealed class CharSet
{
    private readonly List<(int Low, int High)> _ranges = [];
    private readonly List<(CharSet Set, bool IsInverted)> _others = [];
    private int _categories;
    private UInt128 _ascii;

    public bool IsNegated { get; init; }

    public static readonly CharSet Digits = new CharSet().Add('0', '9');
    public static readonly CharSet Words = new CharSet().Add('a', 'z').Add('A', 'Z').Add('0', '9').Add('_', '_');
    public static readonly CharSet Blanks = new CharSet().Add('\t', '\r').Add(' ', ' ').Add('\u00a0', '\u00a0').Add('\u1680', '\u1680').Add('\u2000', '\u200a')
        .Add('\u2028', '\u2029').Add('\u202f', '\u202f').Add('\u205f', '\u205f').Add('\u3000', '\u3000').Add('\ufeff', '\ufeff');

    public CharSet Add(int low, int high)
    {
        _ranges.Add((low, high));
        for (var c = low; c <= Math.Min(high, 127); c++) _ascii |= UInt128.One << c;
        return this;
    }

    public CharSet Add(CharSet set, bool isInverted)
    {
        _others.Add((set, isInverted));
        for (var c = 0; c < 128; c++)
            if (set.Contains(c) != isInverted) _ascii |= UInt128.One << c;
        return this;
    }

    public CharSet AddCategories(int mask)
    {
        _categories |= mask;
        for (var c = 0; c < 128; c++)
            if ((mask & 1 << (int)CharUnicodeInfo.GetUnicodeCategory(c)) != 0) _ascii |= UInt128.One << c;
        return this;
    }

    /// <summary>Whether it is among what was added; says nothing of <see cref="IsNegated"/>.</summary>
    public bool Holds(int c)
    {
        if (c < 128) return (_ascii & UInt128.One << c) != 0;
        foreach (var (low, high) in _ranges)
            if (c >= low && c <= high) return true;
        if (_categories != 0 && (_categories & 1 << (int)CharUnicodeInfo.GetUnicodeCategory(c)) != 0) return true;
        foreach (var (set, isInverted) in _others)
            if (set.Contains(c) != isInverted) return true;
        return false;
    }

    public bool Contains(int c) => Holds(c) != IsNegated;

    /// <summary>As JavaScript does without regard to case: some member has the same canonical form.</summary>
    public bool ContainsFolded(int c, bool isUnicode)
    {
        var canonical = Fold.Canonical(c, isUnicode);
        return (Holds(c) || HoldsTwin(Fold.Lower(c)) || HoldsTwin(Fold.Upper(c)) || HoldsTwin(canonical)) != IsNegated;

        bool HoldsTwin(int twin) => twin != c && Holds(twin) && Fold.Canonical(twin, isUnicode) == canonical;
    }
}

/// <summary>Upper and lower case of single code points.</summary>
internal static class Fold
{
    /// <summary>What two characters have in common that differ in case only. Without the flag <c>u</c>, nothing outside ASCII equals anything within.</summary>
    public static int Canonical(int c, bool isUnicode)
    {
        if (c < 128) return c is >= 'a' and <= 'z' ? c - 32 : c;
        var upper = Upper(c);
        if (isUnicode) return Upper(Lower(upper));
        return upper < 128 ? c : upper;
    }

    public static int Upper(int c) => c < 0x10000 ? char.ToUpperInvariant((char)c) : Wide(c, upper: true);

    public static int Lower(int c) => c < 0x10000 ? char.ToLowerInvariant((char)c) : Wide(c, upper: false);

    private static int Wide(int c, bool upper)
    {
        var rune = new System.Text.Rune(c);
        return (upper ? System.Text.Rune.ToUpperInvariant(rune) : System.Text.Rune.ToLowerInvariant(rune)).Value;
    }
}
