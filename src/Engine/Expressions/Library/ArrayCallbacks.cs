using Keyway.Engine.Expressions.Evaluating;
using Keyway.Engine.Values;

namespace Keyway.Engine.Expressions.Library;

/// <summary>The methods of an array that call a function for each item. An index goes in with the labels of its item.</summary>
internal static class ArrayCallbacks
{
    /// <summary>One call for one item. The array is looked at anew each time: the function may have changed it.</summary>
    private static Value Ask(in NativeCall call, Function function, int index, in Value item)
    {
        call.Ev.Charge(1);
        return function.Call(call.Ev, call[1], [item, ArrayMembers.Index(index, item), call.Self]);
    }

    public static bool Any(in NativeCall call, bool expected)
    {
        var function = call.Function(0);
        var length = ArrayMembers.Of(call).Count;
        for (var i = 0; i < length && ArrayMembers.Of(call) is var list && i < list.Count; i++)
            if (To.Boolean(Ask(call, function, i, list[i])) == expected) return true;
        return false;
    }

    public static Value Filter(in NativeCall call)
    {
        var function = call.Function(0);
        var kept = new ArrayValue();
        var length = ArrayMembers.Of(call).Count;
        for (var i = 0; i < length && ArrayMembers.Of(call) is var list && i < list.Count; i++)
        {
            var item = list[i];
            if (!To.Boolean(Ask(call, function, i, item))) continue;
            call.Ev.AllocateItems(1);
            kept.Items.Add(item);
        }
        return kept;
    }

    /// <summary>What was found and where: undefined and -1 when nothing was. The place tells of every item that was looked at.</summary>
    public static (Value Item, Value Index) Find(in NativeCall call, bool fromEnd)
    {
        var function = call.Function(0);
        var length = ArrayMembers.Of(call).Count;
        Labels? seen = null;
        for (var step = 0; step < length; step++)
        {
            var list = ArrayMembers.Of(call);
            var i = fromEnd ? length - 1 - step : step;
            var item = i < list.Count ? list[i] : Value.Undefined;
            seen = Labels.Union(seen, item.Labels);
            if (To.Boolean(Ask(call, function, i, item))) return (item, Value.From(i).With(seen));
        }
        return (Value.Undefined, Value.From(-1).With(seen));
    }

    public static Value Map(in NativeCall call)
    {
        var function = call.Function(0);
        var length = ArrayMembers.Of(call).Count;
        call.Ev.AllocateItems(length);
        var mapped = new ArrayValue(length);
        for (var i = 0; i < length; i++)
        {
            var list = ArrayMembers.Of(call);
            mapped.Items.Add(i < list.Count ? Ask(call, function, i, list[i]) : Value.Undefined);
        }
        return mapped;
    }

    public static Value FlatMap(in NativeCall call)
    {
        Map(call).TryGetArray(out var mapped);
        var flat = new ArrayValue();
        ArrayMembers.Flatten(call.Ev, mapped!, 1, flat);
        return flat;
    }

    public static Value ForEach(in NativeCall call)
    {
        Map(call);
        return Value.Undefined;
    }

    public static Value Reduce(in NativeCall call, bool fromEnd)
    {
        var function = call.Function(0);
        var length = ArrayMembers.Of(call).Count;
        var step = 0;
        Value result;
        if (call.Count > 1) result = call[1];
        else if (length == 0) throw call.Ev.TypeError("reduce of an empty array needs a first value");
        else result = ArrayMembers.Of(call)[fromEnd ? length - 1 - step++ : step++];
        for (; step < length; step++)
        {
            var list = ArrayMembers.Of(call);
            var i = fromEnd ? length - 1 - step : step;
            if (i >= list.Count) continue;
            call.Ev.Charge(1);
            result = function.Call(call.Ev, default, [result, list[i], ArrayMembers.Index(i, list[i]), call.Self]);
        }
        return result;
    }
}
