using Keyway.Engine.Values;

namespace Keyway.Engine.Workflows;

/// <summary>
/// A workflow file as read, before it means anything: scalars, maps and lists with their places. YAML and JSON both become this, so that
/// the check knows one form.
/// </summary>
public abstract record SourceNode(int Line, int Column)
{
    /// <param name="Value">Null, boolean, number or text, by the rules of YAML 1.2's core schema (JSON's are the same).</param>
    /// <param name="TextLine">Where the text itself begins, after a quote or a block's header: what places inside an expression count from.</param>
    public sealed record Scalar(Value Value, int Line, int Column, int TextLine, int TextColumn) : SourceNode(Line, Column)
    {
        /// <summary>Where each character stands, for a text that is not one unbroken piece of a line; null where it is.</summary>
        public TextPlaces? Places { get; init; }

        /// <summary>Where this character of the text stands in the file.</summary>
        public LineColumn PlaceOf(int offset) => Places?.At(offset) ?? new(TextLine, TextColumn + offset);
    }

    public sealed record Map(IReadOnlyList<SourceProperty> Properties, int Line, int Column) : SourceNode(Line, Column);

    public sealed record List(IReadOnlyList<SourceNode> Items, int Line, int Column) : SourceNode(Line, Column);
}

public sealed record SourceProperty(string Key, int Line, int Column, SourceNode Value);
