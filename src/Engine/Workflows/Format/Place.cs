using Keyway.Engine.Values;

namespace Keyway.Engine.Workflows.Format;

/// <summary>A node of a workflow file and the path that leads to it.</summary>
internal readonly record struct Place(SourceNode Node, string Path)
{
    public SourceSpot Spot => new(Path, Node.Line, Node.Column);

    public bool IsMap => Node is SourceNode.Map;

    /// <summary>Its text; null when it is anything else.</summary>
    public string? Text => Node is SourceNode.Scalar { Value: var value } && value.TryGetText(out var text) ? text : null;

    public bool IsNull => Node is SourceNode.Scalar { Value.IsNullish: true };

    /// <summary>Absent and null are the same: a key with nothing behind it.</summary>
    public Place? Find(string key)
    {
        if (Node is SourceNode.Map map)
            foreach (var property in map.Properties)
                if (property.Key == key && property.Value is not SourceNode.Scalar { Value.IsNullish: true }) return Below(property);
        return null;
    }

    /// <summary>The text at a key; null when absent or anything else.</summary>
    public string? TextAt(string key) => Find(key)?.Text;

    public double? NumberAt(string key) => Find(key) is { Node: SourceNode.Scalar { Value: var value } } && value.TryGetNumber(out var number) ? number : null;

    public bool? FlagAt(string key) => Find(key) is { Node: SourceNode.Scalar { Value: var value } } && value.TryGetBoolean(out var flag) ? flag : null;

    public IEnumerable<Place> ItemsAt(string key) => Find(key)?.Items ?? [];

    public IEnumerable<Place> Items
    {
        get
        {
            if (Node is not SourceNode.List list) yield break;
            for (var i = 0; i < list.Items.Count; i++) yield return new(list.Items[i], $"{Path}[{i}]");
        }
    }

    /// <summary>Keys with their values, nulls included; of keys written twice the first.</summary>
    public IEnumerable<(SourceProperty Key, Place Value)> Properties
    {
        get
        {
            if (Node is not SourceNode.Map map) yield break;
            var seen = new HashSet<string>();
            foreach (var property in map.Properties)
                if (seen.Add(property.Key)) yield return (property, Below(property));
        }
    }

    public SourceSpot SpotOf(SourceProperty property) => new(PathOf(Path, property.Key), property.Line, property.Column);

    /// <summary>A key that should be here is missed where its map begins.</summary>
    public SourceSpot SpotOfMissing(string key) => new(PathOf(Path, key), Node.Line, Node.Column);

    private Place Below(SourceProperty property) => new(property.Value, PathOf(Path, property.Key));

    public static string PathOf(string path, string key)
    {
        var plain = key.Length is > 0 and <= 64 && key.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '$');
        if (!plain) return path + "[" + ValueJson.ToText(Problems.Shown(key)) + "]";
        return path.Length == 0 ? key : path + "." + key;
    }
}
