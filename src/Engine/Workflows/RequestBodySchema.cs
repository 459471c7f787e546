using System.Text.Json.Nodes;

namespace Keyway.Engine.Workflows;

/// <summary>The body that a workflow reads, as a tree of the fields that its expressions name.</summary>
internal sealed class RequestBodySchema
{
    private readonly Dictionary<string, RequestBodySchema> _children = [];
    private CallerCredential? _credential;

    public bool IsRequired { get; private set; }

    public static RequestBodySchema Of(TriggerReads reads)
    {
        var root = new RequestBodySchema();
        foreach (var path in reads.Fields)
            if (path[0] == "body") root.Find(path.Skip(1));
        foreach (var credential in reads.Credentials)
            if (credential.Path[0] == "body") root.Find(credential.Path.Skip(1), credential.IsRequired)._credential = credential;
        return root;
    }

    /// <summary>The place at this path, made where it is new; where it is required all places above it are.</summary>
    private RequestBodySchema Find(IEnumerable<string> path, bool required = false)
    {
        var place = this;
        place.IsRequired |= required;
        foreach (var name in path)
        {
            if (!place._children.TryGetValue(name, out var child)) place._children[name] = child = new();
            place = child;
            place.IsRequired |= required;
        }
        return place;
    }

    public JsonObject ToJson()
    {
        var schema = new JsonObject();
        if (_credential is { } credential) Describe(schema, credential);
        if (_children.Count == 0) return schema;
        // steps.trigger.event.body.items[0].id: a list, whose items are alike.
        if (_children.Keys.All(k => k.All(char.IsAsciiDigit)))
        {
            schema["type"] = "array";
            schema["items"] = _children.Values.First().ToJson();
            return schema;
        }
        schema["type"] = "object";
        var properties = schema["properties"] as JsonObject ?? [];
        foreach (var (name, child) in _children) properties[name] = child.ToJson();
        schema["properties"] = properties;
        var required = _children.Where(c => c.Value.IsRequired).Select(c => (JsonNode)c.Key).ToArray();
        if (required.Length > 0) schema["required"] = new JsonArray(required);
        return schema;
    }

    private static void Describe(JsonObject schema, CallerCredential credential)
    {
        if (credential.Field is { } field)
        {
            schema["type"] = "string";
            schema["minLength"] = 1;
            if (field.Secret) (schema["format"], schema["writeOnly"]) = ("password", true);
            schema["description"] = $"{credential.App.Name}: {field.Label}. {field.Help}".TrimEnd();
            return;
        }
        schema["type"] = "object";
        schema["description"] = $"{credential.App.Name}: the fields of its credential.";
        schema["properties"] = new JsonObject(credential.App.Auth.Fields.Select(f =>
            KeyValuePair.Create<string, JsonNode?>(f.Name, new JsonObject { ["type"] = "string", ["description"] = f.Label, ["writeOnly"] = f.Secret })));
        schema["required"] = new JsonArray([.. credential.App.Auth.Fields.Where(f => f.Required).Select(f => (JsonNode)f.Name)]);
    }
}
