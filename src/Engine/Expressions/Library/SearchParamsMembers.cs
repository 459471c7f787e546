using System.Text;
using Keyway.Engine.Expressions.Evaluating;
using Keyway.Engine.Expressions.Urls;
using Keyway.Engine.Values;

namespace Keyway.Engine.Expressions.Library;

/// <summary>The parameters of a query. It has one set of labels for all of them: in the end they are one text.</summary>
internal sealed class SearchParamsObject(UrlObject? owner) : HostObject
{
    public List<(string Name, string Value)> Pairs { get; } = [];
    public override Members Members => SearchParamsMembers.Instance;
    public override string TypeName => "a URLSearchParams";
    public override Labels? AllLabels(Evaluator ev) => Labels.Union(Labels, owner?.Labels);

    public override bool TryIterate(Evaluator ev, List<Value> into)
    {
        ev.AllocateItems(Pairs.Count * 3L);
        foreach (var (name, value) in Pairs) into.Add(Labelling.Add(ev, Value.Array(name, value), AllLabels(ev)));
        return true;
    }

    public void Parse(string query)
    {
        foreach (var pair in query.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = pair.IndexOf('=');
            Pairs.Add((Decode(equals < 0 ? pair : pair[..equals]), equals < 0 ? "" : Decode(pair[(equals + 1)..])));
        }
    }

    public string Text => string.Join('&', Pairs.Select(p => Encode(p.Name) + "=" + Encode(p.Value)));

    /// <summary>Tells the address whose query this is.</summary>
    public void Changed()
    {
        if (owner is not null) owner.Record.Query = Pairs.Count == 0 ? null : Text;
    }

    private static string Decode(string text) => Percent.Decode(text.Replace('+', ' '));

    private static string Encode(string text)
    {
        var built = new StringBuilder(text.Length + 16);
        foreach (var b in Encoding.UTF8.GetBytes(text))
        {
            if (char.IsAsciiLetterOrDigit((char)b) || b is (byte)'*' or (byte)'-' or (byte)'.' or (byte)'_') built.Append((char)b);
            else if (b == ' ') built.Append('+');
            else built.Append('%').Append(b.ToString("X2"));
        }
        return built.ToString();
    }
}

internal static class SearchParamsMembers
{
    public static readonly Members Instance = Make();

    public static readonly Native Constructor = new("URLSearchParams", 0, LabelRule.Derives, (in NativeCall call) => throw call.Ev.TypeError("URLSearchParams is made with new"))
    {
        Construct = Construct,
        IsInstance = value => value.Host is SearchParamsObject,
    };

    private static Members Make()
    {
        var members = new Members("URLSearchParams", ObjectMembers.Instance)
        {
            { "append", 2, (in NativeCall call) => Change(call, 2, (pairs, name, value) => pairs.Add((name, value!))) },
            { "delete", 1, (in NativeCall call) => Change(call, 1, (pairs, name, value) => pairs.RemoveAll(p => p.Name == name && (value is null || p.Value == value))) },
            { "set", 2, (in NativeCall call) => Change(call, 2, Set) },
            { "sort", 0, (in NativeCall call) => Change(call, 0, Sort) },
            { "get", 1, (in NativeCall call) => First(call, call.Text(0)) },
            { "getAll", 1, (in NativeCall call) => All(call, call.Text(0)) },
            { "has", 1, LabelRule.Verdict, (in NativeCall call) => Has(call) },
            { "forEach", 1, LabelRule.PassesOn, ForEach },
            { "keys", 0, (in NativeCall call) => Iterate(call, p => p.Name) },
            { "values", 0, (in NativeCall call) => Iterate(call, p => p.Value) },
            { "entries", 0, (in NativeCall call) => Iterate(call, p => Value.Array(p.Name, p.Value)) },
            { "toString", 0, (in NativeCall call) => Charged(call, Of(call).Text) },
        };
        members.AddGetter("size", (in NativeCall call) => Of(call).Pairs.Count);
        return members;
    }

    private static SearchParamsObject Of(in NativeCall call) =>
        call.Self.Host as SearchParamsObject ?? throw call.Ev.TypeError($"a URLSearchParams is expected, not {To.TypeName(call.Self)}");

