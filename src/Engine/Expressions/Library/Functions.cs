using Keyway.Engine.Expressions.Evaluating;
using Keyway.Engine.Expressions.Nodes;
using Keyway.Engine.Values;

namespace Keyway.Engine.Expressions.Library;

/// <summary>A value that JSON does not know. Its kind says what it can do; it may change within its evaluation, and dies with it.</summary>
internal abstract class HostObject : HostValue
{
    public abstract Members Members { get; }

    /// <summary>How an error names it.</summary>
    public virtual string TypeName => "a " + Members.Owner;

    /// <summary>What was mixed into it after it was made; what it was made from is on the value that holds it.</summary>
    public Labels? Labels { get; private set; }

    public void Mix(Labels? labels) => Labels = Labels.Union(Labels, labels);

    /// <summary>This with labels added. The value that holds it carries them, unless it holds values of its own that can.</summary>
    public virtual Value Labelled(Evaluator ev, Labels labels) => Value.FromHost(this).With(labels);

    /// <summary>All labels of what it holds.</summary>
    public virtual Labels? AllLabels(Evaluator ev) => Labels;

    /// <summary>A property of its own, such as a byte of a buffer.</summary>
    public virtual bool TryRead(Evaluator ev, PropertyName name, out Value value)
    {
        value = default;
        return false;
    }

    /// <summary>Adds what iterating it gives; false when it cannot be iterated.</summary>
    public virtual bool TryIterate(Evaluator ev, List<Value> into) => false;

    /// <summary>What becomes of it in JSON and in a result: most have no properties of their own.</summary>
    public virtual Value ToJson(Evaluator ev) => new ObjectValue(0);
}

/// <summary>What can be called.</summary>
internal abstract class Function : HostObject
{
    public abstract string Name { get; }
    public abstract int ParameterCount { get; }
    public override string TypeName => "a function";
    public override Members Members => Members.OfFunction;

    /// <summary>The source, as <c>toString()</c> gives it.</summary>
    public abstract string Source { get; }

    public abstract Value Call(Evaluator ev, in Value self, ReadOnlySpan<Value> arguments);

    public override Value ToJson(Evaluator ev) => Value.Undefined;
}

/// <summary>An arrow function with the parameters that were around it when it was made.</summary>
internal sealed class Closure(Arrow arrow, Frame frame) : Function
{
    public override string Name => "";
    public override int ParameterCount => arrow.ParameterCount;
    public override string Source => arrow.Source;
    public override Value Call(Evaluator ev, in Value self, ReadOnlySpan<Value> arguments) => arrow.Run(ev, frame, arguments);
}

/// <summary>What becomes of the labels of what a function was called on and with.</summary>
internal enum LabelRule : byte
{
    /// <summary>All of them are added to every leaf of the result. A function that says nothing keeps every label.</summary>
    Derives,

    /// <summary>The result is a yes or no, or the name of a type, and carries none.</summary>
    Verdict,

    /// <summary>The function passes values on as they are and sees to the labels of what it makes itself.</summary>
    PassesOn,
}

internal delegate Value NativeCode(in NativeCall call);

/// <summary>A call of one of our own functions. Reading a text or number from it loses labels: its function's rule puts them back.</summary>
internal readonly ref struct NativeCall(Evaluator evaluator, Value self, ReadOnlySpan<Value> arguments)
{
    public Evaluator Ev => evaluator;
    public Value Self { get; } = self;
    public ReadOnlySpan<Value> Arguments { get; } = arguments;

    public int Count => Arguments.Length;
    public Value this[int index] => index < Arguments.Length ? Arguments[index] : Value.Undefined;

    public string Text(int index) => To.Text(evaluator, this[index]);
    public double Number(int index) => To.Number(evaluator, this[index]);
    public double Integer(int index) => To.Integer(evaluator, this[index]);

    public Function Function(int index) => this[index].Host as Function ?? throw evaluator.TypeError($"a function is expected, not {To.TypeName(this[index])}");

    /// <summary>All labels of the arguments.</summary>
    public Labels? ArgumentLabels => Labelling.Of(evaluator, default, Arguments);
}

/// <summary>A function of the standard library. Shared by all evaluations.</summary>
internal sealed class Native(string name, int parameterCount, LabelRule rule, NativeCode code) : Function
{
    public override string Name => name;
    public override int ParameterCount => parameterCount;
    public override string Source => "function " + name + "() { [native code] }";
    public LabelRule Rule => rule;

    /// <summary>What <c>new</c> does; null where there is no <c>new</c>.</summary>
    public NativeCode? Construct { get; init; }

    /// <summary>What <c>instanceof</c> asks.</summary>
    public Func<Value, bool>? IsInstance { get; init; }

    /// <summary>Functions that hang on this one, such as <c>Array.from</c>.</summary>
    public Members? Statics { get; init; }

    public override Members Members => Statics ?? base.Members;

    public override Value Call(Evaluator ev, in Value self, ReadOnlySpan<Value> arguments)
    {
        ev.Charge(1);
        var result = code(new NativeCall(ev, self, arguments));
        return rule == LabelRule.Derives ? Labelling.Add(ev, result, Labelling.Of(ev, self, arguments)) : result;
    }

    public Value New(Evaluator ev, ReadOnlySpan<Value> arguments)
    {
        ev.Charge(1);
        var result = Construct!(new NativeCall(ev, default, arguments));
        if (rule == LabelRule.PassesOn) return result;
        var labels = Labelling.Of(ev, default, arguments);
        if (labels is null || result.Host is not HostObject made) return Labelling.Add(ev, result, labels);
        // It is new, so it can carry the labels itself, whatever name it is reached by.
        made.Mix(labels);
        return result;
    }
}
