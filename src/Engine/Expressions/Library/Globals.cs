using System.Collections.Frozen;
using Keyway.Engine.Values;

namespace Keyway.Engine.Expressions.Library;

/// <summary>The names that every expression knows.</summary>
internal static class Globals
{
    private static readonly FrozenDictionary<string, Value> All = new Dictionary<string, Value>(StringComparer.Ordinal)
    {
        ["undefined"] = Value.Undefined,
        ["NaN"] = double.NaN,
        ["Infinity"] = double.PositiveInfinity,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public static bool TryGet(string name, out Value value) => All.TryGetValue(name, out value);
}

internal sealed partial class Members
{
    public static Members OfObject => ObjectMembers.Instance;
    public static Members OfFunction => ObjectMembers.Instance;
    public static Members OfArray => ArrayMembers.Instance;
    public static Members OfText => TextMembers.Instance;
    public static Members OfNumber => ObjectMembers.Instance;
    public static Members OfBoolean => ObjectMembers.Instance;
}

internal static class ObjectMembers
{
    public static readonly Members Instance = new("Object")
    {
        { "toString", 0, (in NativeCall call) => "[object Object]" },
        { "valueOf", 0, LabelRule.PassesOn, (in NativeCall call) => call.Self },
    };
}

internal static class TextMembers
{
    public static readonly Members Instance = new("String", ObjectMembers.Instance)
    {
        { "trim", 0, (in NativeCall call) => call.Self.RawText!.Trim() },
    };
}

internal static class ArrayMembers
{
    public static readonly Members Instance = new("Array", ObjectMembers.Instance);
}

internal sealed class DateObject(double time) : HostObject
{
    public double Time { get; set; } = time;
    public override Members Members => Members.OfObject;
}

internal sealed class BytesObject(byte[] bytes) : HostObject
{
    public int Length => bytes.Length;
    public ReadOnlySpan<byte> Span => bytes;
    public override Members Members => Members.OfObject;
}
