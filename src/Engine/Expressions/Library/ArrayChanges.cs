using Keyway.Engine.Expressions.Evaluating;
using Keyway.Engine.Values;

namespace Keyway.Engine.Expressions.Library;

/// <summary>The methods that change an array, and those that give a changed copy. Shared data is copied first; see <see cref="Evaluator.Changeable(ArrayValue)"/>.</summary>
internal static class ArrayChanges
{
    private static List<Value> Items(in NativeCall call) =>
        call.Self.TryGetArray(out var list) ? call.Ev.Changeable(list) : throw call.Ev.TypeError($"an array is expected, not {To.TypeName(call.Self)}");

    private static ArrayValue Copy(in NativeCall call)
    {
        var list = ArrayMembers.Of(call);
        call.Ev.AllocateItems(list.Count);
        return new ArrayValue([.. list.Items]);
    }

    /// <summary>A place to change something at. It shapes the array, so it cannot be a secret.</summary>
    private static int Place(in NativeCall call, int index, int length, int absent)
    {
        if (call[index].IsUndefined) return absent;
        Labelling.RefuseAsShape(call.Ev, call[index], "a place in an array that is changed");
        return To.Position(call.Integer(index), length);
    }

    public static Value Push(in NativeCall call)
    {
        var items = Items(call);
        call.Ev.AllocateItems(call.Count);
        items.AddRange(call.Arguments);
        return Labelling.Count(call.Ev, ArrayMembers.Of(call));
    }

    public static Value Unshift(in NativeCall call)
    {
        var items = Items(call);
        call.Ev.AllocateItems(call.Count);
        call.Ev.Charge(items.Count >> 4);
        items.InsertRange(0, call.Arguments.ToArray());
        return Labelling.Count(call.Ev, ArrayMembers.Of(call));
    }

    public static Value Pop(in NativeCall call)
    {
        var items = Items(call);
        if (items.Count == 0) return Value.Undefined;
        var last = items[^1];
        items.RemoveAt(items.Count - 1);
        return last;
    }

    public static Value Shift(in NativeCall call)
    {
        var items = Items(call);
        if (items.Count == 0) return Value.Undefined;
        call.Ev.Charge(items.Count >> 4);
        var first = items[0];
        items.RemoveAt(0);
        return first;
    }

    public static Value Reverse(in NativeCall call)
    {
        var items = Items(call);
        call.Ev.Charge(items.Count >> 4);
        items.Reverse();
        return call.Self;
    }

    public static Value ToReversed(in NativeCall call)
    {
        var copy = Copy(call);
        copy.Items.Reverse();
        return copy;
    }

    public static Value Fill(in NativeCall call)
    {
        var items = Items(call);
        var start = Place(call, 1, items.Count, 0);
        var end = Place(call, 2, items.Count, items.Count);
        call.Ev.AllocateItems(Math.Max(0, end - start));
        for (var i = start; i < end; i++) items[i] = call[0];
        return call.Self;
    }

    public static Value CopyWithin(in NativeCall call)
    {
        var items = Items(call);
        var target = Place(call, 0, items.Count, 0);
        var start = Place(call, 1, items.Count, 0);
        var end = Place(call, 2, items.Count, items.Count);
        var length = Math.Min(end - start, items.Count - target);
        if (length <= 0) return call.Self;
        call.Ev.AllocateItems(length);
        var moved = items.GetRange(start, length);
        for (var i = 0; i < length; i++) items[target + i] = moved[i];
        return call.Self;
    }

    public static Value Splice(in NativeCall call) => Splice(call, Items(call));

    public static Value ToSpliced(in NativeCall call)
    {
        var copy = Copy(call);
        Splice(call, copy.Items);
        return copy;
    }

    private static Value Splice(in NativeCall call, List<Value> items)
    {
        var start = Place(call, 0, items.Count, 0);
        if (call.Count > 1) Labelling.RefuseAsShape(call.Ev, call[1], "the number of items to remove");
        var count = call.Count switch { 0 => 0, 1 => items.Count - start, _ => (int)Math.Clamp(call.Integer(1), 0, items.Count - start) };
        call.Ev.AllocateItems(count + call.Count);
        call.Ev.Charge(items.Count >> 4);
        var removed = new ArrayValue([.. items.GetRange(start, count)]);
        items.RemoveRange(start, count);
        if (call.Count > 2) items.InsertRange(start, call.Arguments[2..].ToArray());
        return removed;
    }

    public static Value With(in NativeCall call)
    {
        var copy = Copy(call);
        Labelling.RefuseAsShape(call.Ev, call[0], "a place in an array that is changed");
        var at = call.Integer(0);
        if (at < 0) at += copy.Count;
        if (at < 0 || at >= copy.Count) throw call.Ev.RangeError("the array has no such place");
        copy.Items[(int)at] = call[1];
        return copy;
    }

    public static Value Sort(in NativeCall call)
    {
        var sorted = Sorted(call, Items(call).ToArray());
        var items = Items(call);
        // The comparison may have changed the array under way; what was sorted wins, as in V8.
        items.Clear();
        items.AddRange(sorted);
        return call.Self;
    }

