using Keyway.Engine.Expressions.Evaluating;
using Keyway.Engine.Values;

namespace Keyway.Engine.Expressions.Nodes;

/// <summary>
/// A piece of a parsed expression that evaluates itself. The tree is the program: immutable, shared by all evaluations,
/// with names resolved to slots when it was parsed.
/// </summary>
internal abstract class Node(int position)
{
    /// <summary>Where it stands in the text: what an error points at.</summary>
    public int Position => position;

    /// <summary>How many nodes lie below, counted along the longest branch: bounds the stack that evaluating takes.</summary>
    public int Depth { get; set; } = 1;

    public abstract Value Eval(Evaluator ev, Frame frame);

    public virtual IEnumerable<Node> Children => [];

    /// <summary>How an error names it: the names in the source, never a value.</summary>
    public virtual string Name => "(...)";
}

/// <summary>The parameters of one call of an arrow function, and where that function was made.</summary>
internal sealed class Frame(Value[] slots, Frame? outer)
{
    public static readonly Frame Outermost = new([], null);

    public readonly Value[] Slots = slots;
    public readonly Frame? Outer = outer;
}
