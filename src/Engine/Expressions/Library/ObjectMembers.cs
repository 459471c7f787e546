using Keyway.Engine.Expressions.Evaluating;
using Keyway.Engine.Expressions.Nodes;
using Keyway.Engine.Values;

namespace Keyway.Engine.Expressions.Library;

internal sealed partial class Members
{
    // Properties and not fields: the order in which static fields of several files are made is nobody's promise.
    public static Members OfObject => ObjectMembers.Instance;
    public static Members OfFunction => FunctionMembers.Instance;
    public static Members OfArray => ArrayMembers.Instance;
    public static Members OfText => TextMembers.Instance;
    public static Members OfNumber => NumberMembers.Instance;
    public static Members OfBoolean => BooleanMembers.Instance;
}

/// <summary>What every value can do.</summary>
internal static class ObjectMembers
{
    public static readonly Members Instance = Make();

    private static Members Make()
    {
        var members = new Members("Object")
        {
            { "toString", 0, LabelRule.Verdict, (in NativeCall call) => "[object " + Tag(call.Self) + "]" },
            { "toLocaleString", 0, (in NativeCall call) => To.Text(call.Ev, call.Self) },
            { "valueOf", 0, LabelRule.PassesOn, (in NativeCall call) => call.Self },
            { "hasOwnProperty", 1, LabelRule.Verdict, HasOwn },
            { "propertyIsEnumerable", 1, LabelRule.Verdict, HasOwn },
            { "isPrototypeOf", 1, LabelRule.Verdict, (in NativeCall call) => false },
        };
        members.AddGetter("constructor", Constructor, LabelRule.Verdict);
        return members;
    }

    private static Value HasOwn(in NativeCall call) => Properties.HasOwn(call.Ev, call.Self, PropertyName.Of(call.Text(0)));

    private static Value Constructor(in NativeCall call) =>
        Globals.TryGet(Properties.MembersOf(call.Self).Owner, out var constructor) ? constructor : Value.Undefined;

    private static string Tag(in Value value) => value.Kind switch
    {
        ValueKind.Undefined => "Undefined",
        ValueKind.Null => "Null",
        ValueKind.Host when value.Host is HostObject host => host is DateObject or RegExpObject or Function or ErrorObject or MapObject or SetObject or UrlObject or SearchParamsObject or Namespace
            ? host is UrlObject ? "URL" : host.Members.Owner
            : "Object",
        ValueKind.Host => "Object",
        _ => Properties.MembersOf(value).Owner,
    };
}

/// <summary>What a function can do beside being called.</summary>
internal static class FunctionMembers
{
    public static readonly Members Instance = Make();

    private static Members Make()
    {
        var members = new Members("Function", ObjectMembers.Instance)
        {
            { "call", 1, LabelRule.PassesOn, (in NativeCall call) => Of(call).Call(call.Ev, call[0], call.Arguments.Length > 1 ? call.Arguments[1..] : []) },
            { "apply", 2, LabelRule.PassesOn, Apply },
            { "bind", 1, LabelRule.PassesOn, (in NativeCall call) => Value.FromHost(new Bound(Of(call), call[0], call.Arguments.Length > 1 ? call.Arguments[1..].ToArray() : [])) },
            { "toString", 0, (in NativeCall call) => Of(call).Source },
        };
        members.AddGetter("name", (in NativeCall call) => Of(call).Name);
        members.AddGetter("length", (in NativeCall call) => Of(call).ParameterCount);
        return members;
    }

    private static Function Of(in NativeCall call) => call.Self.Host as Function ?? throw call.Ev.TypeError($"a function is expected, not {To.TypeName(call.Self)}");

    private static Value Apply(in NativeCall call)
    {
        var arguments = new List<Value>();
        if (!call[1].IsNullish) Iteration.AddAll(call.Ev, call[1], arguments, "the second argument of apply");
        return Of(call).Call(call.Ev, call[0], arguments.ToArray());
    }

    private sealed class Bound(Function function, Value self, Value[] first) : Function
    {
        public override string Name => "bound " + function.Name;
        public override int ParameterCount => Math.Max(0, function.ParameterCount - first.Length);
        public override string Source => "function () { [native code] }";

        // A bound function may bind a bound one, without end: counted as the calls they are.
        public override Value Call(Evaluator ev, in Value ignored, ReadOnlySpan<Value> arguments)
        {
            ev.Enter();
            var result = function.Call(ev, self, (Value[])[.. first, .. arguments]);
            ev.Leave();
            return result;
        }
    }
}

