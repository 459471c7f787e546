using Keyway.Engine.Expressions.Evaluating;
using Keyway.Engine.Values;

namespace Keyway.Engine.Expressions.Library;

/// <summary>What a number can do.</summary>
internal static class NumberMembers
{
    public static readonly Members Instance = new("Number", ObjectMembers.Instance)
    {
        { "toString", 1, ToText },
        { "toLocaleString", 0, (in NativeCall call) => NumberLocale.Format(call.Ev, Of(call), call[0], call[1]) },
        { "valueOf", 0, LabelRule.PassesOn, (in NativeCall call) => call.Self },
        { "toFixed", 1, (in NativeCall call) => Checked(call, 0, 100) is var digits && Math.Abs(Of(call)) < 1e21 ? NumberFormat.Fixed(Of(call), digits) : JsNumber.Format(Of(call)) },
        { "toExponential", 1, ToExponential },
        { "toPrecision", 1, ToPrecision },
    };

    private static double Of(in NativeCall call) =>
        call.Self.Kind == ValueKind.Number ? call.Self.RawNumber : throw call.Ev.TypeError($"a number is expected, not {To.TypeName(call.Self)}");

    private static int Checked(in NativeCall call, int least, int most)
    {
        var digits = call.Integer(0);
        return digits >= least && digits <= most ? (int)digits : throw call.Ev.RangeError($"the number of digits is between {least} and {most}");
    }

    private static Value ToText(in NativeCall call)
    {
        var radix = call[0].IsUndefined ? 10 : call.Integer(0);
        if (radix is < 2 or > 36) throw call.Ev.RangeError("the radix is between 2 and 36");
        return radix == 10 ? To.Digits(call.Self) : NumberFormat.InRadix(Of(call), (int)radix);
    }

    private static Value ToExponential(in NativeCall call)
    {
        var number = Of(call);
        if (!double.IsFinite(number)) return JsNumber.Format(number);
        var digits = Checked(call, 0, 100);
        return call[0].IsUndefined ? NumberFormat.ShortestExponential(number) : NumberFormat.Exponential(number, digits + 1);
    }

    private static Value ToPrecision(in NativeCall call)
    {
        var number = Of(call);
        if (call[0].IsUndefined || !double.IsFinite(number)) return JsNumber.Format(number);
        return NumberFormat.Precise(number, Checked(call, 1, 100));
    }
}

/// <summary><c>Number</c> itself.</summary>
internal static class NumberStatics
{
    public static readonly Value ParseFloat = Globals.Function("parseFloat", 1, LabelRule.Derives, (in NativeCall call) => Numbers.ParseStart(call.Text(0)));

    public static readonly Value ParseInt = Globals.Function("parseInt", 2, LabelRule.Derives,
        (in NativeCall call) => Numbers.ParseInteger(call.Text(0), To.Int32(call.Number(1))) + 0.0);

    public static readonly Native Constructor = new("Number", 1, LabelRule.Derives, (in NativeCall call) => call.Count == 0 ? 0 : call.Number(0))
    {
        IsInstance = _ => false,
        Statics = new Members("Function", FunctionMembers.Instance)
        {
            { "MAX_SAFE_INTEGER", 9007199254740991 },
            { "MIN_SAFE_INTEGER", -9007199254740991 },
            { "MAX_VALUE", double.MaxValue },
            { "MIN_VALUE", double.Epsilon },
            { "EPSILON", Math.Pow(2, -52) },
            { "POSITIVE_INFINITY", double.PositiveInfinity },
            { "NEGATIVE_INFINITY", double.NegativeInfinity },
            { "NaN", double.NaN },
            { "parseInt", ParseInt },
            { "parseFloat", ParseFloat },
            { "isNaN", 1, LabelRule.Verdict, (in NativeCall call) => call[0].Kind == ValueKind.Number && double.IsNaN(call[0].RawNumber) },
            { "isFinite", 1, LabelRule.Verdict, (in NativeCall call) => call[0].Kind == ValueKind.Number && double.IsFinite(call[0].RawNumber) },
            { "isInteger", 1, LabelRule.Verdict, (in NativeCall call) => IsInteger(call[0]) },
            { "isSafeInteger", 1, LabelRule.Verdict, (in NativeCall call) => IsInteger(call[0]) && Math.Abs(call[0].RawNumber) <= 9007199254740991 },
        },
    };

    private static bool IsInteger(in Value value) => value.Kind == ValueKind.Number && double.IsFinite(value.RawNumber) && Math.Truncate(value.RawNumber) == value.RawNumber;
}

internal static class BooleanMembers
{
    public static readonly Members Instance = new("Boolean", ObjectMembers.Instance)
    {
        { "toString", 0, (in NativeCall call) => To.Text(call.Ev, call.Self) },
        { "valueOf", 0, LabelRule.PassesOn, (in NativeCall call) => call.Self },
    };

    public static readonly Native Constructor = new("Boolean", 1, LabelRule.Verdict, (in NativeCall call) => To.Boolean(call[0])) { IsInstance = _ => false };
}

