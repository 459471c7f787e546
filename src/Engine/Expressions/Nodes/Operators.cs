using Keyway.Engine.Expressions.Evaluating;
using Keyway.Engine.Values;

namespace Keyway.Engine.Expressions.Nodes;

internal enum UnaryOperator : byte
{
    Not,
    Minus,
    Plus,
    Complement,
    Typeof,
    Void,
}

internal sealed class Unary(int position, UnaryOperator op, Node operand) : Node(position)
{
    public UnaryOperator Operator => op;
    public override IEnumerable<Node> Children => [operand];

    public override Value Eval(Evaluator ev, Frame frame)
    {
        var value = operand.Eval(ev, frame);
        switch (op)
        {
            case UnaryOperator.Not: return !To.Boolean(value);
            case UnaryOperator.Typeof: return To.Typeof(value);
            case UnaryOperator.Void: return Value.Undefined;
        }
        ev.Position = Position;
        var number = To.Numeric(ev, value, out var labels);
        return Value.From(op switch
        {
            UnaryOperator.Minus => -number,
            UnaryOperator.Plus => number,
            _ => ~To.Int32(number),
        }).With(labels);
    }
}

/// <summary><c>a + b</c>, the one operator for numbers and texts. A long sum is one node, so that it takes no stack.</summary>
internal sealed class Sum(int position, Node first, (Node Term, int Position)[] rest) : Node(position)
{
    public Node First => first;
    public (Node Term, int Position)[] Rest => rest;
    public override IEnumerable<Node> Children => [first, .. rest.Select(r => r.Term)];

    public override Value Eval(Evaluator ev, Frame frame)
    {
        var sum = first.Eval(ev, frame);
        foreach (var (term, position) in rest)
        {
            var right = term.Eval(ev, frame);
            ev.Position = position;
            sum = Operate.Add(ev, sum, right);
        }
        return sum;
    }
}

internal enum ArithmeticOperator : byte
{
    Subtract,
    Multiply,
    Divide,
    Remainder,
    Power,
    And,
    Or,
    Xor,
    ShiftLeft,
    ShiftRight,
    ShiftRightUnsigned,
}

internal sealed class Arithmetic(int position, ArithmeticOperator op, Node left, Node right) : Node(position)
{
    public override IEnumerable<Node> Children => [left, right];

    public override Value Eval(Evaluator ev, Frame frame)
    {
        var a = left.Eval(ev, frame);
        var b = right.Eval(ev, frame);
        ev.Position = Position;
        var x = To.Numeric(ev, a, out var labels);
        var y = To.Numeric(ev, b, out var others);
        return Value.From(Operate.Calculate(op, x, y)).With(Labels.Union(labels, others));
    }
}

internal enum Comparison : byte
{
    Same,
    NotSame,
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    In,
    InstanceOf,
}

/// <summary>An operator that answers yes or no: its result carries no label, whatever it compared.</summary>
internal sealed class Compare(int position, Comparison op, Node left, Node right) : Node(position)
{
    public override IEnumerable<Node> Children => [left, right];

    public override Value Eval(Evaluator ev, Frame frame)
    {
        var a = left.Eval(ev, frame);
        var b = right.Eval(ev, frame);
        ev.Position = Position;
        return op switch
        {
            Comparison.Same => Operate.Same(a, b),
            Comparison.NotSame => !Operate.Same(a, b),
            Comparison.Equal => Operate.LooselyEqual(ev, a, b),
            Comparison.NotEqual => !Operate.LooselyEqual(ev, a, b),
            Comparison.Less => Operate.Less(ev, a, b, leftFirst: true) == true,
            Comparison.Greater => Operate.Less(ev, b, a, leftFirst: false) == true,
            Comparison.LessOrEqual => Operate.Less(ev, b, a, leftFirst: false) == false,
            Comparison.GreaterOrEqual => Operate.Less(ev, a, b, leftFirst: true) == false,
            Comparison.In => Properties.Has(ev, b, a),
            _ => Operate.IsInstance(ev, a, b),
        };
    }
}

internal enum LogicalOperator : byte
{
    And,
    Or,
    Coalesce,
}

internal sealed class Logical(int position, LogicalOperator op, Node left, Node right) : Node(position)
{
    public override IEnumerable<Node> Children => [left, right];

    public override Value Eval(Evaluator ev, Frame frame)
    {
        var value = left.Eval(ev, frame);
        var isDecided = op switch
        {
            LogicalOperator.And => !To.Boolean(value),
            LogicalOperator.Or => To.Boolean(value),
            _ => !value.IsNullish,
        };
        return isDecided ? value : right.Eval(ev, frame);
    }
}

/// <summary><c>test ? a : b</c>. The test's labels are not added: that much of a secret an author may tell.</summary>
internal sealed class Conditional(int position, Node test, Node yes, Node no) : Node(position)
{
    public Node Test => test;
    public Node Yes => yes;
    public Node No => no;
    public override IEnumerable<Node> Children => [test, yes, no];
    public override Value Eval(Evaluator ev, Frame frame) => To.Boolean(test.Eval(ev, frame)) ? yes.Eval(ev, frame) : no.Eval(ev, frame);
}