    public static Value ToSorted(in NativeCall call)
    {
        var copy = Copy(call);
        return new ArrayValue(Sorted(call, [.. copy.Items]));
    }

    private static Value[] Sorted(in NativeCall call, Value[] items)
    {
        if (!call[0].IsUndefined) call.Function(0);
        call.Ev.AllocateItems(items.Length * 2L);
        var known = items.Where(i => !i.IsUndefined).ToArray();
        var ev = call.Ev;
        if (call[0].Host is Function compare)
        {
            MergeSort(ev, known, new Value[known.Length], (a, b) => To.Number(ev, compare.Call(ev, default, [a, b])));
        }
        else
        {
            // By their texts, each made once.
            var texts = new Dictionary<int, string>();
            var places = new Value[known.Length];
            for (var i = 0; i < known.Length; i++)
            {
                texts[i] = To.Text(ev, known[i]);
                places[i] = i;
            }
            MergeSort(ev, places, new Value[known.Length], (a, b) => string.CompareOrdinal(texts[(int)a.RawNumber], texts[(int)b.RawNumber]));
            known = [.. places.Select(p => known[(int)p.RawNumber])];
        }
        known.CopyTo(items, 0);
        Array.Fill(items, Value.Undefined, known.Length, items.Length - known.Length);
        return items;
    }

    /// <summary>Stable, and safe with a comparison that contradicts itself; the framework's own sort is neither.</summary>
    private static void MergeSort(Evaluator ev, Span<Value> items, Span<Value> spare, Func<Value, Value, double> compare)
    {
        if (items.Length < 2) return;
        var middle = items.Length / 2;
        MergeSort(ev, items[..middle], spare[..middle], compare);
        MergeSort(ev, items[middle..], spare[middle..], compare);
        items.CopyTo(spare);
        var (left, right) = (0, middle);
        for (var i = 0; i < items.Length; i++)
        {
            ev.Charge(1);
            var takeLeft = right >= items.Length || (left < middle && !(compare(spare[left], spare[right]) > 0));
            items[i] = takeLeft ? spare[left++] : spare[right++];
        }
    }
}

/// <summary><c>Array</c> itself.</summary>
internal static class ArrayStatics
{
    public static readonly Native Constructor = new("Array", 1, LabelRule.PassesOn, Construct)
    {
        Construct = Construct,
        IsInstance = value => value.Kind == ValueKind.Array,
        Statics = new Members("Function", FunctionMembers.Instance)
        {
            { "isArray", 1, LabelRule.Verdict, (in NativeCall call) => call[0].Kind == ValueKind.Array },
            { "of", 0, LabelRule.PassesOn, (in NativeCall call) => new ArrayValue(call.Arguments.ToArray()) },
            { "from", 1, LabelRule.PassesOn, From },
        },
    };

    private static Value Construct(in NativeCall call) =>
        call.Count == 1 && call[0].Kind == ValueKind.Number ? OfLength(call.Ev, call[0]) : new ArrayValue(call.Arguments.ToArray());

    /// <summary>Our arrays have no holes: the items are undefined.</summary>
    private static ArrayValue OfLength(Evaluator ev, in Value length)
    {
        Labelling.RefuseAsShape(ev, length, "the length of an array");
        var count = length.RawNumber;
        if (count is not (>= 0 and <= uint.MaxValue) || count != Math.Floor(count)) throw ev.RangeError("the length of an array is an integer from 0");
        ev.AllocateItems((long)count);
        var list = new ArrayValue((int)count);
        for (var i = 0; i < count; i++) list.Items.Add(Value.Undefined);
        return list;
    }

    private static Value From(in NativeCall call)
    {
        if (call[0].IsNullish) throw call.Ev.TypeError($"Array.from needs something to take items from, not {To.TypeName(call[0])}");
        var items = new List<Value>();
        if (!Iteration.TryAddAll(call.Ev, call[0], items)) AddArrayLike(call.Ev, call[0], items);
        if (call[1].IsUndefined) return new ArrayValue([.. items]);
        var function = call.Function(1);
        var mapped = new ArrayValue(items.Count);
        for (var i = 0; i < items.Count; i++)
        {
            call.Ev.Charge(1);
            mapped.Items.Add(function.Call(call.Ev, call[2], [items[i], ArrayMembers.Index(i, items[i])]));
        }
        return mapped;
    }

    private static void AddArrayLike(Evaluator ev, in Value value, List<Value> items)
    {
        var length = Properties.Read(ev, value, new("length", -1));
        Labelling.RefuseAsShape(ev, length, "the length of an array");
        var count = Math.Min(Math.Max(To.Integer(ev, length), 0), 9007199254740991);
        ev.AllocateItems((long)count);
        for (var i = 0; i < count; i++) items.Add(Properties.Read(ev, value, Nodes.PropertyName.Of(JsNumber.Format(i))));
    }
}
