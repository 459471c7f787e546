using System.Globalization;
using System.Text;
using Keyway.Engine.Expressions.Evaluating;
using Keyway.Engine.Expressions.Syntax;
using Keyway.Engine.Values;

namespace Keyway.Engine.Expressions.Library;

/// <summary>
/// Reads JSON as JavaScript does. The framework's reader is for UTF-8 and refuses half of a surrogate pair, which a text here may hold;
/// and a message of its own would quote the text.
/// </summary>
internal sealed class JsonReader(Evaluator ev, string text)
{
    private int _at;

    public Value Read()
    {
        var value = ReadValue();
        SkipBlanks();
        return _at == text.Length ? value : throw Fail();
    }

    private EvaluationStopped Fail() => ev.SyntaxError($"the text is not JSON from its character {_at + 1} on");

    private void SkipBlanks()
    {
        while (_at < text.Length && text[_at] is ' ' or '\t' or '\n' or '\r') _at++;
    }

    private char Next()
    {
        SkipBlanks();
        return _at < text.Length ? text[_at] : throw Fail();
    }

    private Value ReadValue()
    {
        ev.AllocateItems(1);
        switch (Next())
        {
            case '{': return ReadObject();
            case '[': return ReadArray();
            case '"': return ReadText();
            case 't': return ReadWord("true", Value.True);
            case 'f': return ReadWord("false", Value.False);
            case 'n': return ReadWord("null", Value.Null);
            default: return ReadNumber();
        }
    }

    private Value ReadWord(string word, Value value)
    {
        if (string.CompareOrdinal(text, _at, word, 0, word.Length) != 0) throw Fail();
        _at += word.Length;
        return value;
    }

    private ObjectValue ReadObject()
    {
        ev.Enter();
        var map = new ObjectValue();
        _at++;
        while (Next() != '}')
        {
            if (map.Count > 0) Take(',');
            if (Next() != '"') throw Fail();
            var key = ReadText();
            Next();
            Take(':');
            map.Set(key, ReadValue());
        }
        _at++;
        ev.Leave();
        return map;
    }

    private ArrayValue ReadArray()
    {
        ev.Enter();
        var list = new ArrayValue();
        _at++;
        while (Next() != ']')
        {
            if (list.Count > 0) Take(',');
            list.Items.Add(ReadValue());
        }
        _at++;
        ev.Leave();
        return list;
    }

    private void Take(char mark)
    {
        if (text[_at] != mark) throw Fail();
        _at++;
    }

    private string ReadText()
    {
        var start = ++_at;
        while (_at < text.Length && text[_at] is not ('"' or '\\') && text[_at] >= ' ') _at++;
        if (_at < text.Length && text[_at] == '"') return text[start.._at++];
        var built = new StringBuilder(text, start, _at - start, (_at - start) + 32);
        while (true)
        {
            if (_at >= text.Length || text[_at] < ' ') throw Fail();
            var c = text[_at++];
            if (c == '"') return built.ToString();
            built.Append(c == '\\' ? ReadEscape() : c);
        }
    }

    private char ReadEscape()
    {
        if (_at >= text.Length) throw Fail();
        var c = text[_at++];
        switch (c)
        {
            case '"' or '\\' or '/': return c;
            case 'b': return '\b';
            case 'f': return '\f';
            case 'n': return '\n';
            case 'r': return '\r';
            case 't': return '\t';
            case 'u':
                var code = 0;
                for (var i = 0; i < 4; i++, _at++)
                {
                    if (_at >= text.Length || !char.IsAsciiHexDigit(text[_at])) throw Fail();
                    code = code * 16 + Texts.DigitOf(text[_at]);
                }
                return (char)code;
            default:
                _at--;
                throw Fail();
        }
    }

    private Value ReadNumber()
    {
        var start = _at;
        if (text[_at] == '-') _at++;
        if (_at < text.Length && text[_at] == '0') _at++;
        else SkipDigits();
        if (_at < text.Length && text[_at] == '.')
        {
            _at++;
            SkipDigits();
        }
        if (_at < text.Length && text[_at] is 'e' or 'E')
        {
            _at++;
            if (_at < text.Length && text[_at] is '+' or '-') _at++;
            SkipDigits();
        }
        var digits = text.AsSpan(start, _at - start);
        var number = double.Parse(digits, NumberStyles.Float, CultureInfo.InvariantCulture);
        // An integer that a double cannot hold keeps its text, as one that came with the event does.
        return Math.Abs(number) > 9007199254740991 && double.IsFinite(number) && JsNumber.Format(number) is var printed && !digits.SequenceEqual(printed)
            ? Value.FromNumberText(number, digits.ToString())
            : number;
    }

    private void SkipDigits()
    {
        var start = _at;
        while (_at < text.Length && char.IsAsciiDigit(text[_at])) _at++;
        if (_at == start) throw Fail();
    }
}
