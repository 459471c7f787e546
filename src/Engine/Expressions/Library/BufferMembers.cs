using System.Text;
using Keyway.Engine.Expressions.Evaluating;
using Keyway.Engine.Expressions.Nodes;
using Keyway.Engine.Values;

namespace Keyway.Engine.Expressions.Library;

/// <summary>Node's <c>Buffer</c>: bytes that are not changed here.</summary>
internal sealed class BytesObject(byte[] bytes) : HostObject
{
    public int Length => bytes.Length;
    public ReadOnlySpan<byte> Span => bytes;
    public override Members Members => BufferMembers.Instance;
    public override string TypeName => "a Buffer";

    public override bool TryRead(Evaluator ev, PropertyName name, out Value value)
    {
        value = name.Index >= 0 && name.Index < bytes.Length ? bytes[name.Index] : Value.Undefined;
        return !value.IsUndefined;
    }

    public override bool TryIterate(Evaluator ev, List<Value> into)
    {
        ev.AllocateItems(bytes.Length);
        foreach (var b in bytes) into.Add(Value.From(b).With(Labels));
        return true;
    }

    public override Value ToJson(Evaluator ev)
    {
        var data = new List<Value>();
        TryIterate(ev, data);
        return Value.Object(("type", "Buffer"), ("data", new ArrayValue([.. data])));
    }
}

internal static class BufferMembers
{
    public static readonly Members Instance = Make();

    private static Members Make()
    {
        var members = new Members("Buffer", ObjectMembers.Instance)
        {
            { "toString", 0, ToText },
            { "toJSON", 0, (in NativeCall call) => Of(call).ToJson(call.Ev) },
            { "equals", 1, LabelRule.Verdict, (in NativeCall call) => Of(call).Span.SequenceEqual(Argument(call, 0).Span) },
            { "compare", 1, (in NativeCall call) => Math.Sign(Of(call).Span.SequenceCompareTo(Argument(call, 0).Span)) },
            { "slice", 2, Part },
            { "subarray", 2, Part },
            { "includes", 1, LabelRule.Verdict, (in NativeCall call) => Find(call) >= 0 },
            { "indexOf", 1, (in NativeCall call) => Find(call) },
            { "readUInt8", 1, (in NativeCall call) => Of(call) is var bytes && call.Integer(0) is var at && at >= 0 && at < bytes.Length ? bytes.Span[(int)at] : throw call.Ev.RangeError("the buffer has no such place") },
        };
        members.AddGetter("length", (in NativeCall call) => Of(call).Length);
        members.AddGetter("byteLength", (in NativeCall call) => Of(call).Length);
        return members;
    }

    public static BytesObject Of(in NativeCall call) => call.Self.Host as BytesObject ?? throw call.Ev.TypeError($"a Buffer is expected, not {To.TypeName(call.Self)}");

    private static BytesObject Argument(in NativeCall call, int index) =>
        call[index].Host as BytesObject ?? throw call.Ev.TypeError($"a Buffer is expected, not {To.TypeName(call[index])}");

    private static Value ToText(in NativeCall call)
    {
        var bytes = Of(call);
        var start = To.Position(Math.Max(call.Integer(1), 0), bytes.Length);
        var end = call[2].IsUndefined ? bytes.Length : To.Position(Math.Max(call.Integer(2), 0), bytes.Length);
        return start >= end ? "" : Encodings.ToText(call.Ev, bytes.Span[start..end], Encodings.Name(call, 0));
    }

    private static Value Part(in NativeCall call)
    {
        var bytes = Of(call);
        var start = To.Position(call.Integer(0), bytes.Length);
        var end = call[1].IsUndefined ? bytes.Length : To.Position(call.Integer(1), bytes.Length);
        call.Ev.AllocateText(Math.Max(0, end - start));
        return Value.FromHost(new BytesObject(start >= end ? [] : bytes.Span[start..end].ToArray()));
    }

    private static int Find(in NativeCall call)
    {
        var bytes = Of(call).Span;
        var part = call[0].Kind == ValueKind.Number ? [(byte)To.Int32(call.Number(0))] : BufferStatics.Bytes(call, 0, "utf8");
        call.Ev.ChargeText(bytes.Length);
        return bytes.IndexOf(part);
    }
}

