using System.Text;
using System.Text.Json;
using Keyway.Engine.Values;
using Keyway.Engine.Workflows;

namespace Keyway.Server.Workflows;

/// <summary>JSON to the tree that the check knows.</summary>
internal sealed class JsonReader(string text, SourceLines lines)
{
    private int _nodes;

    // The reader counts bytes and places are characters: both are followed together, forwards only.
    private int _byte;
    private int _index;

    public SourceNode Read()
    {
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(text), new JsonReaderOptions { MaxDepth = SourceFile.MaxDepth + 1 });
        try
        {
            reader.Read();
            var root = ReadNode(ref reader);
            if (reader.Read()) throw new SourceRefused("source_syntax", "There is more after the workflow.", IndexOf(reader.TokenStartIndex));
            return root;
        }
        catch (JsonException e)
        {
            throw Refused(e, reader.CurrentDepth);
        }
        catch (InvalidOperationException)
        {
            throw new SourceRefused("source_encoding", "A text holds an escape that is half of a character.", _index);
        }
    }

    private SourceNode ReadNode(ref Utf8JsonReader reader)
    {
        if (++_nodes > SourceFile.MaxNodes) throw new SourceRefused("source_too_large", $"The file comes to more than {SourceFile.MaxNodes} values.", IndexOf(reader.TokenStartIndex));
        var start = IndexOf(reader.TokenStartIndex);
        var (line, column) = lines.At(start);
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                var properties = new List<SourceProperty>();
                while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
                {
                    var (keyLine, keyColumn) = lines.At(IndexOf(reader.TokenStartIndex));
                    var key = reader.GetString()!;
                    reader.Read();
                    properties.Add(new(key, keyLine, keyColumn, ReadNode(ref reader)));
                }
                return new SourceNode.Map(properties, line, column);
            case JsonTokenType.StartArray:
                var items = new List<SourceNode>();
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray) items.Add(ReadNode(ref reader));
                return new SourceNode.List(items, line, column);
            case JsonTokenType.String:
                var value = reader.GetString()!;
                return new SourceNode.Scalar(value, line, column, line, column + 1) { Places = reader.ValueIsEscaped ? Places(start + 1, value) : null };
            default:
                return new SourceNode.Scalar(ValueJson.Parse(reader.ValueSpan), line, column, line, column);
        }
    }

    private TextPlaces Places(int index, string value)
    {
        var places = new TextPlaces.Writer();
        for (var at = 0; at <= value.Length; at++)
        {
            var (line, column) = lines.At(index);
            places.Add(at, line, column);
            index += text[index] != '\\' ? 1 : text[index + 1] == 'u' ? 6 : 2;
        }
        return places.Done();
    }

    private int IndexOf(long bytes)
    {
        while (_byte < bytes)
        {
            var c = text[_index];
            if (char.IsHighSurrogate(c))
            {
                _byte += 4;
                _index += 2;
                continue;
            }
            _byte += c < 0x80 ? 1 : c < 0x800 ? 2 : 3;
            _index++;
        }
        return _index;
    }

    private SourceRefused Refused(JsonException e, int depth)
    {
        var line = (int)(e.LineNumber ?? 0);
        var start = 0;
        // The reader's lines end at LF alone.
        for (; line > 0; line--) start = text.IndexOf('\n', start) + 1;
        _index = start;
        _byte = 0;
        var index = IndexOf(Math.Min(e.BytePositionInLine ?? 0, Encoding.UTF8.GetByteCount(text.AsSpan(start))));
        if (depth >= SourceFile.MaxDepth) return new("source_too_deep", $"Nested more than {SourceFile.MaxDepth} levels deep.", index);
        var message = e.Message;
        foreach (var tail in (ReadOnlySpan<string>)[" LineNumber:", " Path:"])
            if (message.IndexOf(tail, StringComparison.Ordinal) is var cut and >= 0) message = message[..cut];
        return new("source_syntax", "Not valid JSON here: " + message.Trim(), index);
    }
}
