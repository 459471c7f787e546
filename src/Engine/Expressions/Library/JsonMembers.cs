using System.Text.Json;
using Keyway.Engine.Expressions.Evaluating;
using Keyway.Engine.Values;

namespace Keyway.Engine.Expressions.Library;

internal static class JsonMembers
{
    public static readonly Members Instance = new("JSON", ObjectMembers.Instance)
    {
        { "parse", 2, Parse },
        { "stringify", 3, LabelRule.PassesOn, (in NativeCall call) => new JsonText(call.Ev, call[1], call[2]).Write(call[0]) },
    };

    private static Value Parse(in NativeCall call)
    {
        var text = call.Text(0);
        call.Ev.AllocateText(text.Length);
        var value = new JsonReader(call.Ev, text).Read();
        if (call[1].Host is not Function revive) return value;
        return Revive(call.Ev, revive, Value.Object(("", value)), "", value);
    }

    /// <summary>From the leaves up, as JavaScript does it. What was read belongs to this call alone, so it is changed in place.</summary>
    private static Value Revive(Evaluator ev, Function revive, in Value holder, string key, in Value value)
    {
        ev.Enter();
        if (value.TryGetArray(out var list))
            for (var i = 0; i < list.Count; i++) list.Items[i] = Revive(ev, revive, value, JsNumber.Format(i), list[i]);
        else if (value.TryGetObject(out var map))
            foreach (var (name, property) in Properties.Own(ev, value))
            {
                var revived = Revive(ev, revive, value, name, property);
                if (revived.IsUndefined) map.Remove(name);
                else map.Set(name, revived);
            }
        var result = revive.Call(ev, holder, [key, value]);
        ev.Leave();
        return result;
    }
}

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
        var built = new System.Text.StringBuilder(text, start, _at - start, (_at - start) + 32);
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
                    code = code * 16 + Syntax.Texts.DigitOf(text[_at]);
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
        var number = double.Parse(digits, System.Globalization.NumberStyles.Float, System.Globalization.CultureInfo.InvariantCulture);
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

/// <summary>Writes JSON as <c>JSON.stringify</c> does, and gathers the labels of all that it writes.</summary>
internal sealed class JsonText
{
    private readonly Evaluator _ev;
    private readonly System.Text.StringBuilder _text = new();
    private readonly Function? _replace;
    private readonly List<string>? _only;
    private readonly string _gap;
    private readonly HashSet<object> _open = new(ReferenceEqualityComparer.Instance);
    private Labels? _labels;
    private int _charged;

    public JsonText(Evaluator ev, in Value replacer, in Value space)
    {
        _ev = ev;
        _replace = replacer.Host as Function;
        if (replacer.TryGetArray(out var names)) _only = [.. ev.Current(names).Items.Where(n => n.Kind is ValueKind.String or ValueKind.Number).Select(n => To.Text(ev, n)).Distinct()];
        _gap = space.Kind switch
        {
            ValueKind.Number => new string(' ', (int)Math.Clamp(To.Integer(ev, space), 0, 10)),
            ValueKind.String => space.RawText![..Math.Min(10, space.RawText!.Length)],
            _ => "",
        };
        _labels = Labels.Union(space.Labels, Labelling.Of(ev, replacer));
    }

    public Value Write(in Value value)
    {
        var holder = _replace is null ? Value.Undefined : Value.Object(("", value));
        return Write(holder, "", value, "") ? Value.From(_text.ToString()).With(_labels) : Value.Undefined;
    }

    /// <summary>False for what JSON leaves out.</summary>
    private bool Write(in Value holder, string key, Value value, string indent)
    {
        if (value.Kind is ValueKind.Object && Properties.Read(_ev, value, new("toJSON", -1)).Host is Function convert) value = convert.Call(_ev, value, [key]);
        else if (value.Host is HostObject host && (_replace is null || host is not Function))
        {
            _labels = Labels.Union(_labels, Labelling.Of(_ev, value));
            value = host.ToJson(_ev);
        }
        if (_replace is not null) value = _replace.Call(_ev, holder, [key, value]);
        if (value.Host is HostObject replaced)
        {
            _labels = Labels.Union(_labels, Labelling.Of(_ev, value));
            value = replaced is Function ? Value.Undefined : new ObjectValue(0);
        }
        _labels = Labels.Union(_labels, value.Labels);
        switch (value.Kind)
        {
            case ValueKind.Undefined:
                return false;
            case ValueKind.String:
                Quote(value.RawText!);
                break;
            case ValueKind.Number:
                _text.Append(double.IsFinite(value.RawNumber) ? To.Digits(value) : "null");
                break;
            case ValueKind.Array:
                WriteArray(value, indent);
                break;
            case ValueKind.Object:
                WriteObject(value, indent);
                break;
            default:
                _text.Append(To.Text(_ev, value));
                break;
        }
        Charge();
        return true;
    }

    private void Charge()
    {
        _ev.Charge(1);
        _ev.AllocateText(_text.Length - _charged);
        _charged = _text.Length;
    }

    private void WriteArray(in Value value, string indent)
    {
        Open(value);
        value.TryGetArray(out var list);
        var items = _ev.Current(list!);
        var inner = indent + _gap;
        _text.Append('[');
        for (var i = 0; i < items.Count; i++)
        {
            if (i > 0) _text.Append(',');
            Break(inner);
            if (!Write(value, JsNumber.Format(i), items[i], inner)) _text.Append("null");
        }
        if (items.Count > 0) Break(indent);
        _text.Append(']');
        Close(value);
    }

    private void WriteObject(in Value value, string indent)
    {
        Open(value);
        value.TryGetObject(out var map);
        var inner = indent + _gap;
        var isFirst = true;
        _text.Append('{');
        var properties = _only is null
            ? Properties.Own(_ev, value)
            : [.. _only.Where(_ev.Current(map!).Has).Select(n => new KeyValuePair<string, Value>(n, _ev.Current(map!).Get(n)))];
        foreach (var (key, property) in properties)
        {
            var before = _text.Length;
            if (!isFirst) _text.Append(',');
            Break(inner);
            Quote(key);
            _text.Append(_gap.Length > 0 ? ": " : ":");
            if (Write(value, key, property, inner)) isFirst = false;
            else _text.Length = before;
        }
        if (!isFirst) Break(indent);
        _text.Append('}');
        Close(value);
    }

    private void Open(in Value value)
    {
        _ev.Enter();
        if (!_open.Add(value.Identity!)) throw _ev.TypeError("a value that holds itself cannot become JSON");
    }

    private void Close(in Value value)
    {
        _open.Remove(value.Identity!);
        _ev.Leave();
    }

    private void Break(string indent)
    {
        if (_gap.Length > 0) _text.Append('\n').Append(indent);
    }

    private void Quote(string text)
    {
        _text.Append('"');
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            switch (c)
            {
                case '"': _text.Append("\\\""); break;
                case '\\': _text.Append("\\\\"); break;
                case '\n': _text.Append("\\n"); break;
                case '\r': _text.Append("\\r"); break;
                case '\t': _text.Append("\\t"); break;
                case '\b': _text.Append("\\b"); break;
                case '\f': _text.Append("\\f"); break;
                case < ' ':
                    _text.Append("\\u").Append(((int)c).ToString("x4"));
                    break;
                default:
                    if (!char.IsSurrogate(c)) _text.Append(c);
                    else if (i + 1 < text.Length && char.IsSurrogatePair(c, text[i + 1])) _text.Append(c).Append(text[++i]);
                    else _text.Append("\\u").Append(((int)c).ToString("x4"));
                    break;
            }
        }
        _text.Append('"');
    }
}
