using Keyway.Engine.Expressions.Library;
using Keyway.Engine.Expressions.Nodes;
using Keyway.Engine.Values;

namespace Keyway.Engine.Expressions.Evaluating;

/// <summary>What the binary operators do.</summary>
internal static class Operate
{
    public static Value Add(Evaluator ev, in Value left, in Value right)
    {
        if (left.Kind == ValueKind.Number && right.Kind == ValueKind.Number)
            return Value.From(left.RawNumber + right.RawNumber).With(Labels.Union(left.Labels, right.Labels));
        var a = To.Primitive(ev, left, Hint.None);
        var b = To.Primitive(ev, right, Hint.None);
        var labels = Labels.Union(a.Labels, b.Labels);
        if (a.Kind == ValueKind.String || b.Kind == ValueKind.String) return Value.From(Join(ev, To.Text(ev, a), To.Text(ev, b))).With(labels);
        return Value.From(To.Number(ev, a) + To.Number(ev, b)).With(labels);
    }

    /// <summary>
    /// A text that grows piece by piece is charged for the pieces, not for each of its lengths; the copying counts as steps, which bounds the rest.
    /// </summary>
    private static string Join(Evaluator ev, string a, string b)
    {
        ev.AllocateText(Math.Min(a.Length, b.Length));
        ev.ChargeText(a.Length + b.Length);
        return a + b;
    }

    public static double Calculate(ArithmeticOperator op, double x, double y) => op switch
    {
        ArithmeticOperator.Subtract => x - y,
        ArithmeticOperator.Multiply => x * y,
        ArithmeticOperator.Divide => x / y,
        ArithmeticOperator.Remainder => x % y,
        ArithmeticOperator.Power => Numbers.Power(x, y),
        ArithmeticOperator.And => To.Int32(x) & To.Int32(y),
        ArithmeticOperator.Or => To.Int32(x) | To.Int32(y),
        ArithmeticOperator.Xor => To.Int32(x) ^ To.Int32(y),
        ArithmeticOperator.ShiftLeft => To.Int32(x) << (To.Int32(y) & 31),
        ArithmeticOperator.ShiftRight => To.Int32(x) >> (To.Int32(y) & 31),
        _ => (uint)To.Int32(x) >> (To.Int32(y) & 31),
    };

    /// <summary><c>===</c></summary>
    public static bool Same(in Value a, in Value b)
    {
        var kind = a.Kind;
        if (kind != b.Kind) return false;
        return kind switch
        {
            ValueKind.Number => a.RawNumber == b.RawNumber,
            ValueKind.String => a.RawText == b.RawText,
            ValueKind.Boolean => a.RawBoolean == b.RawBoolean,
            ValueKind.Undefined or ValueKind.Null => true,
            _ => ReferenceEquals(a.Identity, b.Identity),
        };
    }

    /// <summary>As <c>===</c>, but NaN is itself: what <c>includes</c>, maps and sets go by.</summary>
    public static bool SameOrNaN(in Value a, in Value b) =>
        Same(a, b) || (a.Kind == ValueKind.Number && b.Kind == ValueKind.Number && double.IsNaN(a.RawNumber) && double.IsNaN(b.RawNumber));

    /// <summary><c>==</c></summary>
    public static bool LooselyEqual(Evaluator ev, in Value a, in Value b)
    {
        if (a.IsNullish || b.IsNullish) return a.IsNullish && b.IsNullish;
        if (a.Kind == b.Kind || (!To.IsPrimitive(a) && !To.IsPrimitive(b))) return Same(a, b);
        var x = To.Primitive(ev, a, Hint.None);
        var y = To.Primitive(ev, b, Hint.None);
        return x.Kind == y.Kind ? Same(x, y) : To.Number(ev, x) == To.Number(ev, y);
    }

    /// <summary>Whether <paramref name="a"/> is less; null where one of them is no number. JavaScript converts the left operand first.</summary>
    public static bool? Less(Evaluator ev, in Value a, in Value b, bool leftFirst)
    {
        Value x, y;
        if (leftFirst)
        {
            x = To.Primitive(ev, a, Hint.Number);
            y = To.Primitive(ev, b, Hint.Number);
        }
        else
        {
            y = To.Primitive(ev, b, Hint.Number);
            x = To.Primitive(ev, a, Hint.Number);
        }
        if (x.Kind == ValueKind.String && y.Kind == ValueKind.String) return string.CompareOrdinal(x.RawText, y.RawText) < 0;
        var left = To.Number(ev, x);
        var right = To.Number(ev, y);
        return double.IsNaN(left) || double.IsNaN(right) ? null : left < right;
    }

    public static bool IsInstance(Evaluator ev, in Value value, in Value constructor) =>
        constructor.Host is Native { IsInstance: { } isInstance } ? isInstance(value)
        : constructor.Host is Function ? false
        : throw ev.TypeError("the right side of instanceof is not a constructor");
}
