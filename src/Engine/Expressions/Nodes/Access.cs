using Keyway.Engine.Expressions.Evaluating;
using Keyway.Engine.Values;

namespace Keyway.Engine.Expressions.Nodes;

/// <summary>
/// Reading below a value. <c>a?.b.c</c> is one chain: when <c>a</c> is nullish the whole of it is undefined, so a link after a <c>?.</c>
/// hands <see cref="Chain.Broken"/> on, and the <see cref="Chain"/> around it makes undefined of that.
/// </summary>
/// <param name="position">Where the chain begins in the text.</param>
/// <param name="target">What is read from.</param>
/// <param name="isOptional"><c>?.</c> stands before this link.</param>
/// <param name="isAfterOptional">A <c>?.</c> stands before an earlier link of the same chain.</param>
internal abstract class Link(int position, Node target, bool isOptional, bool isAfterOptional) : Node(position)
{
    public Node Target => target;
    public bool IsOptional => isOptional;
    public bool IsAfterOptional => isAfterOptional;

    /// <summary>The target's value; false when the chain ends here.</summary>
    protected bool TryTarget(Evaluator ev, Frame frame, out Value value)
    {
        value = target.Eval(ev, frame);
        if (isAfterOptional && Chain.IsBroken(value)) return false;
        if (!value.IsNullish) return true;
        if (!isOptional) return true;
        value = Chain.Broken;
        return false;
    }
}

/// <summary><c>a.name</c>, and <c>a["name"]</c> or <c>a[0]</c>, whose key is known as well.</summary>
internal sealed class Member(int position, Node target, PropertyName name, bool isOptional, bool isAfterOptional) : Link(position, target, isOptional, isAfterOptional)
{
    public PropertyName Property => name;
    public override IEnumerable<Node> Children => [Target];
    public override string Name => Target.Name + "." + name.Text;

    public override Value Eval(Evaluator ev, Frame frame)
    {
        if (!TryTarget(ev, frame, out var value)) return value;
        if (value.IsNullish) throw ev.CannotRead(this, Target, value, name.Text);
        return Properties.Read(ev, value, name);
    }
}

/// <summary><c>a[key]</c>.</summary>
internal sealed class Index(int position, Node target, Node key, bool isOptional, bool isAfterOptional) : Link(position, target, isOptional, isAfterOptional)
{
    public Node Key => key;
    public override IEnumerable<Node> Children => [Target, key];
    public override string Name => Target.Name + "[...]";

    public override Value Eval(Evaluator ev, Frame frame)
    {
        if (!TryTarget(ev, frame, out var value)) return value;
        var at = key.Eval(ev, frame);
        if (value.IsNullish) throw ev.CannotRead(this, Target, value, null);
        return Properties.ReadKey(ev, value, at);
    }
}

/// <summary>The whole of a chain with a <c>?.</c> in it.</summary>
internal sealed class Chain(int position, Node inner) : Node(position)
{
    private sealed class Mark : HostValue;

    public static readonly Value Broken = Value.FromHost(new Mark());

    public static bool IsBroken(in Value value) => ReferenceEquals(value.Identity, Broken.Identity);

    public Node Inner => inner;
    public override IEnumerable<Node> Children => [inner];
    public override string Name => inner.Name;

    public override Value Eval(Evaluator ev, Frame frame)
    {
        var value = inner.Eval(ev, frame);
        return IsBroken(value) ? Value.Undefined : value;
    }
}

/// <summary>A property's name with the array index that it may be; -1 when it is none.</summary>
internal readonly record struct PropertyName(string Text, int Index)
{
    public static PropertyName Of(string text) => new(text, IndexOf(text));

    /// <summary>"0", "1", ... without leading zeros or signs, as JavaScript counts indices.</summary>
    public static int IndexOf(string text)
    {
        if (text.Length is 0 or > 9 || (text[0] == '0' && text.Length > 1)) return -1;
        var index = 0;
        foreach (var c in text)
        {
            if (!char.IsAsciiDigit(c)) return -1;
            index = index * 10 + (c - '0');
        }
        return index;
    }
}
