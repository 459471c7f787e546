using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Keyway.Engine.Values;

/// <summary>
/// JSON text to <see cref="Value"/> and back. Writing asks a <see cref="LeafWriter"/> what to do with a labelled leaf;
/// there is no way to write one without having said so.
/// </summary>
public static class ValueJson
{
    /// <summary>Deeper than this is refused, as in Pipedream (256 levels).</summary>
    public const int MaxDepth = 256;

    internal static readonly JsonWriterOptions WriterOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true, MaxDepth = MaxDepth + 8 };
    private static readonly JsonReaderOptions ReaderOptions = new() { MaxDepth = MaxDepth };

    /// <summary>Reads one JSON value; nothing but white space may follow.</summary>
    /// <exception cref="JsonException">The text is not JSON, is nested too deep, or holds invalid UTF-8. The message holds no part of the text.</exception>
    public static Value Parse(ReadOnlySpan<byte> utf8)
    {
        var reader = new Utf8JsonReader(utf8, ReaderOptions);
        try
        {
            if (!reader.Read()) throw new JsonException("The text is empty.");
            var value = ReadValue(ref reader);
            return reader.Read() ? throw new JsonException("There is more after the value.") : value;
        }
        // MA0054: the inner exception is left off on purpose, since loggers print it.
#pragma warning disable MA0054
        catch (JsonException e)
        {
            // The reader's own message quotes the offending character, which may be a caller's secret.
            throw new JsonException($"not valid JSON near line {(e.LineNumber ?? 0) + 1}, byte {(e.BytePositionInLine ?? 0) + 1}");
        }
        catch (InvalidOperationException)
        {
            throw new JsonException("not valid JSON: a text holds invalid UTF-8 or half of a surrogate pair");
        }
#pragma warning restore MA0054
    }

    public static Value Parse(string text) => Parse(Encoding.UTF8.GetBytes(text));

    private static Value ReadValue(ref Utf8JsonReader reader)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.String:
                return reader.GetString();
            case JsonTokenType.Number:
                return ReadNumber(ref reader);
            case JsonTokenType.True:
                return Value.True;
            case JsonTokenType.False:
                return Value.False;
            case JsonTokenType.Null:
                return Value.Null;
            case JsonTokenType.StartObject:
                var map = new ObjectValue();
                while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
                {
                    var key = reader.GetString()!;
                    reader.Read();
                    map.Set(key, ReadValue(ref reader));
                }
                return map;
            case JsonTokenType.StartArray:
                var list = new ArrayValue();
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray) list.Add(ReadValue(ref reader));
                return list;
            default:
                throw new JsonException("not a JSON value");
        }
    }

    private static Value ReadNumber(ref Utf8JsonReader reader)
    {
        var number = reader.GetDouble();
        var text = reader.ValueSpan;
        if (text.Length <= 15 && text.IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0) return number;
        var raw = Encoding.ASCII.GetString(text);
        return double.IsFinite(number) && raw == JsNumber.Format(number) ? number : Value.FromNumberText(number, raw);
    }

    /// <summary>Writes compact JSON; undefined properties are left out, undefined items are null, as JSON.stringify does.</summary>
    public static void Write(IBufferWriter<byte> output, in Value value, LeafWriter leaves)
    {
        using var writer = new Utf8JsonWriter(output, WriterOptions);
        Write(writer, value, leaves);
    }

    public static void Write(Utf8JsonWriter writer, in Value value, LeafWriter leaves)
    {
        if (value.IsLabelled)
        {
            leaves.WriteLabelled(writer, value);
            return;
        }
        switch (value.Kind)
        {
            case ValueKind.String:
                leaves.WriteText(writer, value.RawText!);
                break;
            case ValueKind.Number when value.RawNumberText is { } text && !double.IsNaN(value.RawNumber):
                writer.WriteRawValue(text, skipInputValidation: true);
                break;
            case ValueKind.Number when double.IsFinite(value.RawNumber):
                WriteNumber(writer, value.RawNumber);
                break;
            case ValueKind.Boolean:
                writer.WriteBooleanValue(value.RawBoolean);
                break;
            case ValueKind.Array:
                value.TryGetArray(out var list);
                writer.WriteStartArray();
                foreach (var item in list!) Write(writer, item, leaves);
                writer.WriteEndArray();
                break;
            case ValueKind.Object:
                value.TryGetObject(out var map);
                writer.WriteStartObject();
                foreach (var (key, child) in map!)
                {
                    if (child.Kind is ValueKind.Undefined or ValueKind.Host) continue;
                    leaves.WriteKey(writer, key);
                    Write(writer, child, leaves);
                }
                writer.WriteEndObject();
                break;
            default:
                writer.WriteNullValue();
                break;
        }
    }

    private static void WriteNumber(Utf8JsonWriter writer, double number)
    {
        if (number == Math.Floor(number) && Math.Abs(number) < 1e15) writer.WriteNumberValue((long)number);
        else writer.WriteRawValue(JsNumber.Format(number), skipInputValidation: true);
    }

    /// <summary>A text as an answer to a trigger's caller holds it: a labelled one as its handle, but as it is where the author wrote <c>reveal(...)</c> around it. Null for all but texts.</summary>
    public static string? AnswerText(in Value value) =>
        value.Kind != ValueKind.String ? null : value.Labels is null or { IsRevealed: true } ? value.RawText : value.Labels.Handle;

    /// <summary>Compact JSON with every labelled leaf as its handle.</summary>
    public static string ToText(in Value value)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        Write(buffer, value, LeafWriter.Handles);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}

/// <summary>What becomes of a leaf on its way into JSON. The egress has one that reveals; every other shows handles.</summary>
public abstract class LeafWriter
{
    /// <summary>Each labelled leaf becomes the text of its handle.</summary>
    public static readonly LeafWriter Handles = new HandleWriter();

    /// <summary>For the answer to a trigger's caller: handles, but the text of what the author wrote <c>reveal(...)</c> around.</summary>
    public static readonly LeafWriter Answer = new AnswerWriter();

    public abstract void WriteLabelled(Utf8JsonWriter writer, in Value leaf);

    public virtual void WriteText(Utf8JsonWriter writer, string text) => writer.WriteStringValue(text);

    public virtual void WriteKey(Utf8JsonWriter writer, string key) => writer.WritePropertyName(key);

    private sealed class HandleWriter : LeafWriter
    {
        public override void WriteLabelled(Utf8JsonWriter writer, in Value leaf) => writer.WriteStringValue(leaf.Labels!.Handle);
    }

    private sealed class AnswerWriter : LeafWriter
    {
        public override void WriteLabelled(Utf8JsonWriter writer, in Value leaf)
        {
            if (!leaf.Labels!.IsRevealed) writer.WriteStringValue(leaf.Labels.Handle);
            else if (leaf.Kind == ValueKind.String) writer.WriteStringValue(leaf.Reveal());
            else if (leaf.Reveal() is { } text) writer.WriteRawValue(text);
            else writer.WriteNullValue();
        }
    }
}
