using System.Runtime.CompilerServices;
using Keyway.Engine.Expressions.Syntax;

namespace Keyway.Engine.Expressions.RegularExpressions;

/// <summary>Reads a pattern as ECMA-262 does: strictly with the flag <c>u</c>, forgivingly (annex B) without.</summary>
internal sealed partial class RegexReader
{
    private const int MaxDepth = 200;
    private const int MaxCount = 1_000_000_000;

    private readonly string _pattern;
    private readonly bool _isUnicode;
    private readonly List<(string Name, int Index)> _names = [];
    private readonly int _captureCount;
    private bool _hasNames;
    private int _at;
    private int _captures;
    private int _depth;

    public RegexReader(string pattern, bool isUnicode)
    {
        _pattern = pattern;
        _isUnicode = isUnicode;
        _captureCount = FindCaptures();
    }

    /// <summary>Names and numbers of the named groups.</summary>
    public IReadOnlyList<(string Name, int Index)> Names => _names;

    public int CaptureCount => _captureCount;

    public RegexNode Read()
    {
        var node = ReadChoice();
        if (_at < _pattern.Length) throw Fail("a ')' that nothing opened");
        return node;
    }

    /// <summary>References may stand before the groups they name, so the groups are found first.</summary>
    private int FindCaptures()
    {
        var count = 0;
        var inClass = false;
        for (var i = 0; i < _pattern.Length; i++)
        {
            var c = _pattern[i];
            if (c == '\\') i++;
            else if (c == '[') inClass = true;
            else if (c == ']') inClass = false;
            else if (c == '(' && !inClass && IsCapture(i)) count++;
        }
        return count;
    }

    private bool IsCapture(int open)
    {
        if (open + 1 >= _pattern.Length || _pattern[open + 1] != '?') return true;
        if (open + 3 >= _pattern.Length || _pattern[open + 2] != '<' || _pattern[open + 3] is '=' or '!') return false;
        _hasNames = true;
        return true;
    }

    private RegexNode ReadChoice()
    {
        if (++_depth > MaxDepth || !RuntimeHelpers.TryEnsureSufficientExecutionStack()) throw Fail("groups that nest too deeply");
        var alternatives = new List<RegexNode> { ReadSequence() };
        while (Take('|')) alternatives.Add(ReadSequence());
        _depth--;
        return alternatives.Count == 1 ? alternatives[0] : new RegexNode.Choice(alternatives);
    }

    private RegexNode ReadSequence()
    {
        var items = new List<RegexNode>();
        while (_at < _pattern.Length && _pattern[_at] is not ('|' or ')')) items.Add(ReadTerm());
        return items.Count switch { 0 => new RegexNode.Empty(), 1 => items[0], _ => new RegexNode.Sequence(items) };
    }

    private RegexNode ReadTerm()
    {
        var capturesBefore = _captures;
        var c = _pattern[_at++];
        RegexNode node;
        switch (c)
        {
            case '^': return new RegexNode.LineStart();
            case '$': return new RegexNode.LineEnd();
            case '(':
                node = ReadGroup(out var isRepeatable);
                if (!isRepeatable) return node;
                break;
            case '.': node = new RegexNode.Any(); break;
            case '[': node = new RegexNode.Class(ReadClass()); break;
            case '\\':
                node = ReadEscape();
                if (node is RegexNode.WordBoundary) return node;
                break;
            case '*' or '+' or '?':
                throw Fail($"a '{c}' with nothing to repeat");
            case '{' when _isUnicode || TryCounts(out _, out _):
                throw Fail("a '{' with nothing to repeat");
            case '}' or ']' when _isUnicode:
                throw Fail($"a '{c}' that nothing opened");
            default:
                _at--;
                node = new RegexNode.Char(NextCode());
                break;
        }
        return ReadQuantifier(node, capturesBefore);
    }

    private RegexNode ReadQuantifier(RegexNode node, int capturesBefore)
    {
        if (_at >= _pattern.Length) return node;
        int min, max;
        switch (_pattern[_at])
        {
            case '*': (min, max) = (0, int.MaxValue); _at++; break;
            case '+': (min, max) = (1, int.MaxValue); _at++; break;
            case '?': (min, max) = (0, 1); _at++; break;
            case '{':
                _at++;
                if (TryCounts(out min, out max)) break;
                if (_isUnicode) throw Fail("a '{' that is no count");
                _at--;
                return node;
            default: return node;
        }
        if (min > max) throw Fail("a count whose least is more than its most");
        return new RegexNode.Repeat(node, min, max, Take('?'), capturesBefore + 1, _captures + 1);
    }

    /// <summary>Reads <c>2}</c>, <c>2,}</c> or <c>2,3}</c> after the brace; stays where it was when there is none.</summary>
    private bool TryCounts(out int min, out int max)
    {
        var start = _at;
        max = 0;
        if (TryInteger(out min))
        {
            max = min;
            if (Take(',') && !TryInteger(out max)) max = int.MaxValue;
            if (Take('}')) return true;
        }
        _at = start;
        return false;
    }

    private bool TryInteger(out int value)
    {
        var start = _at;
        long number = 0;
        while (_at < _pattern.Length && char.IsAsciiDigit(_pattern[_at])) number = Math.Min(number * 10 + (_pattern[_at++] - '0'), MaxCount);
        value = (int)number;
        return _at > start;
    }

    private RegexNode ReadGroup(out bool isRepeatable)
    {
        isRepeatable = true;
        if (!Take('?')) return ReadCapture(null);
        if (Take(':')) return Closed(ReadChoice());
        if (Take('=') || Take('!'))
        {
            var isNegated = _pattern[_at - 1] == '!';
            isRepeatable = !_isUnicode;
            return new RegexNode.Look(Closed(ReadChoice()), IsBehind: false, isNegated);
        }
        if (!Take('<')) throw Fail("a group of a kind that does not exist");
        if (Take('=') || Take('!'))
        {
            var isNegated = _pattern[_at - 1] == '!';
            isRepeatable = false;
            return new RegexNode.Look(Closed(ReadChoice()), IsBehind: true, isNegated);
        }
        return ReadCapture(ReadName());
    }

    private RegexNode.Capture ReadCapture(string? name)
    {
        var index = ++_captures;
        if (name is not null)
        {
            if (_names.Any(n => n.Name == name)) throw Fail("two groups of one name");
            _names.Add((name, index));
        }
        return new RegexNode.Capture(index, Closed(ReadChoice()));
    }

    private RegexNode Closed(RegexNode node) => Take(')') ? node : throw Fail("a group that is not closed");

    private string ReadName()
    {
        var end = _pattern.IndexOf('>', _at);
        var name = end < 0 ? "" : _pattern[_at..end];
        if (name.Length == 0 || !Lexer.IsNameStart(name[0]) || !name.All(Lexer.IsNamePart)) throw Fail("a group's name that is no name");
        _at = end + 1;
        return name;
    }

    private bool Take(char c)
    {
        if (_at >= _pattern.Length || _pattern[_at] != c) return false;
        _at++;
        return true;
    }

    private int NextCode()
    {
        if (!_isUnicode) return _pattern[_at++];
        var code = Texts.CodePointAt(_pattern, _at);
        _at += code > 0xffff ? 2 : 1;
        return code;
    }

    private static RegexSyntaxException Fail(string problem) => new("the regular expression has " + problem);
}
