using System.Runtime.CompilerServices;
using Keyway.Engine.Expressions.Evaluating;
using Keyway.Engine.Expressions.Library;
using Keyway.Engine.Values;

namespace Keyway.Engine.Expressions.Nodes;

/// <summary><c>f(...)</c>.</summary>
internal sealed class Call(int position, Node callee, Arguments arguments, bool isOptional, bool isAfterOptional) : Link(position, callee, isOptional, isAfterOptional)
{
    public Arguments Arguments => arguments;
    public override IEnumerable<Node> Children => [Target, .. arguments.Nodes];
    public override string Name => Target.Name + "(...)";

    public override Value Eval(Evaluator ev, Frame frame)
    {
        if (!TryTarget(ev, frame, out var callee)) return callee;
        return arguments.Invoke(ev, frame, callee, Value.Undefined, this, Target.Name);
    }
}

/// <summary><c>a.name(...)</c>: a call that knows what it was read from.</summary>
internal sealed class MethodCall(int position, Node target, PropertyName name, Arguments arguments, bool isOptional, bool isAfterOptional, bool isCallOptional)
    : Link(position, target, isOptional, isAfterOptional)
{
    public PropertyName Property => name;
    public Arguments Arguments => arguments;
    public override IEnumerable<Node> Children => [Target, .. arguments.Nodes];
    public override string Name => Target.Name + "." + name.Text + "(...)";

    public override Value Eval(Evaluator ev, Frame frame)
    {
        if (!TryTarget(ev, frame, out var self)) return self;
        if (self.IsNullish) throw ev.CannotRead(this, Target, self, name.Text);
        var callee = Properties.Read(ev, self, name);
        if (isCallOptional && callee.IsNullish) return Chain.Broken;
        return arguments.Invoke(ev, frame, callee, self, this, Target.Name + "." + name.Text);
    }
}

/// <summary><c>a[key](...)</c>.</summary>
internal sealed class IndexCall(int position, Node target, Node key, Arguments arguments, bool isOptional, bool isAfterOptional, bool isCallOptional)
    : Link(position, target, isOptional, isAfterOptional)
{
    public override IEnumerable<Node> Children => [Target, key, .. arguments.Nodes];
    public override string Name => Target.Name + "[...](...)";

    public override Value Eval(Evaluator ev, Frame frame)
    {
        if (!TryTarget(ev, frame, out var self)) return self;
        var at = key.Eval(ev, frame);
        if (self.IsNullish) throw ev.CannotRead(this, Target, self, null);
        var callee = Properties.ReadKey(ev, self, at);
        if (isCallOptional && callee.IsNullish) return Chain.Broken;
        return arguments.Invoke(ev, frame, callee, self, this, Target.Name + "[...]");
    }
}

/// <summary><c>new Name(...)</c>.</summary>
internal sealed class New(int position, Node callee, Arguments arguments) : Node(position)
{
    public override IEnumerable<Node> Children => [callee, .. arguments.Nodes];
    public override string Name => "new " + callee.Name;

    public override Value Eval(Evaluator ev, Frame frame)
    {
        var constructor = callee.Eval(ev, frame);
        if (constructor.Host is not Native { Construct: not null } native)
        {
            ev.Position = Position;
            throw ev.TypeError($"{callee.Name} is not a constructor");
        }
        return arguments.Construct(ev, frame, native, this);
    }
}

/// <summary>What stands between the parentheses of a call. Up to four arguments live on the stack.</summary>
internal sealed class Arguments(Node[] nodes)
{
    private readonly bool _hasSpread = nodes.Any(n => n is Spread);

    public Node[] Nodes => nodes;

    [InlineArray(4)]
    private struct Four
    {
        private Value _first;
    }

    public Value Invoke(Evaluator ev, Frame frame, in Value callee, in Value self, Node at, string name)
    {
        ev.EnsureStack();
        if (_hasSpread || nodes.Length > 4)
        {
            var many = Many(ev, frame);
            return Labelling.Add(ev, Function(ev, callee, at, name).Call(ev, self, many), callee.Labels);
        }
        var four = default(Four);
        Span<Value> few = four;
        for (var i = 0; i < nodes.Length; i++) few[i] = nodes[i].Eval(ev, frame);
        return Labelling.Add(ev, Function(ev, callee, at, name).Call(ev, self, few[..nodes.Length]), callee.Labels);
    }

    public Value Construct(Evaluator ev, Frame frame, Native constructor, Node at)
    {
        ev.EnsureStack();
        var many = Many(ev, frame);
        ev.Position = at.Position;
        return constructor.New(ev, many);
    }

    private Value[] Many(Evaluator ev, Frame frame)
    {
        if (_hasSpread) return [.. Spread.Evaluate(ev, frame, nodes)];
        var many = new Value[nodes.Length];
        for (var i = 0; i < many.Length; i++) many[i] = nodes[i].Eval(ev, frame);
        return many;
    }

    /// <summary>Checked after the arguments have been evaluated, as JavaScript does.</summary>
    private static Function Function(Evaluator ev, in Value callee, Node at, string name)
    {
        ev.Position = at.Position;
        return callee.Host as Function ?? throw ev.TypeError($"{name} is not a function");
    }
}
