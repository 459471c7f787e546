using Keyway.Engine.Values;

namespace Keyway.Engine.Apps;

public enum PropType
{
    Text,
    Number,
    Integer,
    Boolean,

    /// <summary>An object of any shape.</summary>
    Object,

    /// <summary>A list; see <see cref="Prop.Items"/>.</summary>
    Array,

    /// <summary>Any JSON value.</summary>
    Any,
}

/// <summary>A typed input of an action.</summary>
public sealed record Prop
{
    public required string Name { get; init; }
    public required PropType Type { get; init; }

    /// <summary>What the form calls it.</summary>
    public required string Label { get; init; }

    /// <summary>What it is, where to find it, an example. Shown beside the field and in errors.</summary>
    public required string Help { get; init; }

    public bool Required { get; init; } = true;

    /// <summary>What an absent value stands for; undefined when it stands for nothing.</summary>
    public Value Default { get; init; }

    /// <summary>The only texts allowed; empty allows any.</summary>
    public IReadOnlyList<string> Choices { get; init; } = [];

    /// <summary>The type of each item of an array.</summary>
    public PropType Items { get; init; } = PropType.Any;

    /// <summary>A value that is itself secret: it becomes a handle however it was given.</summary>
    public bool Secret { get; init; }

    /// <summary>Bounds of a number, or of a text's length.</summary>
    public double? Min { get; init; }
    public double? Max { get; init; }

    public static Prop Text(string name, string label, string help) => new() { Name = name, Type = PropType.Text, Label = label, Help = help };
    public static Prop Number(string name, string label, string help) => new() { Name = name, Type = PropType.Number, Label = label, Help = help };
    public static Prop Integer(string name, string label, string help) => new() { Name = name, Type = PropType.Integer, Label = label, Help = help };
    public static Prop Boolean(string name, string label, string help) => new() { Name = name, Type = PropType.Boolean, Label = label, Help = help };
    public static Prop Object(string name, string label, string help) => new() { Name = name, Type = PropType.Object, Label = label, Help = help };
    public static Prop List(string name, string label, string help, PropType items = PropType.Any) => new() { Name = name, Type = PropType.Array, Items = items, Label = label, Help = help };
    public static Prop Any(string name, string label, string help) => new() { Name = name, Type = PropType.Any, Label = label, Help = help };

    public Prop Optional(Value defaultValue = default) => this with { Required = false, Default = defaultValue };
    public Prop OneOf(params string[] choices) => this with { Choices = choices };
    public Prop Between(double? min, double? max) => this with { Min = min, Max = max };
}
