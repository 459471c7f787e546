using System.Text.RegularExpressions;

namespace Keyway.Engine.Workflows.Format;

/// <summary>
/// What may stand at a place of a workflow file. The file's format is one table of these: the check refuses what does not fit, the JSON Schema
/// is written from it, and a test holds the guide to it, so that the three cannot disagree.
/// </summary>
internal abstract record Shape
{
    private Shape() { }

    /// <summary>Text of a pattern.</summary>
    /// <param name="Expected">The pattern in words, after "expected": "letters, digits and dashes".</param>
    public sealed record Text(string Expected, Regex Pattern, int MaxLength = 256) : Shape;

    /// <summary>One of these words.</summary>
    public sealed record Word(params IReadOnlyList<string> Words) : Shape;

    public sealed record Whole(int Min, int Max) : Shape;

    public sealed record Flag : Shape;

    public sealed record Duration(TimeSpan Min, TimeSpan Max) : Shape;

    public sealed record Size(int Max) : Shape;

    public sealed record PerTime : Shape;

    /// <summary>Text with a <c>{{ }}</c> in it.</summary>
    public sealed record Computed : Shape;

    /// <summary>Any value, with <c>{{ }}</c> anywhere in it. What it must be is the business of who reads it.</summary>
    public sealed record Anything : Shape;

    public sealed record Map(params IReadOnlyList<Field> Fields) : Shape
    {
        /// <summary>Exactly one of the fields: a choice with a value of its own.</summary>
        public bool IsChoice { get; init; }

        /// <summary>What other keys hold; null allows none.</summary>
        public Shape? Others { get; init; }

        /// <summary>What those keys look like; null allows any.</summary>
        public Text? OtherKeys { get; init; }

        public Field? Find(string name) => Fields.FirstOrDefault(f => f.Name == name);
    }

    public sealed record List(Shape Item, int Max = 10_000) : Shape;

    /// <summary>One of several, told apart by the kind of the node: at most one each of text, number, boolean, list and map.</summary>
    public sealed record Either(params IReadOnlyList<Shape> Shapes) : Shape;

    /// <summary>What it is, in words, after "expected".</summary>
    public string InWords => this switch
    {
        Text text => text.Expected,
        Word word => (word.Words.Count == 1 ? "" : "one of ") + string.Join(", ", word.Words),
        Whole whole => $"a whole number from {whole.Min} to {whole.Max}",
        Flag => "true or false",
        Duration duration => $"a duration such as 500ms, 30s, 5m, 2h or 7d, from {Quantity.Of(duration.Min)} to {Quantity.Of(duration.Max)}",
        Size size => $"a size such as 512KB or 1MiB, up to {Quantity.OfSize(size.Max)}",
        PerTime => "a rate such as 100/s, 60/m or 1000/h",
        Computed => "text with a {{ }} in it",
        Anything => "a value",
        Map { IsChoice: true } choice => "a map with one of " + string.Join(", ", choice.Offered.Select(f => f.Name)),
        Map => "a map",
        List => "a list",
        Either either => string.Join(", or ", either.Shapes.Select(s => s.InWords)),
        _ => throw new InvalidOperationException("A shape without words."),
    };
}

/// <summary>A key of a map.</summary>
/// <param name="Help">What it means, in one sentence: the schema shows it.</param>
internal sealed record Field(string Name, Shape Shape, string Help)
{
    public bool Required { get; init; }

    /// <summary>Known, and not offered yet: the problem's code, so that it is not taken for a slip of the pen.</summary>
    public string? NotYet { get; init; }

    public static Field Later(string name, string code = "not_supported") => new(name, new Shape.Anything(), "") { NotYet = code };
}

internal static class ShapeFields
{
    extension(Shape.Map map)
    {
        public IEnumerable<Field> Offered => map.Fields.Where(f => f.NotYet is null);
    }

    public static Field Needed(this Field field) => field with { Required = true };
}
