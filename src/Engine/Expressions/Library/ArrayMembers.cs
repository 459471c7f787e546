using Keyway.Engine.Expressions.Evaluating;
using Keyway.Engine.Values;

namespace Keyway.Engine.Expressions.Library;

/// <summary>What an array can do. Items keep their own labels; a position that a secret decided labels what it selects.</summary>
internal static class ArrayMembers
{
    public static readonly Members Instance = new("Array", ObjectMembers.Instance)
    {
        { "at", 1, LabelRule.PassesOn, At },
        { "concat", 1, LabelRule.PassesOn, Concat },
        { "entries", 0, LabelRule.PassesOn, (in NativeCall call) => Indexed(call, (index, item) => Value.Array(index, item)) },
        { "keys", 0, LabelRule.PassesOn, (in NativeCall call) => Indexed(call, (index, _) => index) },
        { "values", 0, LabelRule.PassesOn, (in NativeCall call) => Indexed(call, (_, item) => item) },
        { "flat", 0, LabelRule.PassesOn, Flat },
        { "includes", 1, LabelRule.Verdict, (in NativeCall call) => Find(call, Operate.SameOrNaN) >= 0 },
        { "indexOf", 1, LabelRule.PassesOn, (in NativeCall call) => Labelled(call, Find(call, Operate.Same)) },
        { "lastIndexOf", 1, LabelRule.PassesOn, (in NativeCall call) => Labelled(call, FindLast(call)) },
        { "join", 1, (in NativeCall call) => Join(call.Ev, Of(call), call[0].IsUndefined ? "," : call.Text(0)) },
        { "toString", 0, (in NativeCall call) => Join(call.Ev, Of(call), ",") },
        { "toLocaleString", 0, ToLocaleText },
        { "slice", 2, LabelRule.PassesOn, Slice },
        { "every", 1, LabelRule.Verdict, (in NativeCall call) => !ArrayCallbacks.Any(call, expected: false) },
        { "some", 1, LabelRule.Verdict, (in NativeCall call) => ArrayCallbacks.Any(call, expected: true) },
        { "filter", 1, LabelRule.PassesOn, ArrayCallbacks.Filter },
        { "find", 1, LabelRule.PassesOn, (in NativeCall call) => ArrayCallbacks.Find(call, fromEnd: false).Item },
        { "findLast", 1, LabelRule.PassesOn, (in NativeCall call) => ArrayCallbacks.Find(call, fromEnd: true).Item },
        { "findIndex", 1, LabelRule.PassesOn, (in NativeCall call) => ArrayCallbacks.Find(call, fromEnd: false).Index },
        { "findLastIndex", 1, LabelRule.PassesOn, (in NativeCall call) => ArrayCallbacks.Find(call, fromEnd: true).Index },
        { "flatMap", 1, LabelRule.PassesOn, ArrayCallbacks.FlatMap },
        { "forEach", 1, LabelRule.PassesOn, ArrayCallbacks.ForEach },
        { "map", 1, LabelRule.PassesOn, ArrayCallbacks.Map },
        { "reduce", 1, LabelRule.PassesOn, (in NativeCall call) => ArrayCallbacks.Reduce(call, fromEnd: false) },
        { "reduceRight", 1, LabelRule.PassesOn, (in NativeCall call) => ArrayCallbacks.Reduce(call, fromEnd: true) },
        { "copyWithin", 2, LabelRule.PassesOn, ArrayChanges.CopyWithin },
        { "fill", 1, LabelRule.PassesOn, ArrayChanges.Fill },
        { "pop", 0, LabelRule.PassesOn, ArrayChanges.Pop },
        { "push", 1, LabelRule.PassesOn, ArrayChanges.Push },
        { "reverse", 0, LabelRule.PassesOn, ArrayChanges.Reverse },
        { "shift", 0, LabelRule.PassesOn, ArrayChanges.Shift },
        { "sort", 1, LabelRule.PassesOn, ArrayChanges.Sort },
        { "splice", 2, LabelRule.PassesOn, ArrayChanges.Splice },
        { "unshift", 1, LabelRule.PassesOn, ArrayChanges.Unshift },
        { "toReversed", 0, LabelRule.PassesOn, ArrayChanges.ToReversed },
        { "toSorted", 1, LabelRule.PassesOn, ArrayChanges.ToSorted },
        { "toSpliced", 2, LabelRule.PassesOn, ArrayChanges.ToSpliced },
        { "with", 2, LabelRule.PassesOn, ArrayChanges.With },
    };

    /// <summary>The array that a method was called on, as it is now. A text or another iterable that it was lent to counts as the array of its items.</summary>
    public static ArrayValue Of(in NativeCall call)
    {
        if (call.Self.TryGetArray(out var list)) return call.Ev.Current(list);
        var items = new List<Value>();
        if (!Iteration.TryAddAll(call.Ev, call.Self, items)) throw call.Ev.TypeError($"an array is expected, not {To.TypeName(call.Self)}");
        return new ArrayValue([.. items]);
    }

