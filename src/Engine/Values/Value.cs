using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Keyway.Engine.Values;

public enum ValueKind : byte
{
    Undefined,
    Null,
    Boolean,
    Number,
    String,
    Array,
    Object,

    /// <summary>A value that only expressions know: a function, date, regular expression, map. It never leaves an evaluation.</summary>
    Host,
}

/// <summary>
/// A JSON value whose leaves carry labels. A labelled leaf holds a secret's text: outside the engine it can only be
/// moved about, shown as its handle, or given to the egress by <see cref="Reveal"/>. There is no way to print it by accident:
/// <see cref="ToString"/> and every redacted form give the handle.
/// </summary>
/// <remarks>
/// A struct of three words, so that numbers and booleans are never allocated. The kind is told by the reference:
/// none for undefined, a <see cref="Tag"/> for null, booleans and numbers, else the text, list or map itself.
/// </remarks>
public readonly struct Value : IEquatable<Value>
{
    private readonly object? _ref;
    private readonly double _number;

    private Value(object? reference, double number, Labels? labels)
    {
        _ref = reference;
        _number = number;
        Labels = labels;
    }

    private sealed class Tag(ValueKind kind)
    {
        public readonly ValueKind Kind = kind;
        public static readonly Tag Null = new(ValueKind.Null), True = new(ValueKind.Boolean), False = new(ValueKind.Boolean), Number = new(ValueKind.Number);
    }

    /// <summary>A number whose JSON text says more than a double can hold (a 64-bit id, 1.10): kept as it came.</summary>
    private sealed class NumberText(string text)
    {
        public readonly string Text = text;
    }

    public static readonly Value Undefined;
    public static readonly Value Null = new(Tag.Null, 0, null);
    public static readonly Value True = new(Tag.True, 1, null);
    public static readonly Value False = new(Tag.False, 0, null);

    /// <summary>What this value was made from; null when it is ordinary data. Containers are never labelled, only leaves are.</summary>
    public Labels? Labels { get; }

    public bool IsLabelled => Labels is not null;

    public ValueKind Kind => _ref switch
    {
        null => ValueKind.Undefined,
        string => ValueKind.String,
        Tag tag => tag.Kind,
        ObjectValue => ValueKind.Object,
        ArrayValue => ValueKind.Array,
        NumberText => ValueKind.Number,
        _ => ValueKind.Host,
    };

    public bool IsNullish => _ref is null || ReferenceEquals(_ref, Tag.Null);
    public bool IsUndefined => _ref is null;

    public static Value From(string? text) => text is null ? Null : new(text, 0, null);
    public static Value From(double number) => new(Tag.Number, number, null);
    public static Value From(bool flag) => flag ? True : False;
    public static Value From(ObjectValue map) => new(map, 0, null);
    public static Value From(ArrayValue list) => new(list, 0, null);
    public static Value FromHost(HostValue host) => new(host, 0, null);

    public static implicit operator Value(string? text) => From(text);
    public static implicit operator Value(double number) => From(number);
    public static implicit operator Value(bool flag) => From(flag);
    public static implicit operator Value(ObjectValue map) => From(map);
    public static implicit operator Value(ArrayValue list) => From(list);

    /// <summary>A number with the text that JSON gave; the text is dropped where the double prints the same.</summary>
    internal static Value FromNumberText(double number, string text) => new(new NumberText(text), number, null);

    public static Value Object(params ReadOnlySpan<(string Key, Value Value)> properties)
    {
        var map = new ObjectValue(properties.Length);
        foreach (var (key, value) in properties) map.Set(key, value);
        return new(map, 0, null);
    }

    public static Value Array(params ReadOnlySpan<Value> items) => new(new ArrayValue([.. items]), 0, null);

    /// <summary>The same value with these labels added: on the leaf, or on every leaf below a container.</summary>
    public Value With(Labels? labels)
    {
        if (labels is null || _ref is null) return this;
        return _ref switch
        {
            ObjectValue map => new(map.WithLabels(labels), 0, null),
            ArrayValue list => new(list.WithLabels(labels), 0, null),
            _ => new(_ref, _number, Labels.Union(Labels, labels)),
        };
    }

    /// <summary>This leaf, if it is labelled, marked as by <c>reveal(...)</c>: an answer to the trigger's caller may hold its text.</summary>
    internal Value MarkRevealed() => Labels is { } labels ? new(_ref, _number, labels.Revealed()) : this;

    /// <summary>This text as plain data; false for anything else, and for a labelled text.</summary>
    public bool TryGetText([NotNullWhen(true)] out string? text)
    {
        text = Labels is null ? _ref as string : null;
        return text is not null;
    }

    /// <summary>This number as plain data; false for anything else, and for a labelled number.</summary>
    public bool TryGetNumber(out double number)
    {
        number = _number;
        return Labels is null && _ref is NumberText or Tag { Kind: ValueKind.Number };
    }

    public bool TryGetBoolean(out bool flag)
    {
        flag = _number != 0;
        return Labels is null && _ref is Tag { Kind: ValueKind.Boolean };
    }

    public bool TryGetObject([NotNullWhen(true)] out ObjectValue? map) => (map = _ref as ObjectValue) is not null;
    public bool TryGetArray([NotNullWhen(true)] out ArrayValue? list) => (list = _ref as ArrayValue) is not null;

    /// <summary>A property of an object, or undefined.</summary>
    public Value this[string key] => _ref is ObjectValue map ? map.Get(key) : Undefined;

    // The raw accessors below ignore labels. They are internal: only the engine's own evaluator and redactor may see through.
    internal string? RawText => _ref as string;
    internal double RawNumber => _number;
    internal bool RawBoolean => _number != 0;
    internal HostValue? Host => _ref as HostValue;
    internal object? Identity => _ref;
    internal string? RawNumberText => (_ref as NumberText)?.Text;
    internal bool IsEmptyText => _ref is string { Length: 0 };

    /// <summary>
    /// The text of a leaf, labelled or not, for the one purpose of being sent. Only files on the list of the house test may call it.
    /// Null, undefined and containers give null.
    /// </summary>
    public string? Reveal() => _ref switch
    {
        string text => text,
        NumberText number => number.Text,
        Tag { Kind: ValueKind.Number } => JsNumber.Format(_number),
        Tag { Kind: ValueKind.Boolean } => _number != 0 ? "true" : "false",
        _ => null,
    };

    /// <summary>True where any leaf, however deep, is labelled.</summary>
    public bool HasLabels => Labels is not null || _ref switch
    {
        ObjectValue map => map.HasLabels,
        ArrayValue list => list.HasLabels,
        _ => false,
    };

    /// <summary>All labels of this value and of everything below it.</summary>
    public Labels? DeepLabels
    {
        get
        {
            var all = Labels;
            if (_ref is ObjectValue map)
                foreach (var (_, child) in map) all = Labels.Union(all, child.DeepLabels);
            else if (_ref is ArrayValue list)
                foreach (var child in list) all = Labels.Union(all, child.DeepLabels);
            return all;
        }
    }

    /// <summary>Structural equality, labels included: what tests and the differential model compare.</summary>
    public bool Equals(Value other) => ValueEquality.Equal(this, other);

    public override bool Equals(object? obj) => obj is Value other && Equals(other);
    public override int GetHashCode() => Kind switch
    {
        ValueKind.String => RawText!.GetHashCode(StringComparison.Ordinal),
        ValueKind.Number => _number.GetHashCode(),
        ValueKind.Object or ValueKind.Array => (int)Kind,
        ValueKind.Host => RuntimeHelpers.GetHashCode(_ref),
        _ => (int)Kind + (RawBoolean ? 31 : 0),
    };

    public static bool operator ==(Value left, Value right) => left.Equals(right);
    public static bool operator !=(Value left, Value right) => !left.Equals(right);

    /// <summary>The handle of a labelled leaf; redacted JSON of anything else. Safe to show, meant for tests and debuggers.</summary>
    public override string ToString() => ValueJson.ToText(this);
}

/// <summary>The base of values that live only inside an evaluation (functions, dates, expressions' own objects).</summary>
public abstract class HostValue;
