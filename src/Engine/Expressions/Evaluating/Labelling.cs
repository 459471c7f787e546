using Keyway.Engine.Expressions.Library;
using Keyway.Engine.Values;

namespace Keyway.Engine.Expressions.Evaluating;

/// <summary>Labels of whole values. Unlike <see cref="Value.DeepLabels"/> it looks into hosts, sees this evaluation's own changes, and survives a container within itself.</summary>
internal static class Labelling
{
    /// <summary>All labels of a value and of what it holds.</summary>
    public static Labels? Of(Evaluator ev, in Value value)
    {
        var labels = value.Labels;
        switch (value.Identity)
        {
            case ArrayValue list:
                ev.Enter();
                var items = ev.Current(list);
                ev.Charge(items.Count);
                foreach (var item in items) labels = Labels.Union(labels, Of(ev, item));
                ev.Leave();
                break;
            case ObjectValue map:
                ev.Enter();
                var properties = ev.Current(map);
                ev.Charge(properties.Count);
                foreach (var (_, property) in properties) labels = Labels.Union(labels, Of(ev, property));
                ev.Leave();
                break;
            case HostObject host:
                labels = Labels.Union(labels, host.AllLabels(ev));
                break;
        }
        return labels;
    }

    public static Labels? Of(Evaluator ev, in Value self, ReadOnlySpan<Value> arguments)
    {
        var labels = Of(ev, self);
        foreach (var argument in arguments) labels = Labels.Union(labels, Of(ev, argument));
        return labels;
    }

    /// <summary>The value with labels on every leaf. Containers are copied: what they were may be known elsewhere without them.</summary>
    public static Value Add(Evaluator ev, in Value value, Labels? labels) =>
        labels is null ? value : Leaves(ev, value, leaf => leaf.Host is HostObject host ? host.Labelled(ev, labels) : leaf.With(labels));

    /// <summary>The value with the mark of <c>reveal(...)</c> on every leaf that has labels.</summary>
    public static Value Reveal(Evaluator ev, in Value value) => Of(ev, value) is null ? value : Leaves(ev, value, leaf => leaf.MarkRevealed());

    private static Value Leaves(Evaluator ev, in Value value, Func<Value, Value> change)
    {
        switch (value.Identity)
        {
            case ArrayValue list:
                ev.Enter();
                var items = ev.Current(list);
                ev.AllocateItems(items.Count);
                var copy = new ArrayValue(items.Count);
                foreach (var item in items) copy.Items.Add(Leaves(ev, item, change));
                if (ev.DetailsOf(list) is { } match)
                    ev.Describe(copy, new(Leaves(ev, match.Index, change), Leaves(ev, match.Input, change), Leaves(ev, match.Groups, change), Leaves(ev, match.Indices, change)));
                ev.Leave();
                return copy;
            case ObjectValue map:
                ev.Enter();
                var properties = ev.Current(map);
                ev.AllocateItems(properties.Count);
                var changed = new ObjectValue(properties.Count);
                foreach (var (key, property) in properties) changed.Set(key, Leaves(ev, property, change));
                ev.Leave();
                return changed;
            default:
                return change(value);
        }
    }

    /// <summary>The number of items of an array; a secret when there are secrets among them.</summary>
    public static Value Count(Evaluator ev, ArrayValue list)
    {
        ev.Charge(list.Count >> 8);
        return Value.From(list.Count).With(list.ItemLabels);
    }

    /// <summary>A secret may choose a value but not shape a container: the shape has no leaf that could carry its label.</summary>
    public static void RefuseAsShape(Evaluator ev, in Value value, string what)
    {
        if (value.IsLabelled) throw ev.TypeError($"{what} cannot be a secret");
    }
}
