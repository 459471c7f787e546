using System.Text.Json;
using Keyway.Engine.Values;

namespace Keyway.Engine.Redaction;

/// <summary>
/// How a secret leaf stands in history: <c>{"«":"slack.oauth_access_token","box":3}</c>. A user's own key that begins with <c>«</c> is written
/// with a second one, so that nothing a user sends can pass for a secret leaf.
/// </summary>
internal static class RecordedJson
{
    public const string Mark = "«";
    private const string Box = "box";
    private static ReadOnlySpan<byte> MarkedKey => "\"«"u8;

    public static void WriteLeaf(Utf8JsonWriter writer, in Value leaf, int? index)
    {
        writer.WriteStartObject();
        writer.WriteString(Mark, leaf.Labels!.Handle.AsSpan(1, leaf.Labels.Handle.Length - 2));
        if (index is { } at) writer.WriteNumber(Box, at);
        writer.WriteEndObject();
    }

    public static string Escaped(string key) => key.StartsWith('«') ? Mark + key : key;

    public static Value Read(ReadOnlySpan<byte> recorded, Func<int, string, Value> unbox)
    {
        var value = ValueJson.Parse(recorded);
        return MayHoldMarks(recorded) ? Restore(value, unbox) : value;
    }

    public static Redacted ToDisplay(ReadOnlySpan<byte> recorded)
    {
        if (!MayHoldMarks(recorded)) return new(recorded.ToArray());
        var value = Restore(ValueJson.Parse(recorded), static (_, name) => Absent(name));
        var buffer = JsonBuffer.Rent();
        try
        {
            ValueJson.Write(buffer.Writer, value, LeafWriter.Handles);
            return new(buffer.Written.ToArray());
        }
        finally
        {
            buffer.Return();
        }
    }

    public static Value Absent(string name) => Value.From("").With(Labels.Of(new Label(name)));

    private static bool MayHoldMarks(ReadOnlySpan<byte> recorded) => recorded.IndexOf(MarkedKey) >= 0;

    private static Value Restore(in Value value, Func<int, string, Value> unbox)
    {
        if (value.TryGetArray(out var list))
        {
            var items = new ArrayValue(list.Count);
            foreach (var item in list) items.Add(Restore(item, unbox));
            return items;
        }
        if (!value.TryGetObject(out var map)) return value;
        if (map.Get(Mark).TryGetText(out var name))
            return unbox(map.Get(Box).TryGetNumber(out var index) ? (int)index : -1, name);
        var copy = new ObjectValue(map.Count);
        foreach (var (key, child) in map) copy.Set(key.StartsWith('«') ? key[1..] : key, Restore(child, unbox));
        return copy;
    }
}

/// <summary>Writes labelled leaves so that they can be read back as such.</summary>
internal sealed class RecordedLeaves(Func<Value, int>? box) : LeafWriter
{
    private readonly List<int> _boxed = [];
    private int _next;

    /// <summary>The same document is written once more: its leaves are in their boxes already.</summary>
    public void Rewind() => _next = 0;

    public override void WriteLabelled(Utf8JsonWriter writer, in Value leaf)
    {
        if (box is null)
        {
            RecordedJson.WriteLeaf(writer, leaf, null);
            return;
        }
        if (_next == _boxed.Count) _boxed.Add(box(leaf));
        RecordedJson.WriteLeaf(writer, leaf, _boxed[_next++]);
    }

    public override void WriteKey(Utf8JsonWriter writer, string key) => writer.WritePropertyName(RecordedJson.Escaped(key));
}
