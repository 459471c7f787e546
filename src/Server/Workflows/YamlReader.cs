using System.Globalization;
using Keyway.Engine.Values;
using Keyway.Engine.Workflows;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Keyway.Server.Workflows;

/// <summary>
/// YAML to the tree that the check knows: one document, the scalars of YAML 1.2's core schema, no tags. Aliases are allowed, but what they
/// expand to is counted, so that a small file cannot become a large tree.
/// </summary>
internal sealed class YamlReader(string text, SourceLines lines)
{
    private readonly Parser _parser = new(new Scanner(new StringReader(text), skipComments: true));
    private readonly Dictionary<string, Anchored?> _anchors = [];
    private int _nodes;

    /// <summary>A node that has a name, and how many nodes using it again adds. Null in the table while it is being read.</summary>
    private sealed record Anchored(SourceNode Node, int Size);

    public SourceNode Read()
    {
        try
        {
            Next<StreamStart>();
            if (Next<ParsingEvent>() is not DocumentStart) throw Refused("source_syntax", "The file is empty. A workflow begins with 'keyway: 1'.");
            Step();
            var root = ReadNode(0);
            if (_parser.Current is not DocumentEnd) throw Refused("source_syntax", "The document should end here.");
            if (Next<ParsingEvent>() is DocumentStart) throw Refused("source_documents", "A workflow file holds one document; a second one begins here.");
            return root;
        }
        catch (YamlException e)
        {
            throw new SourceRefused("source_syntax", "Not valid YAML here: " + Sentence(e.Message), (int)e.Start.Index);
        }
        // The scanner indexes past its buffer on some malformed texts; to the author that is one more syntax error.
        catch (Exception e) when (e is ArgumentException or IndexOutOfRangeException or InvalidOperationException or FormatException or OverflowException)
        {
            throw new SourceRefused("source_syntax", "Not valid YAML here.", (int)(_parser.Current?.End.Index ?? 0));
        }
    }

    /// <summary>Reads the node that the current event begins, and moves behind it.</summary>
    private SourceNode ReadNode(int depth)
    {
        if (_parser.Current is AnchorAlias alias) return ReadAlias(alias);
        if (_parser.Current is not NodeEvent start) throw Refused("source_syntax", "A value was expected here.");
        if (!start.Tag.IsEmpty) throw Refused("source_tag", "YAML tags ('!...') are not used in workflows. Remove it; quote a value to make it text.");
        if (depth > SourceFile.MaxDepth) throw Refused("source_too_deep", $"Nested more than {SourceFile.MaxDepth} levels deep.");
        Count(1);

        var before = _nodes;
        var name = start.Anchor.IsEmpty ? null : start.Anchor.Value;
        if (name is not null) _anchors[name] = null;
        SourceNode node = start switch
        {
            Scalar scalar => ReadScalar(scalar),
            SequenceStart => ReadList(depth),
            MappingStart => ReadMap(depth),
            _ => throw Refused("source_syntax", "A value was expected here."),
        };
        if (name is not null) _anchors[name] = new(node, _nodes - before + 1);
        return node;
    }

    private SourceNode ReadAlias(AnchorAlias alias)
    {
        if (!_anchors.TryGetValue(alias.Value.Value, out var anchored)) throw Refused("source_alias", "This alias refers to no anchor above it.");
        if (anchored is null) throw Refused("source_alias", "This alias refers to the value that it stands in.");
        Count(anchored.Size);
        Step();
        return anchored.Node;
    }

    private SourceNode.List ReadList(int depth)
    {
        var (line, column) = Place();
        Step();
        var items = new List<SourceNode>();
        while (_parser.Current is not SequenceEnd) items.Add(ReadNode(depth + 1));
        Step();
        return new(items, line, column);
    }

    private SourceNode.Map ReadMap(int depth)
    {
        var (line, column) = Place();
        Step();
        var properties = new List<SourceProperty>();
        while (_parser.Current is not MappingEnd)
        {
            if (_parser.Current is not Scalar key) throw Refused("source_syntax", "A key must be plain text: no list, map or alias.");
            if (!key.Tag.IsEmpty || !key.Anchor.IsEmpty) throw Refused("source_tag", "A key has no tag and no anchor.");
            var (keyLine, keyColumn) = Place();
            Step();
            properties.Add(new(key.Value, keyLine, keyColumn, ReadNode(depth + 1)));
        }
        Step();
        return new(properties, line, column);
    }

    private SourceNode.Scalar ReadScalar(Scalar scalar)
    {
        var start = YamlText.SkipAnchor(text, (int)scalar.Start.Index, scalar.Anchor.IsEmpty);
        var (line, column) = lines.At(start);
        var value = scalar.Style == ScalarStyle.Plain ? PlainValue(scalar.Value, start) : scalar.Value;
        Step();
        if (value.Kind != ValueKind.String) return new(value, line, column, line, column);
        var places = YamlText.Places(text, lines, start, scalar.Value, scalar.Style);
        var (textLine, textColumn) = places.At(0);
        return new(value, line, column, textLine, textColumn) { Places = places };
    }

    /// <summary>The core schema of YAML 1.2 (section 10.3.2). A number keeps its text, as one in JSON does.</summary>
    private static Value PlainValue(string plain, int start)
    {
        switch (plain)
        {
            case "" or "~" or "null" or "Null" or "NULL": return Value.Null;
            case "true" or "True" or "TRUE": return true;
            case "false" or "False" or "FALSE": return false;
        }
        if (plain[0] is not ((>= '0' and <= '9') or '-' or '+' or '.')) return plain;
        if (YamlNumber.IsEndless(plain)) throw new SourceRefused("source_number", "JSON knows no such number. Quote it to make it text.", start);
        return YamlNumber.ToJson(plain) is { } json ? ValueJson.Parse(json) : plain;
    }

    private void Count(int nodes)
    {
        if (_nodes > SourceFile.MaxNodes - nodes)
            throw Refused("source_too_large", $"The file comes to more than {SourceFile.MaxNodes.ToString("N0", CultureInfo.InvariantCulture)} values.");
        _nodes += nodes;
    }

    private void Step()
    {
        if (!_parser.MoveNext()) throw new SourceRefused("source_syntax", "The file ends too early.", text.Length);
    }

    private T Next<T>() where T : ParsingEvent
    {
        Step();
        return _parser.Current as T ?? throw Refused("source_syntax", "Not valid YAML here.");
    }

    private LineColumn Place() => lines.At((int)_parser.Current!.Start.Index);

    private SourceRefused Refused(string code, string message) => new(code, message, (int)(_parser.Current?.Start.Index ?? 0));

    private static string Sentence(string message)
    {
        message = message.Trim();
        return message.Length == 0 || message[^1] == '.' ? message : message + ".";
    }
}
