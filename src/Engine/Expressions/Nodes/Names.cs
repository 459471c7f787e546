using Keyway.Engine.Expressions.Evaluating;
using Keyway.Engine.Values;

namespace Keyway.Engine.Expressions.Nodes;

/// <summary>A literal, or a name whose value is the same in every evaluation (<c>Math</c>, <c>undefined</c>).</summary>
internal sealed class Constant(int position, Value value, string? name = null) : Node(position)
{
    public Value Value => value;
    public override string Name => name ?? base.Name;
    public override Value Eval(Evaluator ev, Frame frame) => value;
}

internal enum Root : byte
{
    Steps,
    Env,
}

/// <summary><c>steps</c> or <c>env</c>.</summary>
internal sealed class ScopeRoot(int position, Root root) : Node(position)
{
    public Root Root => root;
    public override string Name => root == Root.Steps ? "steps" : "env";
    public override Value Eval(Evaluator ev, Frame frame) => root == Root.Steps ? ev.Scope.Steps : ev.Scope.Env;
}

/// <summary><c>now</c>: one date for the whole evaluation.</summary>
internal sealed class Now(int position) : Node(position)
{
    public override string Name => "now";
    public override Value Eval(Evaluator ev, Frame frame) => ev.Now;
}

/// <summary>A parameter of an arrow function around here.</summary>
internal sealed class Local(int position, string name, int hops, int slot) : Node(position)
{
    public override string Name => name;

    public override Value Eval(Evaluator ev, Frame frame)
    {
        for (var i = hops; i > 0; i--) frame = frame.Outer!;
        return frame.Slots[slot];
    }
}

/// <summary><c>a, b</c>: both happen, the last one counts.</summary>
internal sealed class Sequence(int position, Node[] items) : Node(position)
{
    public override IEnumerable<Node> Children => items;

    public override Value Eval(Evaluator ev, Frame frame)
    {
        for (var i = 0; i < items.Length - 1; i++) items[i].Eval(ev, frame);
        return items[^1].Eval(ev, frame);
    }
}