/// <summary><c>Buffer</c> itself.</summary>
internal static class BufferStatics
{
    public static readonly Native Constructor = new("Buffer", 2, LabelRule.PassesOn, (in NativeCall call) => throw call.Ev.TypeError("a Buffer is made with Buffer.from or Buffer.alloc"))
    {
        IsInstance = value => value.Host is BytesObject,
        Statics = new Members("Function", FunctionMembers.Instance)
        {
            { "from", 2, From },
            { "alloc", 1, Alloc },
            { "concat", 1, Concat },
            { "byteLength", 2, (in NativeCall call) => call[0].Host is BytesObject bytes ? bytes.Length : Bytes(call, 0, Encodings.Name(call, 1)).Length },
            { "isBuffer", 1, LabelRule.Verdict, (in NativeCall call) => call[0].Host is BytesObject },
            { "isEncoding", 1, LabelRule.Verdict, (in NativeCall call) => call[0].RawText is { } name && Encodings.Canonical(name) is not null },
            { "compare", 2, (in NativeCall call) => Math.Sign(Bytes(call, 0, "utf8").AsSpan().SequenceCompareTo(Bytes(call, 1, "utf8"))) },
        },
    };

    private static Value From(in NativeCall call)
    {
        if (call[0].RawText is not null) return Value.FromHost(new BytesObject(Bytes(call, 0, Encodings.Name(call, 1))));
        if (call[0].Host is BytesObject bytes) return Value.FromHost(new BytesObject(bytes.Span.ToArray()));
        var given = call[0];
        // What Buffer's own toJSON gives.
        if (given["type"].RawText == "Buffer" && given["data"].Kind == ValueKind.Array) given = given["data"];
        if (!given.TryGetArray(out var list)) throw call.Ev.TypeError($"Buffer.from takes a text, an array of bytes or a Buffer, not {To.TypeName(given)}");
        var items = call.Ev.Current(list);
        call.Ev.AllocateText(items.Count);
        var made = new byte[items.Count];
        for (var i = 0; i < made.Length; i++) made[i] = (byte)To.Int32(To.Number(call.Ev, items[i]));
        return Value.FromHost(new BytesObject(made));
    }

    private static Value Alloc(in NativeCall call)
    {
        var length = call.Number(0);
        if (length is not (>= 0 and <= int.MaxValue)) throw call.Ev.RangeError("the length of a buffer is a number from 0");
        call.Ev.AllocateText((long)length);
        var made = new byte[(int)length];
        if (call.Count > 1 && call[1].Kind == ValueKind.Number) Array.Fill(made, (byte)To.Int32(call.Number(1)));
        else if (call.Count > 1 && Bytes(call, 1, Encodings.Name(call, 2)) is { Length: > 0 } filler)
            for (var i = 0; i < made.Length; i++) made[i] = filler[i % filler.Length];
        return Value.FromHost(new BytesObject(made));
    }

    private static Value Concat(in NativeCall call)
    {
        var all = new MemoryStream();
        var parts = new List<Value>();
        Iteration.AddAll(call.Ev, call[0], parts, "the argument of Buffer.concat");
        foreach (var part in parts)
        {
            if (part.Host is not BytesObject bytes) throw call.Ev.TypeError($"Buffer.concat takes an array of Buffers, not of {To.TypeName(part)}");
            call.Ev.AllocateText(bytes.Length);
            all.Write(bytes.Span);
        }
        if (!call[1].IsUndefined) all.SetLength(Math.Min(all.Length, (long)Math.Max(0, call.Integer(1))));
        return Value.FromHost(new BytesObject(all.ToArray()));
    }

    /// <summary>The bytes of a text or Buffer.</summary>
    public static byte[] Bytes(in NativeCall call, int index, string encoding) => call[index].Host is BytesObject bytes
        ? bytes.Span.ToArray()
        : call[index].RawText is { } text
            ? Encodings.ToBytes(call.Ev, text, encoding)
            : throw call.Ev.TypeError($"a text or a Buffer is expected, not {To.TypeName(call[index])}");
}
