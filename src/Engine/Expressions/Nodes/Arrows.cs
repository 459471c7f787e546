using Keyway.Engine.Expressions.Evaluating;
using Keyway.Engine.Expressions.Library;
using Keyway.Engine.Values;

namespace Keyway.Engine.Expressions.Nodes;

/// <summary><c>(a, { b }) => body</c>.</summary>
internal sealed class Arrow(int position, string source, Pattern[] parameters, Node body, int slots) : Node(position)
{
    // Most functions have plain parameters only: those are bound without a look at the patterns.
    private readonly bool _isPlain = parameters.All(p => p is Pattern.Slot);

    public string Source => source;
    public int ParameterCount => parameters.TakeWhile(p => p is not (Pattern.Default or Pattern.Rest)).Count();
    public Node Body => body;
    public override IEnumerable<Node> Children => [.. parameters.SelectMany(p => p.Children), body];
    public override string Name => "(... => ...)";

    public override Value Eval(Evaluator ev, Frame frame) => Value.FromHost(new Closure(this, frame));

    public Value Run(Evaluator ev, Frame outer, ReadOnlySpan<Value> arguments)
    {
        ev.Enter();
        var values = new Value[slots];
        var frame = new Frame(values, outer);
        if (_isPlain) arguments[..Math.Min(arguments.Length, parameters.Length)].CopyTo(values);
        else BindAll(ev, frame, arguments);
        var result = body.Eval(ev, frame);
        ev.Leave();
        return result;
    }

    private void BindAll(Evaluator ev, Frame frame, ReadOnlySpan<Value> arguments)
    {
        for (var i = 0; i < parameters.Length; i++)
        {
            if (parameters[i] is Pattern.Rest rest) rest.Inner.Bind(ev, frame, new ArrayValue(arguments[Math.Min(i, arguments.Length)..].ToArray()));
            else parameters[i].Bind(ev, frame, i < arguments.Length ? arguments[i] : Value.Undefined);
        }
    }
}

/// <summary>What a parameter takes out of its argument.</summary>
internal abstract record Pattern
{
    private Pattern() { }

    public virtual IEnumerable<Node> Children => [];

    public abstract void Bind(Evaluator ev, Frame frame, Value value);

    public sealed record Slot(int Index) : Pattern
    {
        public override void Bind(Evaluator ev, Frame frame, Value value) => frame.Slots[Index] = value;
    }

    public sealed record Default(Pattern Inner, Node Value) : Pattern
    {
        public override IEnumerable<Node> Children => [.. Inner.Children, Value];
        public override void Bind(Evaluator ev, Frame frame, Value value) => Inner.Bind(ev, frame, value.IsUndefined ? Value.Eval(ev, frame) : value);
    }

    /// <summary><c>...rest</c>: bound by what is around it.</summary>
    public sealed record Rest(Pattern Inner) : Pattern
    {
        public override IEnumerable<Node> Children => Inner.Children;
        public override void Bind(Evaluator ev, Frame frame, Value value) => Inner.Bind(ev, frame, value);
    }

    /// <summary><c>[a, , b, ...rest]</c>; null skips an item.</summary>
    public sealed record Items(Pattern?[] Patterns, int Position) : Pattern
    {
        public override IEnumerable<Node> Children => Patterns.SelectMany(p => p?.Children ?? []);

        public override void Bind(Evaluator ev, Frame frame, Value value)
        {
            ev.Position = Position;
            var items = new List<Value>();
            Iteration.AddAll(ev, value, items, "a parameter that is taken apart as an array");
            for (var i = 0; i < Patterns.Length; i++)
            {
                if (Patterns[i] is Rest rest) rest.Inner.Bind(ev, frame, new ArrayValue([.. items.Skip(i)]));
                else Patterns[i]?.Bind(ev, frame, i < items.Count ? items[i] : Values.Value.Undefined);
            }
        }
    }

    /// <summary><c>{ a, b: pattern, ...rest }</c>.</summary>
    public sealed record Properties((PropertyName Name, Pattern Pattern)[] Named, Pattern? Others, int Position) : Pattern
    {
        public override IEnumerable<Node> Children => Named.SelectMany(n => n.Pattern.Children);

        public override void Bind(Evaluator ev, Frame frame, Value value)
        {
            ev.Position = Position;
            if (value.IsNullish) throw ev.TypeError($"a parameter that is taken apart as an object is {To.TypeName(value)}");
            foreach (var (name, pattern) in Named) pattern.Bind(ev, frame, Evaluating.Properties.Read(ev, value, name));
            if (Others is null) return;
            var rest = new ObjectValue();
            Evaluating.Properties.CopyOwn(ev, value, rest);
            foreach (var (name, _) in Named) rest.Remove(name.Text);
            Others.Bind(ev, frame, rest);
        }
    }
}