/// <summary><c>Object</c> itself.</summary>
internal static class ObjectStatics
{
    public static readonly Native Constructor = new("Object", 1, LabelRule.PassesOn, (in NativeCall call) => call[0].IsNullish ? new ObjectValue() : call[0])
    {
        Construct = (in NativeCall call) => call[0].IsNullish ? new ObjectValue() : call[0],
        IsInstance = value => !To.IsPrimitive(value),
        Statics = new Members("Function", FunctionMembers.Instance)
        {
            { "keys", 1, LabelRule.PassesOn, (in NativeCall call) => List(call, (name, _) => name) },
            { "values", 1, LabelRule.PassesOn, (in NativeCall call) => List(call, (_, value) => value) },
            { "entries", 1, LabelRule.PassesOn, (in NativeCall call) => List(call, (name, value) => Value.Array(name, value)) },
            { "getOwnPropertyNames", 1, LabelRule.PassesOn, OwnNames },
            { "fromEntries", 1, LabelRule.PassesOn, FromEntries },
            { "assign", 2, LabelRule.PassesOn, Assign },
            { "freeze", 1, LabelRule.PassesOn, (in NativeCall call) => call[0] },
            { "hasOwn", 2, LabelRule.Verdict, (in NativeCall call) => Properties.HasOwn(call.Ev, NotNullish(call), PropertyName.Of(call.Text(1))) },
            { "is", 2, LabelRule.Verdict, Is },
            { "groupBy", 2, LabelRule.PassesOn, GroupBy },
        },
    };

    private static Value NotNullish(in NativeCall call) => call[0].IsNullish ? throw call.Ev.TypeError($"{To.TypeName(call[0])} has no properties") : call[0];

    /// <summary>The names of an object are plain; the places in a text or an array are as secret as what stands there.</summary>
    private static Value List(in NativeCall call, Func<Value, Value, Value> take)
    {
        var list = new ArrayValue();
        var isNamed = NotNullish(call).Kind == ValueKind.Object;
        foreach (var (name, value) in Properties.Own(call.Ev, call[0])) list.Items.Add(take(Value.From(name).With(isNamed ? null : value.Labels), value));
        call.Ev.AllocateItems(list.Count * 2L);
        return list;
    }

    private static Value OwnNames(in NativeCall call)
    {
        var names = List(call, (name, _) => name);
        if (call[0].Kind is ValueKind.Array or ValueKind.String && names.TryGetArray(out var list)) list.Items.Add("length");
        return names;
    }

    private static Value FromEntries(in NativeCall call)
    {
        var entries = new List<Value>();
        Iteration.AddAll(call.Ev, call[0], entries, "the argument of Object.fromEntries");
        var map = new ObjectValue(entries.Count);
        foreach (var entry in entries)
        {
            if (To.IsPrimitive(entry)) throw call.Ev.TypeError($"an entry is an array of a name and a value, not {To.TypeName(entry)}");
            map.Set(Properties.NewKey(call.Ev, Properties.Read(call.Ev, entry, new("0", 0))), Properties.Read(call.Ev, entry, new("1", 1)));
        }
        return map;
    }

    private static Value Assign(in NativeCall call)
    {
        if (!NotNullish(call).TryGetObject(out var target)) throw call.Ev.TypeError($"Object.assign changes objects only, not {To.TypeName(call[0])}");
        for (var i = 1; i < call.Count; i++) Properties.CopyOwn(call.Ev, call[i], call.Ev.Changeable(target));
        return call[0];
    }

    private static Value Is(in NativeCall call) =>
        Operate.SameOrNaN(call[0], call[1]) && (call[0].Kind != ValueKind.Number || double.IsNegative(call[0].RawNumber) == double.IsNegative(call[1].RawNumber) || double.IsNaN(call[0].RawNumber));

    private static Value GroupBy(in NativeCall call)
    {
        var items = new List<Value>();
        Iteration.AddAll(call.Ev, call[0], items, "the first argument of Object.groupBy");
        var choose = call.Function(1);
        var groups = new ObjectValue();
        for (var i = 0; i < items.Count; i++)
        {
            call.Ev.Charge(1);
            var key = Properties.NewKey(call.Ev, choose.Call(call.Ev, default, [items[i], i]));
            if (!groups.Get(key).TryGetArray(out var group)) groups.Set(key, group = new ArrayValue());
            group.Items.Add(items[i]);
        }
        return groups;
    }
}
