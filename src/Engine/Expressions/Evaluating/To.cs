using Keyway.Engine.Expressions.Library;
using Keyway.Engine.Expressions.Syntax;
using Keyway.Engine.Values;

namespace Keyway.Engine.Expressions.Evaluating;

internal enum Hint : byte
{
    None,
    Number,
    Text,
}

/// <summary>JavaScript's conversions. Those that give a plain text or number lose the labels: their callers have taken them first.</summary>
internal static class To
{
    public static bool Boolean(in Value value) => value.Kind switch
    {
        ValueKind.Undefined or ValueKind.Null => false,
        ValueKind.Boolean => value.RawBoolean,
        ValueKind.Number => value.RawNumber != 0 && !double.IsNaN(value.RawNumber),
        ValueKind.String => !value.IsEmptyText,
        _ => true,
    };

    public static bool IsPrimitive(in Value value) => value.Kind is not (ValueKind.Array or ValueKind.Object or ValueKind.Host);

    /// <summary>A container as the text or number that stands for it, with the labels of all that it holds; anything else as it is.</summary>
    public static Value Primitive(Evaluator ev, in Value value, Hint hint)
    {
        if (IsPrimitive(value)) return value;
        var first = hint == Hint.Text || (hint == Hint.None && value.Host is DateObject) ? "toString" : "valueOf";
        var second = first == "toString" ? "valueOf" : "toString";
        return TryConvert(ev, value, first, out var result) || TryConvert(ev, value, second, out result)
            ? result.With(Labelling.Of(ev, value))
            : throw ev.TypeError($"{TypeName(value)} cannot be made a text or a number");
    }

    private static bool TryConvert(Evaluator ev, in Value value, string method, out Value result)
    {
        result = default;
        if (Properties.Read(ev, value, new(method, -1)).Host is not Function function) return false;
        result = function.Call(ev, value, []);
        return IsPrimitive(result);
    }

    public static string Text(Evaluator ev, in Value value)
    {
        switch (value.Kind)
        {
            case ValueKind.String: return value.RawText!;
            case ValueKind.Number: return Digits(value);
            case ValueKind.Boolean: return value.RawBoolean ? "true" : "false";
            case ValueKind.Undefined: return "undefined";
            case ValueKind.Null: return "null";
            default: return Text(ev, Primitive(ev, value, Hint.Text));
        }
    }

    /// <summary>
    /// A number as JavaScript prints it, but an integer that a double cannot hold as it came: an id of 64 bits must not lose its last digits
    /// on the way from one service's JSON to another's.
    /// </summary>
    public static string Digits(in Value number) =>
        number.RawNumberText is { } text && Math.Abs(number.RawNumber) > 9007199254740991 && text.AsSpan().TrimStart('-').IndexOfAnyExceptInRange('0', '9') < 0
            ? text
            : JsNumber.Format(number.RawNumber);

    public static double Number(Evaluator ev, in Value value)
    {
        switch (value.Kind)
        {
            case ValueKind.Number: return value.RawNumber;
            case ValueKind.Boolean: return value.RawBoolean ? 1 : 0;
            case ValueKind.Undefined: return double.NaN;
            case ValueKind.Null: return 0;
            case ValueKind.String: return Numbers.Parse(value.RawText!);
            default: return Number(ev, Primitive(ev, value, Hint.Number));
        }
    }

    /// <summary>The number and the labels of all that it was made from.</summary>
    public static double Numeric(Evaluator ev, in Value value, out Labels? labels)
    {
        var primitive = Primitive(ev, value, Hint.Number);
        labels = primitive.Labels;
        return Number(ev, primitive);
    }

    /// <summary>The number without its fraction; 0 for what is none.</summary>
    public static double Integer(Evaluator ev, in Value value)
    {
        var number = Number(ev, value);
        return double.IsNaN(number) ? 0 : Math.Truncate(number) + 0.0;
    }

    public static int Int32(double number)
    {
        if (number is >= int.MinValue and <= int.MaxValue) return (int)number;
        if (!double.IsFinite(number)) return 0;
        var rest = Math.Truncate(number) % 4294967296.0;
        return unchecked((int)(uint)(long)rest);
    }

    /// <summary>An index counted from the end when it is negative, and held within a length.</summary>
    public static int Position(double relative, int length) =>
        relative < 0 ? (int)Math.Max(length + relative, 0) : (int)Math.Min(relative, length);

    public static string Typeof(in Value value) => value.Kind switch
    {
        ValueKind.Undefined => "undefined",
        ValueKind.Boolean => "boolean",
        ValueKind.Number => "number",
        ValueKind.String => "string",
        ValueKind.Host when value.Host is Function => "function",
        _ => "object",
    };

    /// <summary>How an error names what it got.</summary>
    public static string TypeName(in Value value) => value.Kind switch
    {
        ValueKind.Undefined => "undefined",
        ValueKind.Null => "null",
        ValueKind.Boolean => "a boolean",
        ValueKind.Number => "a number",
        ValueKind.String => "a text",
        ValueKind.Array => "an array",
        ValueKind.Object => "an object",
        _ => (value.Host as HostObject)?.TypeName ?? "an object",
    };
}
