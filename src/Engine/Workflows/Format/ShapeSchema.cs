using System.Text.Json.Nodes;

namespace Keyway.Engine.Workflows.Format;

/// <summary>A shape as JSON Schema (2020-12), for editors. What a schema cannot say (which apps there are, what an earlier step is) the check says.</summary>
internal static class ShapeSchema
{
    public static JsonObject Of(Shape shape) => shape switch
    {
        Shape.Text text => new() { ["type"] = "string", ["pattern"] = text.Pattern.ToString(), ["maxLength"] = text.MaxLength },
        Shape.Word word => new() { ["enum"] = Names(word.Words) },
        Shape.Whole { Min: var min, Max: var max } when min == max => new() { ["const"] = min },
        Shape.Whole whole => new() { ["type"] = "integer", ["minimum"] = whole.Min, ["maximum"] = whole.Max },
        Shape.Flag => new() { ["type"] = "boolean" },
        Shape.Duration => Pattern(Quantity.DurationPattern),
        Shape.Size => Pattern(Quantity.SizePattern),
        Shape.PerTime => Pattern(Quantity.RatePattern),
        Shape.Computed => new() { ["type"] = "string" },
        Shape.Anything => [],
        Shape.List list => new() { ["type"] = "array", ["items"] = Of(list.Item), ["maxItems"] = list.Max },
        Shape.Map map => Map(map),
        Shape.Either either => new() { ["anyOf"] = new JsonArray([.. either.Shapes.Select(Of)]) },
        _ => throw new InvalidOperationException("A shape without a schema."),
    };

    private static JsonObject Map(Shape.Map map)
    {
        var properties = new JsonObject();
        foreach (var field in map.Offered)
        {
            var schema = Of(field.Shape);
            schema.Insert(0, "description", field.Help);
            properties[field.Name] = schema;
        }
        var schemaOfMap = new JsonObject { ["type"] = "object" };
        if (properties.Count > 0) schemaOfMap["properties"] = properties;
        if (map.Offered.Any(f => f.Required)) schemaOfMap["required"] = Names(map.Offered.Where(f => f.Required).Select(f => f.Name));
        if (map.IsChoice) (schemaOfMap["minProperties"], schemaOfMap["maxProperties"]) = (1, 1);
        if (map.OtherKeys is { } keys) schemaOfMap["propertyNames"] = Of(keys);
        schemaOfMap["additionalProperties"] = map.Others is { } others ? Of(others) : false;
        return schemaOfMap;
    }

    private static JsonObject Pattern(string pattern) => new() { ["type"] = "string", ["pattern"] = pattern };

    private static JsonArray Names(IEnumerable<string> names) => new([.. names.Select(n => (JsonNode)n)]);
}
