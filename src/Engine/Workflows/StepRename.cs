using System.Text.RegularExpressions;
using Keyway.Engine.Expressions;
using Keyway.Engine.Workflows.Format;

namespace Keyway.Engine.Workflows;

/// <summary>A step's new name, everywhere in a file: its own, where a <c>goto</c> leads to it, and in every expression that reads it.</summary>
public static class StepRename
{
    /// <summary>The places of the old name, in the order of the file; a problem where the file or the new name does not allow it.</summary>
    public static RenamePlaces Find(SourceNode source, string from, string to)
    {
        var root = new Place(source, "");
        var steps = root.ItemsAt("steps").ToList();
        var at = steps.FirstOrDefault(s => s.TextAt("name") == from);
        if (at.Node is null) return Refused("unknown_step", new("steps", 1, 1), $"There is no step '{Problems.Shown(from)}'.");
        var name = at.Find("name")!.Value;
        if (to is "trigger" or "__proto__") return Refused("reserved_name", name.Spot, $"A step cannot be named '{to}'.");
        if (((Shape.Text)WorkflowFormat.Step.Find("name")!.Shape) is var form && (!form.Pattern.IsMatch(to) || to.Length > form.MaxLength || to.EndsWith('\n')))
            return Refused("invalid_value", name.Spot, $"Expected {form.Expected}.");
        if (steps.Any(s => s.TextAt("name") == to)) return Refused("duplicate_step", name.Spot, $"There is a step '{to}' already.");

        var places = new List<LineColumn>();
        foreach (var step in steps)
        {
            Take(step.Find("name"));
            Take(step.Find("on_error")?.Find("goto"));
        }
        foreach (var scalar in Scalars(source))
            if (scalar.Value.TryGetText(out var text) && TemplateScan.HasExpression(text)) TakeReferences(scalar, text);
        return new RenamePlaces.Found([.. places.Distinct().OrderBy(p => p.Line).ThenBy(p => p.Column)]);

        void Take(Place? place)
        {
            if (place is { Node: SourceNode.Scalar scalar } && place.Value.Text == from) places.Add(scalar.PlaceOf(0));
        }

        void TakeReferences(SourceNode.Scalar scalar, string text)
        {
            foreach (var piece in TemplateScan.Scan(text).Pieces)
            {
                // What does not parse stays as it is: the check tells of it.
                if (!piece.IsExpression || Expression.Parse(text[piece.From..piece.To]) is not ExpressionParse.Parsed { Expression: var expression }) continue;
                foreach (var reference in expression.References)
                {
                    if (reference is not { Root: "steps", Segments: [var step, ..] } || step != from) continue;
                    var root = PlacedExpression.OffsetOf(expression.Source, reference.Line, reference.Column);
                    if (OffsetOfName(expression.Source, root, from) is { } offset) places.Add(scalar.PlaceOf(piece.From + offset));
                }
            }
        }
    }

    /// <summary><c>steps.name</c>, <c>steps?.name</c>, <c>steps["name"]</c>: where the name begins.</summary>
    private static int? OffsetOfName(string source, int root, string name)
    {
        var written = Regex.Match(source[root..], $@"^steps\s*(?:(?:\?\.|\.)\s*|(?:\?\.)?\s*\[\s*[""'`])({Regex.Escape(name)})", RegexOptions.NonBacktracking);
        return written.Success ? root + written.Groups[1].Index : null;
    }

    private static IEnumerable<SourceNode.Scalar> Scalars(SourceNode node) => node switch
    {
        SourceNode.Scalar scalar => [scalar],
        SourceNode.List list => list.Items.SelectMany(Scalars),
        SourceNode.Map map => map.Properties.SelectMany(p => Scalars(p.Value)),
        _ => [],
    };

    private static RenamePlaces.Refused Refused(string code, SourceSpot at, string message) => new(new Problem(code, message, at));
}

/// <summary>Where a step's name stands in a file.</summary>
public abstract record RenamePlaces
{
    private RenamePlaces() { }

    /// <param name="Places">Where the old name begins.</param>
    public sealed record Found(IReadOnlyList<LineColumn> Places) : RenamePlaces;

    public sealed record Refused(Problem Problem) : RenamePlaces;
}
