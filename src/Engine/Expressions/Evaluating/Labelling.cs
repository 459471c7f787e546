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
    public static Value Add(Evaluator ev, in Value value, Labels? labels)
    {
        if (labels is null) return value;
        switch (value.Identity)
        {
            case ArrayValue list:
                ev.Enter();
                var items = ev.Current(list);
                ev.AllocateItems(items.Count);
                var copy = new ArrayValue(items.Count);
                foreach (var item in items) copy.Items.Add(Add(ev, item, labels));
                if (ev.DetailsOf(list) is { } match)
                    ev.Describe(copy, new(Add(ev, match.Index, labels), Add(ev, match.Input, labels), Add(ev, match.Groups, labels), Add(ev, match.Indices, labels)));
                ev.Leave();
                return copy;
            case ObjectValue map:
                ev.Enter();
                var properties = ev.Current(map);
                ev.AllocateItems(properties.Count);
                var labelled = new ObjectValue(properties.Count);
                foreach (var (key, property) in properties) labelled.Set(key, Add(ev, property, labels));
                ev.Leave();
                return labelled;
            case HostObject host:
                return host.Labelled(ev, labels);
            default:
                return value.With(labels);
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
