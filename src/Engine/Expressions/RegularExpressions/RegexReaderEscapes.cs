using Keyway.Engine.Expressions.Syntax;

namespace Keyway.Engine.Expressions.RegularExpressions;

/// <summary>Backslashes and brackets.</summary>
internal sealed partial class RegexReader
{
    private RegexNode ReadEscape()
    {
        if (_at >= _pattern.Length) throw Fail("a backslash at its end");
        var c = _pattern[_at];
        switch (c)
        {
            case 'b' or 'B':
                _at++;
                return new RegexNode.WordBoundary(c == 'B');
            case 'k' when _isUnicode || _hasNames:
                _at++;
                return ReadNamedReference();
            case >= '1' and <= '9':
                var start = _at;
                TryInteger(out var index);
                if (index <= _captureCount) return new RegexNode.Backreference(index);
                if (_isUnicode) throw Fail("a reference to a group that does not exist");
                _at = start;
                break;
        }
        return TryClassEscape() is { } set ? new RegexNode.Class(set) : new RegexNode.Char(ReadCharacterEscape(inClass: false));
    }

    private RegexNode.Backreference ReadNamedReference()
    {
        if (!Take('<')) throw Fail("a \\k without a name");
        var name = ReadName();
        return new RegexNode.Backreference(IndexOfName(name));
    }

    /// <summary>The number of a named group, which may come later in the pattern.</summary>
    private int IndexOfName(string name)
    {
        var mark = "(?<" + name + ">";
        var index = 0;
        var inClass = false;
        for (var i = 0; i < _pattern.Length; i++)
        {
            var c = _pattern[i];
            if (c == '\\') i++;
            else if (c == '[') inClass = true;
            else if (c == ']') inClass = false;
            else if (c == '(' && !inClass && IsCapture(i))
            {
                index++;
                if (string.CompareOrdinal(_pattern, i, mark, 0, mark.Length) == 0) return index;
            }
        }
        throw Fail("a reference to a group that does not exist");
    }

    /// <summary><c>\d</c> and its like; null, without moving, for anything else.</summary>
    private CharSet? TryClassEscape()
    {
        var c = _pattern[_at];
        var set = char.ToLowerInvariant(c) switch
        {
            'd' => CharSet.Digits,
            'w' => CharSet.Words,
            's' => CharSet.Blanks,
            _ => null,
        };
        if (set is not null)
        {
            _at++;
            return char.IsUpper(c) ? new CharSet { IsNegated = true }.Add(set, isInverted: false) : set;
        }
        if (!_isUnicode || c is not ('p' or 'P')) return null;
        _at++;
        var end = Take('{') ? _pattern.IndexOf('}', _at) : -1;
        if (end < 0) throw Fail("a \\p without a property in braces");
        var property = UnicodeProperties.Find(_pattern[_at..end]) ?? throw Fail("a Unicode property that is not known here");
        _at = end + 1;
        return new CharSet { IsNegated = c == 'P' }.Add(property, isInverted: false);
    }

    private int ReadCharacterEscape(bool inClass)
    {
        var c = _pattern[_at++];
        switch (c)
        {
            case 't': return '\t';
            case 'n': return '\n';
            case 'v': return '\v';
            case 'f': return '\f';
            case 'r': return '\r';
            case 'c': return ReadControl(inClass);
            case 'x': return TryHex(2) ?? (_isUnicode ? throw Fail("an \\x without two hex digits") : 'x');
            case 'u': return ReadUnicodeEscape();
            case '0' when _at >= _pattern.Length || !char.IsAsciiDigit(_pattern[_at]): return 0;
            case >= '0' and <= '7' when !_isUnicode: return ReadOctal(c);
        }
        if (!_isUnicode)
        {
            _at--;
            return NextCode();
        }
        if (c is '^' or '$' or '\\' or '.' or '*' or '+' or '?' or '(' or ')' or '[' or ']' or '{' or '}' or '|' or '/' || (c == '-' && inClass)) return c;
        throw Fail("a backslash before a character that needs none");
    }

    private int ReadControl(bool inClass)
    {
        if (_at < _pattern.Length && (char.IsAsciiLetter(_pattern[_at]) || (inClass && !_isUnicode && (char.IsAsciiDigit(_pattern[_at]) || _pattern[_at] == '_'))))
            return _pattern[_at++] % 32;
        if (_isUnicode) throw Fail("a \\c without a letter");
        _at--;
        return '\\';
    }

    private int ReadOctal(char first)
    {
        var value = first - '0';
        for (var i = 0; i < 2 && _at < _pattern.Length && _pattern[_at] is >= '0' and <= '7' && value * 8 + _pattern[_at] - '0' <= 255; i++)
            value = value * 8 + _pattern[_at++] - '0';
        return value;
    }

    private int ReadUnicodeEscape()
    {
        if (_isUnicode && Take('{'))
        {
            var value = 0;
            var digits = 0;
            for (; _at < _pattern.Length && char.IsAsciiHexDigit(_pattern[_at]); digits++)
            {
                value = value * 16 + Texts.DigitOf(_pattern[_at++]);
                if (value > 0x10ffff) throw Fail("a \\u{...} above 10FFFF");
            }
            return digits > 0 && Take('}') ? value : throw Fail("a \\u{...} without hex digits");
        }
        if (TryHex(4) is not { } unit) return _isUnicode ? throw Fail("a \\u without four hex digits") : 'u';
        if (!_isUnicode || unit is < 0xd800 or > 0xdbff || _at + 1 >= _pattern.Length || _pattern[_at] != '\\' || _pattern[_at + 1] != 'u') return unit;
        var before = _at;
        _at += 2;
        if (TryHex(4) is >= 0xdc00 and <= 0xdfff and var low) return 0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00);
        _at = before;
        return unit;
    }

    private int? TryHex(int length)
    {
        if (_at + length > _pattern.Length) return null;
        var value = 0;
        for (var i = 0; i < length; i++)
        {
            var digit = Texts.DigitOf(_pattern[_at + i]);
            if (digit > 15) return null;
            value = value * 16 + digit;
        }
        _at += length;
        return value;
    }

    private CharSet ReadClass()
    {
        var set = new CharSet { IsNegated = Take('^') };
        while (true)
        {
            if (_at >= _pattern.Length) throw Fail("a '[' that is not closed");
            if (Take(']')) return set;
            var low = ReadClassAtom(set);
            if (_at + 1 >= _pattern.Length || _pattern[_at] != '-' || _pattern[_at + 1] == ']')
            {
                AddOne(set, low);
                continue;
            }
            _at++;
            var high = ReadClassAtom(set);
            if (low is { } from && high is { } to)
            {
                if (from > to) throw Fail("a range whose end comes before its beginning");
                set.Add(from, to);
                continue;
            }
            if (_isUnicode) throw Fail("a range that begins or ends with a class");
            AddOne(set, low);
            AddOne(set, '-');
            AddOne(set, high);
        }
    }

    private static void AddOne(CharSet set, int? code)
    {
        if (code is { } c) set.Add(c, c);
    }

    /// <summary>One character; or null after a class such as <c>\d</c>, which has been added.</summary>
    private int? ReadClassAtom(CharSet set)
    {
        if (!Take('\\')) return NextCode();
        if (_at >= _pattern.Length) throw Fail("a backslash at its end");
        if (Take('b')) return '\b';
        if (TryClassEscape() is { } escape)
        {
            set.Add(escape, isInverted: false);
            return null;
        }
        return ReadCharacterEscape(inClass: true);
    }
}