    private static Value At(in NativeCall call)
    {
        var list = Of(call);
        var at = call.Integer(0);
        if (at < 0) at += list.Count;
        return at >= 0 && at < list.Count ? Labelling.Add(call.Ev, list[(int)at], call.ArgumentLabels) : Value.Undefined;
    }

    private static Value Concat(in NativeCall call)
    {
        var first = Of(call);
        call.Ev.AllocateItems(first.Count);
        var all = new ArrayValue(first.Count + call.Count);
        all.Items.AddRange(first.Items);
        for (var i = 0; i < call.Count; i++)
        {
            if (call[i].TryGetArray(out var more)) Iteration.AddAll(call.Ev, more, all.Items, "");
            else all.Items.Add(call[i]);
        }
        return all;
    }

    private static Value Indexed(in NativeCall call, Func<Value, Value, Value> take)
    {
        var list = Of(call);
        call.Ev.AllocateItems(list.Count);
        var items = new List<Value>(list.Count);
        for (var i = 0; i < list.Count; i++) items.Add(take(Index(i, list[i]), list[i]));
        return Value.FromHost(new IteratorObject(items));
    }

    /// <summary>The place of an item: among the pieces of a secret it tells how long the secret is.</summary>
    public static Value Index(int index, in Value item) => Value.From(index).With(item.Labels);

    private static Value Flat(in NativeCall call)
    {
        var flat = new ArrayValue();
        Flatten(call.Ev, Of(call), call[0].IsUndefined ? 1 : call.Integer(0), flat);
        return Labelling.Add(call.Ev, flat, call.ArgumentLabels);
    }

    public static void Flatten(Evaluator ev, ArrayValue list, double depth, ArrayValue into)
    {
        ev.Enter();
        for (var i = 0; i < list.Count; i++)
        {
            ev.AllocateItems(1);
            if (depth > 0 && list[i].TryGetArray(out var inner)) Flatten(ev, ev.Current(inner), depth - 1, into);
            else into.Items.Add(list[i]);
        }
        ev.Leave();
    }

    private delegate bool Equality(in Value a, in Value b);

    private static int Find(in NativeCall call, Equality equal)
    {
        var list = Of(call);
        for (var i = To.Position(call.Integer(1), list.Count); i < list.Count; i++)
        {
            call.Ev.Charge(1);
            if (equal(list[i], call[0])) return i;
        }
        return -1;
    }

    private static int FindLast(in NativeCall call)
    {
        var list = Of(call);
        var from = call.Count > 1 ? call.Integer(1) : list.Count - 1;
        for (var i = (int)Math.Min(from < 0 ? list.Count + from : from, list.Count - 1); i >= 0; i--)
        {
            call.Ev.Charge(1);
            if (Operate.Same(list[i], call[0])) return i;
        }
        return -1;
    }

    /// <summary>A place found by comparing tells of everything that was compared.</summary>
    private static Value Labelled(in NativeCall call, int index)
    {
        var labels = call.ArgumentLabels;
        foreach (var item in Of(call)) labels = Labels.Union(labels, item.Labels);
        return Value.From(index).With(labels);
    }

    private static Value Join(Evaluator ev, ArrayValue list, string separator)
    {
        ev.Enter();
        var text = new System.Text.StringBuilder();
        for (var i = 0; i < list.Count; i++)
        {
            var piece = list[i].IsNullish ? "" : To.Text(ev, list[i]);
            ev.AllocateText(piece.Length + (i > 0 ? separator.Length : 0));
            ev.Charge(1);
            if (i > 0) text.Append(separator);
            text.Append(piece);
        }
        ev.Leave();
        return text.ToString();
    }

    private static Value ToLocaleText(in NativeCall call)
    {
        var texts = new ArrayValue();
        foreach (var item in Of(call).Items.ToArray())
        {
            if (item.IsNullish) texts.Items.Add("");
            else if (Properties.Read(call.Ev, item, new("toLocaleString", -1)).Host is Function function) texts.Items.Add(function.Call(call.Ev, item, call.Arguments));
            else throw call.Ev.TypeError("an item has no toLocaleString");
        }
        return Join(call.Ev, texts, ",").With(Labelling.Of(call.Ev, texts));
    }

    private static Value Slice(in NativeCall call)
    {
        var list = Of(call);
        var start = To.Position(call.Integer(0), list.Count);
        var end = call[1].IsUndefined ? list.Count : To.Position(call.Integer(1), list.Count);
        var part = new ArrayValue(Math.Max(0, end - start));
        call.Ev.AllocateItems(Math.Max(0, end - start));
        for (var i = start; i < end; i++) part.Items.Add(list[i]);
        return Labelling.Add(call.Ev, part, call.ArgumentLabels);
    }
}
