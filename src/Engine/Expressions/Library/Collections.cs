using Keyway.Engine.Expressions.Evaluating;
using Keyway.Engine.Values;

namespace Keyway.Engine.Expressions.Library;

/// <summary>What <c>entries()</c>, <c>matchAll</c> and their like give: the items are known already, and are gone through once.</summary>
internal sealed class IteratorObject(List<Value> items) : HostObject
{
    private int _at;

    public override Members Members => IteratorMembers.Instance;
    public override string TypeName => "an iterator";

    public Value Next()
    {
        var isDone = _at >= items.Count;
        return Value.Object(("value", isDone ? Value.Undefined : items[_at++]), ("done", isDone));
    }

    public override bool TryIterate(Evaluator ev, List<Value> into)
    {
        ev.AllocateItems(items.Count - _at);
        into.AddRange(items.Skip(_at));
        _at = items.Count;
        return true;
    }

    public override Labels? AllLabels(Evaluator ev) => Labelling.Of(ev, default, items.ToArray());

    public override Value Labelled(Evaluator ev, Labels labels) => Value.FromHost(new IteratorObject([.. items.Skip(_at).Select(i => Labelling.Add(ev, i, labels))]));
}

internal static class IteratorMembers
{
    public static readonly Members Instance = new("Iterator", ObjectMembers.Instance)
    {
        { "next", 0, LabelRule.PassesOn, (in NativeCall call) => (call.Self.Host as IteratorObject)?.Next() ?? throw call.Ev.TypeError("an iterator is expected") },
    };
}

/// <summary>A map or set: keys by JavaScript's equality, in the order they came. Keys keep their labels, which no object's names can.</summary>
internal abstract class KeyedObject : HostObject
{
    private readonly Dictionary<Key, int> _places = [];
    private readonly List<(Value Key, Value Value)?> _entries = [];

    /// <summary>Number, text and flag by content, containers and hosts by identity.</summary>
    private readonly record struct Key(ValueKind Kind, object? Reference, double Number)
    {
        public static Key Of(in Value value) => value.Kind switch
        {
            ValueKind.String => new(ValueKind.String, value.RawText, 0),
            ValueKind.Number => new(ValueKind.Number, null, value.RawNumber + 0.0),
            ValueKind.Boolean => new(ValueKind.Boolean, null, value.RawBoolean ? 1 : 0),
            ValueKind.Undefined or ValueKind.Null => new(value.Kind, null, 0),
            _ => new(value.Kind, new ByIdentity(value.Identity!), 0),
        };
    }

    private readonly record struct ByIdentity(object Target)
    {
        public bool Equals(ByIdentity other) => ReferenceEquals(Target, other.Target);
        public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(Target);
    }

    public int Count => _places.Count;

    /// <summary>Entries that are there, and gaps where some were: a loop goes by these places, so that it sees what is added under way.</summary>
    public int PlaceCount => _entries.Count;

    public (Value Key, Value Value)? At(int place) => _entries[place];

    public IEnumerable<(Value Key, Value Value)> Entries
    {
        get
        {
            foreach (var entry in _entries)
                if (entry is { } present) yield return present;
        }
    }

    public bool Has(in Value key) => _places.ContainsKey(Key.Of(key));

    public Value Get(in Value key) => _places.TryGetValue(Key.Of(key), out var place) ? _entries[place]!.Value.Value : Value.Undefined;

    public void Set(Evaluator ev, in Value key, in Value value)
    {
        if (_places.TryGetValue(Key.Of(key), out var place))
        {
            _entries[place] = (_entries[place]!.Value.Key, value);
            return;
        }
        ev.AllocateItems(4);
        _places.Add(Key.Of(key), _entries.Count);
        // A negative zero becomes a zero.
        _entries.Add((key.Kind == ValueKind.Number && key.RawNumber == 0 ? Value.From(0).With(key.Labels) : key, value));
    }

    public bool Delete(in Value key)
    {
        if (!_places.Remove(Key.Of(key), out var place)) return false;
        _entries[place] = null;
        return true;
    }

    public void Clear()
    {
        _places.Clear();
        for (var i = 0; i < _entries.Count; i++) _entries[i] = null;
    }

    public override Labels? AllLabels(Evaluator ev)
    {
        ev.Enter();
        var labels = Labels;
        foreach (var (key, value) in Entries) labels = Labels.Union(labels, Labels.Union(Labelling.Of(ev, key), Labelling.Of(ev, value)));
        ev.Leave();
        return labels;
    }

    /// <summary>How many entries there are; a secret when there are secrets among the keys.</summary>
    public Value Size(Evaluator ev)
    {
        ev.Charge(Count >> 4);
        Labels? labels = null;
        foreach (var (key, _) in Entries) labels = Labels.Union(labels, key.Labels);
        return Value.From(Count).With(labels);
    }

    public override Value Labelled(Evaluator ev, Labels labels)
    {
        ev.Enter();
        var copy = Empty();
        foreach (var (key, value) in Entries) copy.Set(ev, Labelling.Add(ev, key, labels), Labelling.Add(ev, value, labels));
        ev.Leave();
        return Value.FromHost(copy);
    }

    public override bool TryIterate(Evaluator ev, List<Value> into)
    {
        ev.AllocateItems(Count * 2L);
        foreach (var (key, value) in Entries) into.Add(Item(key, value));
        return true;
    }

    /// <summary>What iterating gives of an entry.</summary>
    protected abstract Value Item(in Value key, in Value value);

    public abstract KeyedObject Empty();
}

internal sealed class MapObject : KeyedObject
{
    public override Members Members => MapMembers.Instance;
    protected override Value Item(in Value key, in Value value) => Value.Array(key, value);
    public override KeyedObject Empty() => new MapObject();
}

internal sealed class SetObject : KeyedObject
{
    public override Members Members => SetMembers.Instance;
    protected override Value Item(in Value key, in Value value) => key;
    public override KeyedObject Empty() => new SetObject();
}
