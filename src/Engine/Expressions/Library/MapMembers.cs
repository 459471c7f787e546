using Keyway.Engine.Expressions.Evaluating;
using Keyway.Engine.Values;

namespace Keyway.Engine.Expressions.Library;

/// <summary>What maps and sets have in common.</summary>
internal static class KeyedMembers
{
    public static void AddTo(Members members)
    {
        members.Add("has", 1, LabelRule.Verdict, (in NativeCall call) => Of(call).Has(call[0]));
        members.Add("delete", 1, LabelRule.Verdict, (in NativeCall call) => Of(call).Delete(call[0]));
        members.Add("clear", 0, LabelRule.PassesOn, Clear);
        members.Add("forEach", 1, LabelRule.PassesOn, ForEach);
        members.AddGetter("size", (in NativeCall call) => Of(call).Size(call.Ev), LabelRule.PassesOn);
    }

    public static KeyedObject Of(in NativeCall call) =>
        call.Self.Host as KeyedObject ?? throw call.Ev.TypeError($"a Map or Set is expected, not {To.TypeName(call.Self)}");

    public static Value Iterate(in NativeCall call, Func<Value, Value, Value> take)
    {
        var keyed = Of(call);
        call.Ev.AllocateItems(keyed.Count);
        return Value.FromHost(new IteratorObject([.. keyed.Entries.Select(e => take(e.Key, e.Value))]));
    }

    private static Value Clear(in NativeCall call)
    {
        Of(call).Clear();
        return Value.Undefined;
    }

    private static Value ForEach(in NativeCall call)
    {
        var keyed = Of(call);
        var function = call.Function(0);
        for (var place = 0; place < keyed.PlaceCount; place++)
        {
            call.Ev.Charge(1);
            if (keyed.At(place) is { } entry) function.Call(call.Ev, call[1], [entry.Value, entry.Key, call.Self]);
        }
        return Value.Undefined;
    }
}

internal static class MapMembers
{
    public static readonly Members Instance = Make();

    public static readonly Native Constructor = new("Map", 0, LabelRule.PassesOn, (in NativeCall call) => throw call.Ev.TypeError("Map is made with new"))
    {
        Construct = Construct,
        IsInstance = value => value.Host is MapObject,
    };

    private static Members Make()
    {
        var members = new Members("Map", ObjectMembers.Instance)
        {
            // What a secret key selects is labelled by it.
            { "get", 1, LabelRule.PassesOn, (in NativeCall call) => Labelling.Add(call.Ev, KeyedMembers.Of(call).Get(call[0]), call.ArgumentLabels) },
            { "set", 2, LabelRule.PassesOn, Set },
            { "keys", 0, LabelRule.PassesOn, (in NativeCall call) => KeyedMembers.Iterate(call, (key, _) => key) },
            { "values", 0, LabelRule.PassesOn, (in NativeCall call) => KeyedMembers.Iterate(call, (_, value) => value) },
            { "entries", 0, LabelRule.PassesOn, (in NativeCall call) => KeyedMembers.Iterate(call, (key, value) => Value.Array(key, value)) },
        };
        KeyedMembers.AddTo(members);
        return members;
    }

    private static Value Set(in NativeCall call)
    {
        KeyedMembers.Of(call).Set(call.Ev, call[0], call[1]);
        return call.Self;
    }

    private static Value Construct(in NativeCall call)
    {
        var map = new MapObject();
        if (call[0].IsNullish) return Value.FromHost(map);
        var entries = new List<Value>();
        Iteration.AddAll(call.Ev, call[0], entries, "the argument of Map");
        foreach (var entry in entries)
        {
            if (To.IsPrimitive(entry)) throw call.Ev.TypeError($"an entry is an array of a key and a value, not {To.TypeName(entry)}");
            map.Set(call.Ev, Properties.Read(call.Ev, entry, new("0", 0)), Properties.Read(call.Ev, entry, new("1", 1)));
        }
        return Value.FromHost(map);
    }
}

internal static class SetMembers
{
    public static readonly Members Instance = Make();

    public static readonly Native Constructor = new("Set", 0, LabelRule.PassesOn, (in NativeCall call) => throw call.Ev.TypeError("Set is made with new"))
    {
        Construct = Construct,
        IsInstance = value => value.Host is SetObject,
    };

    private static Members Make()
    {
        var members = new Members("Set", ObjectMembers.Instance)
        {
            { "add", 1, LabelRule.PassesOn, Add },
            { "keys", 0, LabelRule.PassesOn, (in NativeCall call) => KeyedMembers.Iterate(call, (key, _) => key) },
            { "values", 0, LabelRule.PassesOn, (in NativeCall call) => KeyedMembers.Iterate(call, (key, _) => key) },
            { "entries", 0, LabelRule.PassesOn, (in NativeCall call) => KeyedMembers.Iterate(call, (key, _) => Value.Array(key, key)) },
        };
        KeyedMembers.AddTo(members);
        return members;
    }

    private static Value Add(in NativeCall call)
    {
        KeyedMembers.Of(call).Set(call.Ev, call[0], call[0]);
        return call.Self;
    }

    private static Value Construct(in NativeCall call)
    {
        var set = new SetObject();
        if (call[0].IsNullish) return Value.FromHost(set);
        var items = new List<Value>();
        Iteration.AddAll(call.Ev, call[0], items, "the argument of Set");
        foreach (var item in items) set.Set(call.Ev, item, item);
        return Value.FromHost(set);
    }
}
