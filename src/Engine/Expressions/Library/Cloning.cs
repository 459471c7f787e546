using Keyway.Engine.Expressions.Evaluating;
using Keyway.Engine.Values;

namespace Keyway.Engine.Expressions.Library;

/// <summary><c>structuredClone</c>: what is shared within the value is shared within the copy.</summary>
internal static class Cloning
{
    public static Value Clone(Evaluator ev, in Value value) => Clone(ev, value, new Dictionary<object, Value>(ReferenceEqualityComparer.Instance));

    private static Value Clone(Evaluator ev, in Value value, Dictionary<object, Value> copies)
    {
        if (To.IsPrimitive(value)) return value;
        if (copies.TryGetValue(value.Identity!, out var known)) return known.With(value.Host is null ? null : value.Labels);
        ev.Enter();
        var copy = Copy(ev, value, copies);
        ev.Leave();
        return copy;
    }

    private static Value Copy(Evaluator ev, in Value value, Dictionary<object, Value> copies)
    {
        switch (value.Identity)
        {
            case ArrayValue list:
                var items = ev.Current(list);
                ev.AllocateItems(items.Count);
                var newList = new ArrayValue(items.Count);
                copies[list] = newList;
                foreach (var item in items.Items.ToArray()) newList.Items.Add(Clone(ev, item, copies));
                return newList;
            case ObjectValue map:
                var newMap = new ObjectValue();
                copies[map] = newMap;
                foreach (var (key, property) in Properties.Own(ev, value)) newMap.Set(key, Clone(ev, property, copies));
                return newMap;
            case KeyedObject keyed:
                var newKeyed = keyed.Empty();
                copies[keyed] = Value.FromHost(newKeyed);
                foreach (var (key, item) in keyed.Entries.ToArray()) newKeyed.Set(ev, Clone(ev, key, copies), Clone(ev, item, copies));
                return Value.FromHost(newKeyed);
            case DateObject date:
                return Keep(new DateObject(date.Time), date, value);
            case RegExpObject pattern:
                return Keep(new RegExpObject(pattern.Program), pattern, value);
            case BytesObject bytes:
                return Keep(new BytesObject(bytes.Span.ToArray()), bytes, value);
            case ErrorObject error:
                return Keep(new ErrorObject(error.Name, error.Message), error, value);
            default:
                throw ev.TypeError($"{To.TypeName(value)} cannot be cloned");
        }
    }

    private static Value Keep(HostObject copy, HostObject original, in Value value)
    {
        copy.Mix(original.Labels);
        return Value.FromHost(copy).With(value.Labels);
    }
}