internal static class MathMembers
{
    public static readonly Members Instance = new("Math", ObjectMembers.Instance)
    {
        { "PI", Math.PI },
        { "E", Math.E },
        { "LN2", 0.6931471805599453 },
        { "LN10", 2.302585092994046 },
        { "LOG2E", 1.4426950408889634 },
        { "LOG10E", 0.4342944819032518 },
        { "SQRT2", 1.4142135623730951 },
        { "SQRT1_2", 0.7071067811865476 },
        { "abs", 1, (in NativeCall call) => Math.Abs(call.Number(0)) },
        { "ceil", 1, (in NativeCall call) => Math.Ceiling(call.Number(0)) },
        { "floor", 1, (in NativeCall call) => Math.Floor(call.Number(0)) },
        { "trunc", 1, (in NativeCall call) => Math.Truncate(call.Number(0)) },
        { "round", 1, (in NativeCall call) => Round(call.Number(0)) },
        { "sign", 1, (in NativeCall call) => call.Number(0) is var x && (double.IsNaN(x) || x == 0) ? x : Math.Sign(x) },
        { "sqrt", 1, (in NativeCall call) => Math.Sqrt(call.Number(0)) },
        { "cbrt", 1, (in NativeCall call) => Cbrt(call.Number(0)) },
        { "pow", 2, (in NativeCall call) => Numbers.Power(call.Number(0), call.Number(1)) },
        { "exp", 1, (in NativeCall call) => Math.Exp(call.Number(0)) },
        { "expm1", 1, (in NativeCall call) => call.Number(0) is var x && Math.Abs(x) < 1e-5 ? x + x * x / 2 + x * x * x / 6 : Math.Exp(x) - 1 },
        { "log", 1, (in NativeCall call) => Math.Log(call.Number(0)) },
        { "log2", 1, (in NativeCall call) => Math.Log2(call.Number(0)) },
        { "log10", 1, (in NativeCall call) => Math.Log10(call.Number(0)) },
        { "log1p", 1, (in NativeCall call) => call.Number(0) is var x && Math.Abs(x) < 1e-5 ? x - x * x / 2 + x * x * x / 3 : Math.Log(1 + x) },
        { "sin", 1, (in NativeCall call) => Math.Sin(call.Number(0)) },
        { "cos", 1, (in NativeCall call) => Math.Cos(call.Number(0)) },
        { "tan", 1, (in NativeCall call) => Math.Tan(call.Number(0)) },
        { "asin", 1, (in NativeCall call) => Math.Asin(call.Number(0)) },
        { "acos", 1, (in NativeCall call) => Math.Acos(call.Number(0)) },
        { "atan", 1, (in NativeCall call) => Math.Atan(call.Number(0)) },
        { "atan2", 2, (in NativeCall call) => Math.Atan2(call.Number(0), call.Number(1)) },
        { "sinh", 1, (in NativeCall call) => Math.Sinh(call.Number(0)) },
        { "cosh", 1, (in NativeCall call) => Math.Cosh(call.Number(0)) },
        { "tanh", 1, (in NativeCall call) => Math.Tanh(call.Number(0)) },
        { "asinh", 1, (in NativeCall call) => Math.Asinh(call.Number(0)) },
        { "acosh", 1, (in NativeCall call) => Math.Acosh(call.Number(0)) },
        { "atanh", 1, (in NativeCall call) => Math.Atanh(call.Number(0)) },
        { "fround", 1, (in NativeCall call) => (double)(float)call.Number(0) },
        { "imul", 2, (in NativeCall call) => unchecked(To.Int32(call.Number(0)) * To.Int32(call.Number(1))) },
        { "clz32", 1, (in NativeCall call) => System.Numerics.BitOperations.LeadingZeroCount((uint)To.Int32(call.Number(0))) },
        { "max", 2, (in NativeCall call) => Extreme(call, double.NegativeInfinity, Math.Max) },
        { "min", 2, (in NativeCall call) => Extreme(call, double.PositiveInfinity, Math.Min) },
        { "hypot", 2, Hypot },
        { "random", 0, LabelRule.PassesOn, (in NativeCall call) => call.Ev.Random.NextDouble() },
    };

    /// <summary>Halves go up, also below zero, and a sum with a half must not round on its own.</summary>
    private static double Round(double x)
    {
        if (!double.IsFinite(x) || Math.Abs(x) >= 4503599627370496) return x;
        var floor = Math.Floor(x);
        var rounded = x - floor >= 0.5 ? floor + 1 : floor;
        return rounded == 0 && (x < 0 || double.IsNegative(x)) ? -0.0 : rounded;
    }

    /// <summary>The library's result may miss a whole number by a digit: one step of Newton's brings it home.</summary>
    private static double Cbrt(double x)
    {
        var root = Math.Cbrt(x);
        return x == 0 || !double.IsFinite(root) ? root : root - (root * root * root - x) / (3 * root * root);
    }

    private static Value Extreme(in NativeCall call, double start, Func<double, double, double> choose)
    {
        var result = start;
        for (var i = 0; i < call.Count; i++) result = choose(result, call.Number(i));
        return result;
    }

    private static Value Hypot(in NativeCall call)
    {
        var numbers = new double[call.Count];
        for (var i = 0; i < numbers.Length; i++) numbers[i] = Math.Abs(call.Number(i));
        if (numbers.Any(double.IsInfinity)) return double.PositiveInfinity;
        var largest = numbers.DefaultIfEmpty(0).Max();
        if (largest == 0 || double.IsNaN(largest)) return largest;
        // Kahan's sum, as V8 has it, so that the last digit is the same.
        double sum = 0, carry = 0;
        foreach (var number in numbers)
        {
            var summand = number / largest * (number / largest) - carry;
            var next = sum + summand;
            carry = next - sum - summand;
            sum = next;
        }
        return Math.Sqrt(sum) * largest;
    }
}
