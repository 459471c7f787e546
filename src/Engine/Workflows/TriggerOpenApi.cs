using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Keyway.Engine.Triggers;

namespace Keyway.Engine.Workflows;

/// <summary>
/// An OpenAPI 3.1 document of a workflow's HTTP trigger, for whoever calls it: who may call, the credentials that the request must bring and where,
/// the fields that the workflow reads, and the replies. It holds names and places only, as the workflow's file does.
/// </summary>
public static class TriggerOpenApi
{
    private const string SchemeName = "trigger", AuthorizationName = "authorization";

    private static readonly string[] ProblemTexts = ["type", "title", "detail", "code", "run_id", "step", "error"];

    private static readonly JsonSerializerOptions Options = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The document, in UTF-8.</summary>
    /// <param name="address">The trigger's whole address.</param>
    public static ReadOnlyMemory<byte> Describe(Workflow workflow, Uri address) => Encoding.UTF8.GetBytes(Make(workflow, address).ToJsonString(Options));

    internal static JsonObject Make(Workflow workflow, Uri address)
    {
        if (workflow.Trigger is not Trigger.Http trigger) throw new ArgumentException("The workflow has no HTTP trigger.", nameof(workflow));
        var reads = TriggerReads.Of(workflow);
        var schemes = Schemes(trigger, reads);
        var operation = Operation(workflow, trigger, reads, schemes);
        var path = new JsonObject { ["post"] = operation };
        // What reads no body may as well be a link.
        if (operation["requestBody"] is null) path["get"] = WithId(operation.DeepClone().AsObject(), workflow.Name + "-get");
        var components = new JsonObject { ["schemas"] = new JsonObject { ["Problem"] = ProblemSchema() } };
        if (schemes.Count > 0) components["securitySchemes"] = schemes;
        return new()
        {
            ["openapi"] = "3.1.0",
            ["info"] = new JsonObject { ["title"] = workflow.Name, ["version"] = "1", ["description"] = "The HTTP trigger of this workflow. Any method may be used; a path may be added to the address." },
            ["servers"] = new JsonArray(new JsonObject { ["url"] = address.GetLeftPart(UriPartial.Authority) }),
            ["paths"] = new JsonObject { [address.AbsolutePath] = path },
            ["components"] = components,
        };
    }

    private static JsonObject Operation(Workflow workflow, Trigger.Http trigger, TriggerReads reads, JsonObject schemes)
    {
        var operation = new JsonObject
        {
            ["operationId"] = workflow.Name,
            ["summary"] = "Start a run",
            ["parameters"] = Parameters(trigger, reads),
        };
        if (schemes.Count > 0) operation["security"] = new JsonArray(new JsonObject(schemes.Select(s => KeyValuePair.Create<string, JsonNode?>(s.Key, new JsonArray()))));
        var readsBody = reads.Fields.Any(f => f[0] is "body" or "raw_body") || reads.Credentials.Any(c => c.Path[0] == "body");
        if (readsBody)
        {
            var body = RequestBodySchema.Of(reads);
            operation["requestBody"] = new JsonObject
            {
                ["required"] = body.IsRequired,
                ["content"] = new JsonObject { ["application/json"] = new JsonObject { ["schema"] = body.ToJson() } },
            };
        }
        operation["responses"] = TriggerReplies.Of(workflow, trigger, reads.Credentials.Any(c => c.IsRequired));
        operation["x-keyway-credentials"] = new JsonArray([.. reads.Credentials.Select(Credential)]);
        return operation;
    }

