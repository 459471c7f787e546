using Keyway.Engine.Expressions.Library;
using Keyway.Engine.Expressions.Nodes;
using Keyway.Engine.Values;

namespace Keyway.Engine.Expressions.Evaluating;

/// <summary>Reading, listing and copying properties of any value.</summary>
internal static class Properties
{
    public static Value Read(Evaluator ev, in Value target, PropertyName name)
    {
        switch (target.Identity)
        {
            case ObjectValue map:
                map = ev.Current(map);
                var own = map.Get(name.Text);
                return !own.IsUndefined || map.Has(name.Text) ? own : Members.OfObject.Read(ev, target, name.Text);
            case ArrayValue list:
                return ReadArray(ev, target, list, name);
            case string text:
                if (name.Index >= 0) return name.Index < text.Length ? Value.From(text[name.Index].ToString()).With(target.Labels) : Value.Undefined;
                return name.Text == "length" ? Value.From(text.Length).With(target.Labels) : Members.OfText.Read(ev, target, name.Text);
            case HostObject host:
                return host.TryRead(ev, name, out var value) ? value.With(Labels.Union(target.Labels, host.Labels)) : host.Members.Read(ev, target, name.Text);
            default:
                return (target.Kind == ValueKind.Number ? Members.OfNumber : Members.OfBoolean).Read(ev, target, name.Text);
        }
    }

    private static Value ReadArray(Evaluator ev, in Value target, ArrayValue list, PropertyName name)
    {
        var items = ev.Current(list);
        if (name.Index >= 0) return name.Index < items.Count ? items[name.Index] : Value.Undefined;
        if (name.Text == "length") return Labelling.Count(ev, items);
        if (ev.DetailsOf(list) is { } match)
        {
            if (name.Text == "index") return match.Index;
            if (name.Text == "input") return match.Input;
            if (name.Text == "groups") return match.Groups;
            if (name.Text == "indices") return match.Indices;
        }
        return Members.OfArray.Read(ev, target, name.Text);
    }

    /// <summary>Reads by a computed key; what a secret key selects is labelled by it.</summary>
    public static Value ReadKey(Evaluator ev, in Value target, in Value key)
    {
        if (key.Kind == ValueKind.Number && target.TryGetArray(out var list) && !key.IsLabelled)
        {
            var items = ev.Current(list);
            var index = key.RawNumber;
            if (index >= 0 && index < items.Count && index == (int)index) return items[(int)index];
        }
        var name = To.Primitive(ev, key, Hint.Text);
        return Labelling.Add(ev, Read(ev, target, PropertyName.Of(To.Text(ev, name))), name.Labels);
    }

    /// <summary>A key for a property that is being made. Keys carry no labels, so a secret cannot be one.</summary>
    public static string NewKey(Evaluator ev, in Value key)
    {
        var name = To.Primitive(ev, key, Hint.Text);
        Labelling.RefuseAsShape(ev, name, "the name of a property");
        return To.Text(ev, name);
    }

    /// <summary><c>key in target</c></summary>
    public static bool Has(Evaluator ev, in Value target, in Value key)
    {
        if (To.IsPrimitive(target)) throw ev.TypeError($"the right side of 'in' is {To.TypeName(target)}, not an object");
        var name = PropertyName.Of(To.Text(ev, key));
        return HasOwn(ev, target, name) || MembersOf(target).Has(name.Text);
    }

    public static bool HasOwn(Evaluator ev, in Value target, PropertyName name) => target.Identity switch
    {
        ObjectValue map => ev.Current(map).Has(name.Text),
        ArrayValue list => name.Text == "length" || (name.Index >= 0 && name.Index < ev.Current(list).Count) || (ev.DetailsOf(list) is not null && name.Text is "index" or "input" or "groups"),
        string text => name.Text == "length" || (name.Index >= 0 && name.Index < text.Length),
        HostObject host => host.TryRead(ev, name, out _),
        _ => false,
    };

    public static Members MembersOf(in Value value) => value.Identity switch
    {
        ObjectValue => Members.OfObject,
        ArrayValue => Members.OfArray,
        string => Members.OfText,
        HostObject host => host.Members,
        _ => value.Kind == ValueKind.Number ? Members.OfNumber : Members.OfBoolean,
    };

    /// <summary>The own properties that JavaScript lists, in its order: indices first and ascending, then names as they came.</summary>
    public static List<KeyValuePair<string, Value>> Own(Evaluator ev, in Value value)
    {
        var own = new List<KeyValuePair<string, Value>>();
        switch (value.Identity)
        {
            case ObjectValue map:
                foreach (var property in ev.Current(map)) own.Add(property);
                Order(own);
                break;
            case ArrayValue list:
                var items = ev.Current(list);
                for (var i = 0; i < items.Count; i++) own.Add(new(JsNumber.Format(i), items[i]));
                break;
            case string text:
                for (var i = 0; i < text.Length; i++) own.Add(new(JsNumber.Format(i), Value.From(text[i].ToString()).With(value.Labels)));
                break;
            case BytesObject bytes:
                for (var i = 0; i < bytes.Length; i++) own.Add(new(JsNumber.Format(i), Value.From(bytes.Span[i]).With(Labelling.Of(ev, value))));
                break;
        }
        ev.AllocateItems(own.Count);
        return own;
    }

    private static void Order(List<KeyValuePair<string, Value>> properties)
    {
        var indices = 0;
        foreach (var (key, _) in properties)
            if (PropertyName.IndexOf(key) >= 0) indices++;
        if (indices == 0) return;
        var ordered = properties.OrderBy(p => PropertyName.IndexOf(p.Key) is >= 0 and var index ? index : int.MaxValue).ToArray();
        properties.Clear();
        properties.AddRange(ordered);
    }

    /// <summary>What <c>{ ...value }</c> and <c>Object.assign</c> copy.</summary>
    public static void CopyOwn(Evaluator ev, in Value value, ObjectValue into)
    {
        if (value.Kind != ValueKind.Object) Labelling.RefuseAsShape(ev, value, "what is spread into an object");
        foreach (var (key, property) in Own(ev, value)) into.Set(key, property);
    }
}
