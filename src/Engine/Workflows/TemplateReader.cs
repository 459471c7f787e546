using Keyway.Engine.Expressions;
using Keyway.Engine.Values;
using Keyway.Engine.Workflows.Format;

namespace Keyway.Engine.Workflows;

/// <summary>Compiles the fields of a file into templates, and remembers each expression with its place for the checks that need them all.</summary>
internal sealed class TemplateReader(Problems problems)
{
    /// <summary>Stands for an expression that does not parse: no value, so that no check of a value says more about it.</summary>
    private static readonly Template.Literal Broken = new(Value.Undefined);

    private readonly List<PlacedExpression> _expressions = [];

    public IReadOnlyList<PlacedExpression> Expressions => _expressions;

    /// <summary>The field as a template; an expression that does not parse is noted, and stands as no value.</summary>
    public Template Read(Place place, ExpressionUse use)
    {
        switch (place.Node)
        {
            case SourceNode.Scalar scalar:
                return scalar.Value.TryGetText(out var text) && TemplateScan.HasExpression(text)
                    ? ReadText(scalar, text, place.Path, use)
                    : new Template.Literal(scalar.Value);
            case SourceNode.List:
                var items = place.Items.Select(i => Read(i, use)).ToArray();
                if (!items.All(i => i is Template.Literal)) return new Template.List(items);
                return new Template.Literal(new ArrayValue([.. items.Select(i => ((Template.Literal)i).Value)]).Freeze());
            default:
                return ReadMap(place, use) is var map && map.Properties.All(p => p.Value is Template.Literal) ? Literal(map) : map;
        }
    }

    /// <summary>A map of templates, kept a map even where all of it is literal.</summary>
    public Template.Map ReadMap(Place place, ExpressionUse use)
    {
        var properties = new List<KeyValuePair<string, Template>>();
        foreach (var (key, value) in place.Properties)
        {
            if (TemplateScan.HasExpression(key.Key)) problems.Error("expression_in_key", place.SpotOf(key), "A key is no expression. To compute keys, make the whole map one {{ }}.");
            properties.Add(new(key.Key, Read(value, use)));
        }
        return new(properties);
    }

    private static Template.Literal Literal(Template.Map map)
    {
        var value = new ObjectValue(map.Properties.Count);
        foreach (var (key, child) in map.Properties) value.Set(key, ((Template.Literal)child).Value);
        return new(value.Freeze());
    }

    private Template ReadText(SourceNode.Scalar scalar, string text, string path, ExpressionUse use)
    {
        var scanned = TemplateScan.Scan(text);
        if (scanned.Open >= 0)
        {
            var (line, column) = scalar.PlaceOf(scanned.Open);
            problems.Error("expression_syntax", new(path, line, column), $"In this text {scanned.What}. To write two braces as text, use {{{{ \"{{{{\" }}}}.");
            return Broken;
        }
        // White space around a single expression is the file's, such as the line end of a block: it does not make the field a text.
        var pieces = scanned.Pieces.Where(p => p.IsExpression || !string.IsNullOrWhiteSpace(text[p.From..p.To])).ToArray();
        if (pieces is [{ IsExpression: true } only]) return Compile(scalar, text, only, path, use);
        return new Template.Text([.. scanned.Pieces.Select(p => p.IsExpression ? Compile(scalar, text, p, path, use) : new Template.Literal(text[p.From..p.To]))]);
    }

    private Template Compile(SourceNode.Scalar scalar, string text, TemplateScan.Piece piece, string path, ExpressionUse use)
    {
        var source = text[piece.From..piece.To];
        var (line, column) = scalar.PlaceOf(piece.From);
        var at = new SourceSpot(path, line, column);
        if (source.Length == 0)
        {
            problems.Error("expression_syntax", at, "There is nothing between {{ and }}.");
            return Broken;
        }
        switch (Expression.Parse(source))
        {
            case ExpressionParse.Parsed parsed:
                var computed = new Template.Computed(parsed.Expression, at);
                _expressions.Add(new(computed, scalar, piece.From, use));
                return computed;
            case ExpressionParse.Failed failed:
                problems.Error(failed.Error.Code, PlacedExpression.Spot(scalar, piece.From, source, failed.Error.Line, failed.Error.Column, path), failed.Error.Message);
                return Broken;
            default:
                throw new InvalidOperationException("A parse without an outcome.");
        }
    }
}
