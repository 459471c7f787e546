using System.Collections;

namespace Keyway.Engine.Values;

/// <summary>
/// The properties of an object in the order they came. Built once, then frozen by whoever publishes it (an event, an export):
/// a frozen map is shared between runs' steps and threads and refuses change.
/// </summary>
public sealed class ObjectValue : IEnumerable<KeyValuePair<string, Value>>
{
    private const int IndexAbove = 8;
    private readonly List<KeyValuePair<string, Value>> _properties;
    private Dictionary<string, int>? _index;

    public ObjectValue(int capacity = 4) => _properties = new(capacity);

    public int Count => _properties.Count;
    public bool IsFrozen { get; private set; }

    public Value Get(string key)
    {
        var at = IndexOf(key);
        return at < 0 ? Value.Undefined : _properties[at].Value;
    }

    public bool Has(string key) => IndexOf(key) >= 0;

    public void Set(string key, Value value)
    {
        RefuseIfFrozen();
        Grow(key, value);
    }

    /// <summary>
    /// Sets a property whether frozen or not: for the one who froze it, between two readings of it. A run's map of exports grows with each step;
    /// copying it each time was a fifth of a small step's allocations.
    /// </summary>
    internal void Grow(string key, Value value)
    {
        var at = IndexOf(key);
        if (at >= 0)
        {
            _properties[at] = new(key, value);
            return;
        }
        _properties.Add(new(key, value));
        if (_index is not null) _index[key] = _properties.Count - 1;
        else if (_properties.Count > IndexAbove) BuildIndex();
    }

    public bool Remove(string key)
    {
        RefuseIfFrozen();
        var at = IndexOf(key);
        if (at < 0) return false;
        _properties.RemoveAt(at);
        if (_index is not null) BuildIndex();
        return true;
    }

    /// <summary>Makes this and everything below it unchangeable, and returns it.</summary>
    public ObjectValue Freeze()
    {
        if (IsFrozen) return this;
        IsFrozen = true;
        foreach (var (_, value) in _properties) Containers.Freeze(value);
        return this;
    }

    internal bool HasLabels
    {
        get
        {
            foreach (var (_, value) in _properties)
                if (value.HasLabels) return true;
            return false;
        }
    }

    internal ObjectValue WithLabels(Labels labels)
    {
        var copy = new ObjectValue(Count);
        foreach (var (key, value) in _properties) copy.Set(key, value.With(labels));
        return copy;
    }

    /// <summary>A shallow copy that may be changed.</summary>
    public ObjectValue Copy()
    {
        var copy = new ObjectValue(Count);
        foreach (var (key, value) in _properties) copy.Set(key, value);
        return copy;
    }

    public List<KeyValuePair<string, Value>>.Enumerator GetEnumerator() => _properties.GetEnumerator();
    IEnumerator<KeyValuePair<string, Value>> IEnumerable<KeyValuePair<string, Value>>.GetEnumerator() => _properties.GetEnumerator();
    IEnumerator IEnumerable.GetEnumerator() => _properties.GetEnumerator();

    private int IndexOf(string key)
    {
        if (_index is not null) return _index.TryGetValue(key, out var found) ? found : -1;
        for (var i = 0; i < _properties.Count; i++)
            if (_properties[i].Key == key) return i;
        return -1;
    }

    private void BuildIndex()
    {
        _index = new(_properties.Count * 2, StringComparer.Ordinal);
        for (var i = 0; i < _properties.Count; i++) _index[_properties[i].Key] = i;
    }

    private void RefuseIfFrozen()
    {
        if (IsFrozen) throw new InvalidOperationException("A published object is not changed; copy it.");
    }
}

/// <summary>The items of an array; frozen when published, as <see cref="ObjectValue"/> is.</summary>
public sealed class ArrayValue : IEnumerable<Value>
{
    private readonly List<Value> _items;
    private Labels? _itemLabels;
    private bool _knowsItemLabels;

    public ArrayValue(int capacity = 4) => _items = new(capacity);
    public ArrayValue(Value[] items) => _items = [.. items];

    public int Count => _items.Count;
    public bool IsFrozen { get; private set; }
    public Value this[int index] => _items[index];

    public void Add(Value item)
    {
        if (IsFrozen) throw new InvalidOperationException("A published array is not changed; copy it.");
        _items.Add(item);
    }

    /// <summary>Makes this and everything below it unchangeable, and returns it.</summary>
    public ArrayValue Freeze()
    {
        if (IsFrozen) return this;
        IsFrozen = true;
        foreach (var item in _items) Containers.Freeze(item);
        return this;
    }

    /// <summary>The list itself, for the evaluator's mutators, which check <see cref="IsFrozen"/> first.</summary>
    internal List<Value> Items => _items;

    internal bool HasLabels
    {
        get
        {
            foreach (var item in _items)
                if (item.HasLabels) return true;
            return false;
        }
    }

    /// <summary>The labels of the items themselves, not of what is below them: an array that a secret was cut into tells by its length how long the secret is.</summary>
    internal Labels? ItemLabels
    {
        get
        {
            if (_knowsItemLabels) return _itemLabels;
            Labels? labels = null;
            foreach (var item in _items)
                if (item.Labels is not null) labels = Labels.Union(labels, item.Labels);
            _itemLabels = labels;
            _knowsItemLabels = IsFrozen;
            return labels;
        }
    }

    internal ArrayValue WithLabels(Labels labels)
    {
        var copy = new ArrayValue(Count);
        foreach (var item in _items) copy._items.Add(item.With(labels));
        return copy;
    }

    public List<Value>.Enumerator GetEnumerator() => _items.GetEnumerator();
    IEnumerator<Value> IEnumerable<Value>.GetEnumerator() => _items.GetEnumerator();
    IEnumerator IEnumerable.GetEnumerator() => _items.GetEnumerator();
}

public static class Containers
{
    /// <summary>Freezes a container and all below it; a leaf is unchangeable already.</summary>
    public static Value Freeze(in Value value)
    {
        if (value.TryGetObject(out var map)) map.Freeze();
        else if (value.TryGetArray(out var list)) list.Freeze();
        return value;
    }
}
