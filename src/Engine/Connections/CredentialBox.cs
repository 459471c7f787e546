using System.Buffers;
using System.Text.Json;
using Keyway.Engine.Values;

namespace Keyway.Engine.Connections;

/// <summary>
/// The labelled leaves of an unfinished run's recorded data, in the order they were met, to be sealed beside it: a record says "leaf 3 of the
/// box", the box holds its text. A class without <c>ToString</c>: it holds secrets.
/// </summary>
public sealed class CredentialBox
{
    private readonly List<(string Name, Value Leaf)> _leaves = [];

    public bool IsEmpty => _leaves.Count == 0;

    /// <summary>Puts a leaf in. The same text twice gets two places: that two leaves are equal would show in the record otherwise.</summary>
    public int Add(Value leaf)
    {
        _leaves.Add((NameOf(leaf), leaf));
        return _leaves.Count - 1;
    }

    /// <summary>The leaf that stood there; else one given again under that name; undefined when the box has neither.</summary>
    public Value Find(int index, string name)
    {
        if (index >= 0 && index < _leaves.Count && _leaves[index].Name == name) return _leaves[index].Leaf;
        foreach (var (known, leaf) in _leaves)
            if (known == name) return leaf;
        return Value.Undefined;
    }

    /// <summary>What the box holds beyond this one's leaves, added to it.</summary>
    public void AddAll(CredentialBox other)
    {
        foreach (var (_, leaf) in other._leaves) Add(leaf);
    }

    /// <summary>The plain bytes, to be sealed at once.</summary>
    public byte[] Write()
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartArray();
            foreach (var (name, leaf) in _leaves)
            {
                writer.WriteStringValue(name);
                if (leaf.Kind == ValueKind.String) writer.WriteStringValue(leaf.Reveal());
                else if (leaf.Reveal() is { } text) writer.WriteRawValue(text);
                else writer.WriteNullValue();
            }
            writer.WriteEndArray();
        }
        return buffer.WrittenSpan.ToArray();
    }

    public static CredentialBox Read(ReadOnlySpan<byte> utf8)
    {
        var box = new CredentialBox();
        if (!ValueJson.Parse(utf8).TryGetArray(out var list)) return box;
        for (var i = 0; i + 1 < list.Count; i += 2)
        {
            list[i].TryGetText(out var name);
            box._leaves.Add((name!, list[i + 1].With(Labels.Of(new Label(name!)))));
        }
        return box;
    }

    private static string NameOf(in Value leaf) => leaf.Labels!.Handle[1..^1];
}
