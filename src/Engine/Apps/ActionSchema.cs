using System.Text.Json.Nodes;
using Keyway.Engine.Values;

namespace Keyway.Engine.Apps;

/// <summary>The inputs of an action as a JSON Schema (draft 2020-12), for the API and for editors. It describes them as the action gets them, after coercion.</summary>
public static class ActionSchema
{
    public static JsonObject Inputs(AppAction action)
    {
        var properties = new JsonObject();
        var required = new JsonArray();
        foreach (var prop in action.Props)
        {
            properties[prop.Name] = Of(prop);
            if (prop.Required && prop.Default.IsUndefined) required.Add((JsonNode)prop.Name);
        }
        var schema = new JsonObject { ["type"] = "object", ["properties"] = properties, ["additionalProperties"] = false };
        if (required.Count > 0) schema["required"] = required;
        return schema;
    }

    private static JsonObject Of(Prop prop)
    {
        var schema = new JsonObject { ["title"] = prop.Label, ["description"] = prop.Help };
        if (TypeName(prop.Type) is { } type) schema["type"] = type;
        if (prop.Type == PropType.Array && TypeName(prop.Items) is { } items) schema["items"] = new JsonObject { ["type"] = items };
        if (prop.Choices.Count > 0) schema["enum"] = new JsonArray([.. prop.Choices.Select(c => (JsonNode)c)]);
        var isText = prop.Type == PropType.Text;
        if (prop.Min is { } min) schema[isText ? "minLength" : "minimum"] = min;
        if (prop.Max is { } max) schema[isText ? "maxLength" : "maximum"] = max;
        if (!prop.Default.IsUndefined) schema["default"] = JsonNode.Parse(ValueJson.ToText(prop.Default));
        if (prop.Secret) schema["writeOnly"] = true;
        return schema;
    }

    /// <summary>JSON Schema's word for the type; null where any value will do.</summary>
    public static string? TypeName(PropType type) => type switch
    {
        PropType.Text => "string",
        PropType.Number => "number",
        PropType.Integer => "integer",
        PropType.Boolean => "boolean",
        PropType.Object => "object",
        PropType.Array => "array",
        _ => null,
    };
}