    private static string Charged(in NativeCall call, string text)
    {
        call.Ev.AllocateText(text.Length);
        return text;
    }

    private static Value Construct(in NativeCall call)
    {
        var made = new SearchParamsObject(null);
        var from = call[0];
        if (from.IsUndefined) return Value.FromHost(made);
        call.Ev.AllocateText(from.RawText?.Length ?? 0);
        if (To.IsPrimitive(from)) made.Parse(call.Text(0).StartsWith('?') ? call.Text(0)[1..] : call.Text(0));
        else if (from.Host is SearchParamsObject other) made.Pairs.AddRange(other.Pairs);
        else if (from.Kind == ValueKind.Object)
            foreach (var (key, value) in Properties.Own(call.Ev, from)) made.Pairs.Add((key, To.Text(call.Ev, value)));
        else AddPairs(call.Ev, from, made);
        return Value.FromHost(made);
    }

    private static void AddPairs(Evaluator ev, in Value from, SearchParamsObject made)
    {
        var entries = new List<Value>();
        Iteration.AddAll(ev, from, entries, "the argument of URLSearchParams");
        foreach (var entry in entries)
        {
            var pair = new List<Value>();
            if (!Iteration.TryAddAll(ev, entry, pair) || pair.Count != 2) throw ev.TypeError("a parameter is an array of a name and a value");
            made.Pairs.Add((To.Text(ev, pair[0]), To.Text(ev, pair[1])));
        }
    }

    private static Value Change(in NativeCall call, int least, Action<List<(string Name, string Value)>, string, string?> change)
    {
        var parameters = Of(call);
        if (call.Count < least) throw call.Ev.TypeError("a name and a value are expected");
        parameters.Mix(call.ArgumentLabels);
        call.Ev.AllocateText(call.Text(0).Length + call.Text(1).Length);
        call.Ev.Charge(parameters.Pairs.Count);
        change(parameters.Pairs, call.Text(0), call.Count < 2 || (least == 1 && call[1].IsUndefined) ? null : call.Text(1));
        parameters.Changed();
        return Value.Undefined;
    }

    private static void Set(List<(string Name, string Value)> pairs, string name, string? value)
    {
        var first = pairs.FindIndex(p => p.Name == name);
        if (first < 0)
        {
            pairs.Add((name, value!));
            return;
        }
        pairs[first] = (name, value!);
        for (var i = pairs.Count - 1; i > first; i--)
            if (pairs[i].Name == name) pairs.RemoveAt(i);
    }

    private static void Sort(List<(string Name, string Value)> pairs, string name, string? value)
    {
        var sorted = pairs.OrderBy(p => p.Name, StringComparer.Ordinal).ToArray();
        pairs.Clear();
        pairs.AddRange(sorted);
    }

    private static Value First(in NativeCall call, string name)
    {
        foreach (var pair in Of(call).Pairs)
            if (pair.Name == name) return Charged(call, pair.Value);
        return Value.Null;
    }

    private static Value All(in NativeCall call, string name)
    {
        var values = new ArrayValue([.. Of(call).Pairs.Where(p => p.Name == name).Select(p => (Value)p.Value)]);
        call.Ev.AllocateItems(values.Count);
        return values;
    }

    private static bool Has(in NativeCall call)
    {
        var name = call.Text(0);
        var value = call[1].IsUndefined ? null : call.Text(1);
        return Of(call).Pairs.Any(p => p.Name == name && (value is null || p.Value == value));
    }

    private static Value ForEach(in NativeCall call)
    {
        var function = call.Function(0);
        var labels = Labelling.Of(call.Ev, call.Self);
        foreach (var (name, value) in Of(call).Pairs.ToArray())
        {
            call.Ev.Charge(1);
            function.Call(call.Ev, call[1], [Value.From(value).With(labels), Value.From(name).With(labels), call.Self]);
        }
        return Value.Undefined;
    }

    private static Value Iterate(in NativeCall call, Func<(string Name, string Value), Value> take)
    {
        call.Ev.AllocateItems(Of(call).Pairs.Count);
        return Value.FromHost(new IteratorObject([.. Of(call).Pairs.Select(take)]));
    }
}
