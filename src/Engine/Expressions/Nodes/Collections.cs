using Keyway.Engine.Expressions.Evaluating;
using Keyway.Engine.Values;

namespace Keyway.Engine.Expressions.Nodes;

/// <summary><c>...items</c> in an array, a call or an object.</summary>
internal sealed class Spread(int position, Node items) : Node(position)
{
    public Node Items => items;
    public override IEnumerable<Node> Children => [items];
    public override Value Eval(Evaluator ev, Frame frame) => items.Eval(ev, frame);

    /// <summary>The values of nodes some of which are spread.</summary>
    public static List<Value> Evaluate(Evaluator ev, Frame frame, Node[] nodes)
    {
        var values = new List<Value>(nodes.Length);
        foreach (var node in nodes)
        {
            var value = node.Eval(ev, frame);
            ev.Position = node.Position;
            if (node is Spread spread) Iteration.AddAll(ev, value, values, spread.Items.Name);
            else values.Add(value);
        }
        return values;
    }
}

/// <summary><c>[a, ...b]</c>.</summary>
internal sealed class ArrayLiteral(int position, Node[] items) : Node(position)
{
    private readonly bool _hasSpread = items.Any(i => i is Spread);

    public override IEnumerable<Node> Children => items;

    public override Value Eval(Evaluator ev, Frame frame)
    {
        ev.AllocateItems(items.Length);
        var list = new ArrayValue(items.Length);
        if (_hasSpread) list.Items.AddRange(Spread.Evaluate(ev, frame, items));
        else
            foreach (var item in items) list.Items.Add(item.Eval(ev, frame));
        return list;
    }
}

/// <summary>One <c>name: value</c>, <c>[key]: value</c> or <c>...rest</c> of an object.</summary>
internal abstract record ObjectEntry(Node Value)
{
    public sealed record Named(string Name, Node Value) : ObjectEntry(Value);

    public sealed record Computed(Node Key, Node Value) : ObjectEntry(Value);

    public sealed record Rest(Node Value) : ObjectEntry(Value);
}

/// <summary><c>{ a, b: 1, [key]: 2, ...rest }</c>.</summary>
internal sealed class ObjectLiteral(int position, ObjectEntry[] entries) : Node(position)
{
    public override IEnumerable<Node> Children => entries.SelectMany(e => e is ObjectEntry.Computed c ? (Node[])[c.Key, c.Value] : [e.Value]);

    public override Value Eval(Evaluator ev, Frame frame)
    {
        ev.AllocateItems(entries.Length);
        var map = new ObjectValue(entries.Length);
        foreach (var entry in entries)
        {
            switch (entry)
            {
                case ObjectEntry.Named named:
                    map.Set(named.Name, named.Value.Eval(ev, frame));
                    break;
                case ObjectEntry.Computed computed:
                    var key = computed.Key.Eval(ev, frame);
                    ev.Position = computed.Key.Position;
                    map.Set(Properties.NewKey(ev, key), computed.Value.Eval(ev, frame));
                    break;
                default:
                    Properties.CopyOwn(ev, entry.Value.Eval(ev, frame), map);
                    break;
            }
        }
        return map;
    }
}

/// <summary><c>`text ${hole}`</c>: literal texts with a hole between each two.</summary>
internal sealed class Template(int position, string[] texts, Node[] holes) : Node(position)
{
    public string[] Texts => texts;
    public Node[] Holes => holes;
    public override IEnumerable<Node> Children => holes;

    public override Value Eval(Evaluator ev, Frame frame)
    {
        var pieces = new string[texts.Length + holes.Length];
        Labels? labels = null;
        long length = 0;
        pieces[0] = texts[0];
        for (var i = 0; i < holes.Length; i++)
        {
            var value = To.Primitive(ev, holes[i].Eval(ev, frame), Hint.Text);
            labels = Labels.Union(labels, value.Labels);
            pieces[2 * i + 1] = To.Text(ev, value);
            pieces[2 * i + 2] = texts[i + 1];
            length += pieces[2 * i + 1].Length + pieces[2 * i + 2].Length;
        }
        ev.AllocateText(length);
        return Value.From(string.Concat(pieces)).With(labels);
    }
}
