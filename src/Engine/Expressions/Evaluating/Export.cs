using Keyway.Engine.Expressions.Library;
using Keyway.Engine.Expressions.Nodes;
using Keyway.Engine.Values;

namespace Keyway.Engine.Expressions.Evaluating;

/// <summary>
/// A result as it leaves the evaluation: JSON's kinds only, at a bounded size and depth, and with the copies that the evaluation made of shared
/// data in the place of that data.
/// </summary>
internal static class Export
{
    public static Value Of(Evaluator ev, in Value value)
    {
        var bytes = 0L;
        return Of(ev, value, ref bytes);
    }

    private static Value Of(Evaluator ev, in Value value, ref long bytes)
    {
        bytes += 8;
        switch (value.Identity)
        {
            case string text:
                bytes += text.Length;
                break;
            case ArrayValue list:
                return OfArray(ev, value, ev.Current(list), list, ref bytes);
            case ObjectValue map:
                return OfObject(ev, value, ev.Current(map), map, ref bytes);
            case HostObject host:
                var json = host.ToJson(ev);
                return Of(ev, Labelling.Add(ev, json, Labelling.Of(ev, value)), ref bytes);
        }
        if (bytes > ev.MaxBytes) throw ev.LimitError("the result of the expression is too large");
        return value;
    }

    // A container comes out as the same object where nothing below it had to change: the usual case costs no copy.
    private static Value OfArray(Evaluator ev, in Value value, ArrayValue current, ArrayValue original, ref long bytes)
    {
        ev.Enter();
        var copy = ReferenceEquals(current, original) ? null : new ArrayValue([.. current.Items]);
        for (var i = 0; i < current.Count; i++)
        {
            ev.Charge(1);
            var item = Of(ev, current[i], ref bytes);
            if (copy is null && ReferenceEquals(item.Identity, current[i].Identity)) continue;
            copy ??= new ArrayValue([.. current.Items]);
            copy.Items[i] = item;
        }
        ev.Leave();
        return copy ?? value;
    }

    private static Value OfObject(Evaluator ev, in Value value, ObjectValue current, ObjectValue original, ref long bytes)
    {
        ev.Enter();
        var isSame = ReferenceEquals(current, original);
        var hasIndices = false;
        var copy = new ObjectValue(0);
        foreach (var (key, property) in current)
        {
            ev.Charge(1);
            bytes += key.Length;
            hasIndices |= PropertyName.IndexOf(key) >= 0;
            var exported = Of(ev, property, ref bytes);
            isSame &= ReferenceEquals(exported.Identity, property.Identity);
            copy.Set(key, exported);
        }
        ev.Leave();
        if (isSame && (!hasIndices || original.IsFrozen)) return value;
        if (!hasIndices) return copy;
        var ordered = new ObjectValue(copy.Count);
        Properties.CopyOwn(ev, copy, ordered);
        return ordered;
    }
}
