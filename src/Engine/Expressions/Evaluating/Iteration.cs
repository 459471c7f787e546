using Keyway.Engine.Expressions.Library;
using Keyway.Engine.Expressions.Syntax;
using Keyway.Engine.Values;

namespace Keyway.Engine.Expressions.Evaluating;

/// <summary>What <c>...</c>, <c>Array.from</c> and <c>new Map</c> go through.</summary>
internal static class Iteration
{
    /// <summary>Adds all that iterating gives; refuses what cannot be iterated, by the name it has in the text.</summary>
    public static void AddAll(Evaluator ev, in Value value, List<Value> into, string name)
    {
        if (!TryAddAll(ev, value, into)) throw ev.TypeError($"{name} is {To.TypeName(value)}, which is not iterable");
    }

    public static bool TryAddAll(Evaluator ev, in Value value, List<Value> into)
    {
        switch (value.Identity)
        {
            case ArrayValue list:
                var items = ev.Current(list);
                ev.AllocateItems(items.Count);
                into.AddRange(items.Items);
                return true;
            case string text:
                AddCharacters(ev, text, value.Labels, into);
                return true;
            case HostObject host:
                var first = into.Count;
                if (!host.TryIterate(ev, into)) return false;
                for (var i = first; value.IsLabelled && i < into.Count; i++) into[i] = Labelling.Add(ev, into[i], value.Labels);
                return true;
            default:
                return false;
        }
    }

    /// <summary>A text goes by code points, so that a pair of surrogates stays together.</summary>
    private static void AddCharacters(Evaluator ev, string text, Labels? labels, List<Value> into)
    {
        ev.AllocateItems(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            var length = Texts.CodePointAt(text, i) > 0xffff ? 2 : 1;
            into.Add(Value.From(text.Substring(i, length)).With(labels));
            i += length - 1;
        }
    }
}
