using System.Collections.Frozen;
using Keyway.Engine.Expressions.Evaluating;
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
        ["Object"] = Value.FromHost(ObjectStatics.Constructor),
        ["Array"] = Value.FromHost(ArrayStatics.Constructor),
        ["String"] = Value.FromHost(TextStatics.Constructor),
        ["Number"] = Value.FromHost(NumberStatics.Constructor),
        ["Boolean"] = Value.FromHost(BooleanMembers.Constructor),
        ["Math"] = Value.FromHost(new Namespace("Math", MathMembers.Instance)),
        ["JSON"] = Value.FromHost(new Namespace("JSON", JsonMembers.Instance)),
        ["Date"] = Value.FromHost(DateStatics.Constructor),
        ["RegExp"] = Value.FromHost(RegExpMembers.Constructor),
        ["Map"] = Value.FromHost(MapMembers.Constructor),
        ["Set"] = Value.FromHost(SetMembers.Constructor),
        ["URL"] = Value.FromHost(UrlMembers.Constructor),
        ["URLSearchParams"] = Value.FromHost(SearchParamsMembers.Constructor),
        ["Buffer"] = Value.FromHost(BufferStatics.Constructor),
        ["crypto"] = Value.FromHost(new Namespace("Crypto", CryptoMembers.Instance)),
        ["Error"] = Value.FromHost(ErrorMembers.Constructor("Error")),
        ["TypeError"] = Value.FromHost(ErrorMembers.Constructor("TypeError")),
        ["RangeError"] = Value.FromHost(ErrorMembers.Constructor("RangeError")),
        ["SyntaxError"] = Value.FromHost(ErrorMembers.Constructor("SyntaxError")),
        ["parseInt"] = NumberStatics.ParseInt,
        ["parseFloat"] = NumberStatics.ParseFloat,
        ["isNaN"] = Function("isNaN", 1, LabelRule.Verdict, (in NativeCall call) => double.IsNaN(call.Number(0))),
        ["isFinite"] = Function("isFinite", 1, LabelRule.Verdict, (in NativeCall call) => double.IsFinite(call.Number(0))),
        ["encodeURIComponent"] = Function("encodeURIComponent", 1, LabelRule.Derives, (in NativeCall call) => UriCoding.Encode(call.Ev, call.Text(0), UriCoding.OfComponent)),
        ["encodeURI"] = Function("encodeURI", 1, LabelRule.Derives, (in NativeCall call) => UriCoding.Encode(call.Ev, call.Text(0), UriCoding.OfUri)),
        ["decodeURIComponent"] = Function("decodeURIComponent", 1, LabelRule.Derives, (in NativeCall call) => UriCoding.Decode(call.Ev, call.Text(0), "")),
        ["decodeURI"] = Function("decodeURI", 1, LabelRule.Derives, (in NativeCall call) => UriCoding.Decode(call.Ev, call.Text(0), ";/?:@&=+$,#")),
        ["btoa"] = Function("btoa", 1, LabelRule.Derives, (in NativeCall call) => Encodings.Btoa(call.Ev, call.Text(0))),
        ["atob"] = Function("atob", 1, LabelRule.Derives, (in NativeCall call) => Encodings.Atob(call.Ev, call.Text(0))),
        ["reveal"] = Function("reveal", 1, LabelRule.PassesOn, (in NativeCall call) => Labelling.Reveal(call.Ev, call[0])),
        ["structuredClone"] = Function("structuredClone", 1, LabelRule.PassesOn, (in NativeCall call) => Cloning.Clone(call.Ev, call[0])),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Every global, for tests that try them all.</summary>
    public static IEnumerable<KeyValuePair<string, Value>> Names => All;

    public static bool TryGet(string name, out Value value) => All.TryGetValue(name, out value);

    public static Value Function(string name, int length, LabelRule rule, NativeCode code) => Value.FromHost(new Native(name, length, rule, code));
}

/// <summary>An object that only holds functions and constants: <c>Math</c>, <c>JSON</c>, <c>crypto</c>.</summary>
internal sealed class Namespace(string name, Members members) : HostObject
{
    public override Members Members => members;
    public override string TypeName => name;
}
