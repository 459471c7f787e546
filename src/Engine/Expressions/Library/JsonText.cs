using System.Text;
using Keyway.Engine.Expressions.Evaluating;
using Keyway.Engine.Values;

namespace Keyway.Engine.Expressions.Library;

/// <summary>Writes JSON as <c>JSON.stringify</c> does, and gathers the labels of all that it writes.</summary>
internal sealed class JsonText
{
    private readonly Evaluator _ev;
    private readonly StringBuilder _text = new();
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
