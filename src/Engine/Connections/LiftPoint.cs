using Keyway.Engine.Redaction;
using Keyway.Engine.Values;

namespace Keyway.Engine.Connections;

/// <summary>One place that a connection reads from.</summary>
/// <param name="Step">The step whose result it lies in, or <c>trigger</c> for the event.</param>
/// <param name="Path">Below the event, or below the step's exports.</param>
/// <param name="Name">The label: <c>app.field</c>; the app alone where <paramref name="ByKey"/>.</param>
/// <param name="ByKey">The place holds an object of fields, each labelled with its own name.</param>
internal sealed record LiftPoint(string Step, IReadOnlyList<string> Path, string Name, bool ByKey)
{
    private readonly Label _label = new(Name);

    /// <summary>Labels what lies here, in a container not yet frozen. Where a place was labelled before, by another app's field, that label stays alone.</summary>
    public void Lift(ObjectValue root, SecretArena arena)
    {
        if (Path.Count == 0)
        {
            foreach (var (key, value) in root.ToArray()) root.Set(key, Labelled(value, key, arena));
            return;
        }
        var holder = Walk(root, Path, Path.Count - 1);
        var last = Path[^1];
        if (holder.TryGetObject(out var map))
        {
            if (map.Has(last)) map.Set(last, Labelled(map.Get(last), last, arena));
        }
        else if (holder.TryGetArray(out var list) && int.TryParse(last, out var index) && index >= 0 && index < list.Count)
        {
            list.Items[index] = Labelled(list[index], last, arena);
        }
    }

    public static Value Walk(ObjectValue root, IReadOnlyList<string> path) => Walk(root, path, path.Count);

    private static Value Walk(Value at, IReadOnlyList<string> path, int depth)
    {
        for (var i = 0; i < depth; i++)
        {
            if (at.TryGetObject(out var map)) at = map.Get(path[i]);
            else if (at.TryGetArray(out var list) && int.TryParse(path[i], out var index) && index >= 0 && index < list.Count) at = list[index];
            else return Value.Undefined;
        }
        return at;
    }

    private Value Labelled(in Value value, string key, SecretArena arena)
    {
        if (value.TryGetObject(out var map))
        {
            var copy = new ObjectValue(map.Count);
            foreach (var (name, child) in map) copy.Set(name, Labelled(child, name, arena));
            return copy;
        }
        if (value.TryGetArray(out var list))
        {
            var copy = new ArrayValue(list.Count);
            foreach (var item in list) copy.Add(Labelled(item, key, arena));
            return copy;
        }
        if (value.IsNullish || value.IsLabelled) return value;
        var label = ByKey ? new Label(Name + "." + key) : _label;
        if (value.Reveal() is { Length: > 0 } text) arena.Register(label, text);
        return value.With(Labels.Of(label));
    }
}