    private static JsonArray Parameters(Trigger.Http trigger, TriggerReads reads)
    {
        var parameters = new JsonArray();
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var credential in reads.Credentials)
            if (credential.Path is [var part, var name, ..] && In(part) is { } place && !IsReserved(part, name) && seen.Add(place + name))
                parameters.Add(Parameter(place, name, credential.IsRequired, $"{credential.App.Name}: {credential.Field?.Label ?? "its credential"}. {credential.Field?.Help}".TrimEnd()));
        foreach (var field in reads.Fields)
            if (field is [var part, var name, ..] && In(part) is { } place && !IsReserved(part, name) && seen.Add(place + name))
                parameters.Add(Parameter(place, name, false, null));
        if (seen.Add("headerIdempotency-Key") && trigger.IdempotencyKey is null)
            parameters.Add(Parameter("header", "Idempotency-Key", false, "A repeat with the same key within 24 hours gets the first one's answer, and runs nothing."));
        if (trigger.NoStore != NoStoreRule.Ignore && seen.Add("headerPrefer"))
            parameters.Add(Parameter("header", "Prefer", false, "no-store keeps nothing of this request and its run but that it was."));
        return parameters;
    }

    private static string? In(string part) => part switch
    {
        "query" => "query",
        "headers" => "header",
        _ => null,
    };

    /// <summary>OpenAPI ignores parameters of these names: the first is told as a security scheme.</summary>
    private static bool IsReserved(string part, string name) => part == "headers" && name.ToLowerInvariant() is "authorization" or "accept" or "content-type";

    private static JsonObject Parameter(string place, string name, bool required, string? description)
    {
        var parameter = new JsonObject { ["name"] = name, ["in"] = place, ["required"] = required };
        if (description is not null) parameter["description"] = description;
        parameter["schema"] = new JsonObject { ["type"] = "string" };
        return parameter;
    }

    private static JsonObject Schemes(Trigger.Http trigger, TriggerReads reads)
    {
        var schemes = new JsonObject();
        var own = trigger.Auth switch
        {
            TriggerAuth.Bearer => new JsonObject { ["type"] = "http", ["scheme"] = "bearer" },
            TriggerAuth.Basic => new JsonObject { ["type"] = "http", ["scheme"] = "basic" },
            TriggerAuth.ApiKey key => new JsonObject { ["type"] = "apiKey", ["in"] = "header", ["name"] = key.Header },
            TriggerAuth.Hmac hmac => new JsonObject { ["type"] = "apiKey", ["in"] = "header", ["name"] = hmac.Form.Header, ["description"] = "An HMAC signature over the exact bytes of the body" + (hmac.Form.Preset is { } preset ? $", as {preset} signs." : ".") },
            TriggerAuth.Jwt jwt => new JsonObject { ["type"] = "http", ["scheme"] = "bearer", ["bearerFormat"] = "JWT", ["description"] = $"Issued by {jwt.Issuer} for {jwt.Audience}." },
            _ => null,
        };
        if (own is not null) schemes[SchemeName] = own;
        if (reads.Credentials.FirstOrDefault(c => c.Path is ["headers", var name, ..] && name.Equals("authorization", StringComparison.OrdinalIgnoreCase)) is { } credential)
            schemes[AuthorizationName] = new JsonObject { ["type"] = "apiKey", ["in"] = "header", ["name"] = "Authorization", ["description"] = $"{credential.App.Name}: {credential.Field?.Label ?? "its credential"}." };
        return schemes;
    }

    private static JsonObject Credential(CallerCredential credential) => new()
    {
        ["name"] = credential.Name,
        ["app"] = credential.App.Key,
        ["field"] = credential.Field?.Name,
        ["in"] = credential.Path[0],
        ["path"] = string.Join('.', credential.Path),
        ["required"] = credential.IsRequired,
    };

    private static JsonObject WithId(JsonObject operation, string id)
    {
        operation["operationId"] = id;
        return operation;
    }

    private static JsonObject ProblemSchema() => new()
    {
        ["type"] = "object",
        ["description"] = "RFC 9457, with a stable code.",
        ["properties"] = new JsonObject(ProblemTexts
            .Select(n => KeyValuePair.Create<string, JsonNode?>(n, new JsonObject { ["type"] = "string" }))
            .Append(KeyValuePair.Create<string, JsonNode?>("status", new JsonObject { ["type"] = "integer" }))
            .Append(KeyValuePair.Create<string, JsonNode?>("credentials", new JsonObject { ["type"] = "array", ["items"] = new JsonObject { ["type"] = "object" } }))),
        ["required"] = new JsonArray("title", "status", "code"),
    };
}
