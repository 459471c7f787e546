using System.Text.Json;
using System.Text.Json.Nodes;

namespace Keyway.Server.Sandbox;

/// <summary>Reading what a client sent, in any of the ways the vendors take it, and answering.</summary>
internal static class SandboxCall
{
    private const int MaxBody = 1 << 20;

    /// <summary>The arguments: the JSON body's, the form's or the query's; null for JSON that is none, or no object.</summary>
    public static async Task<JsonObject?> Arguments(HttpRequest request)
    {
        var arguments = new JsonObject();
        foreach (var (name, value) in request.Query) arguments[name] = value.ToString();
        if (request.ContentLength is 0 or > MaxBody || HttpMethods.IsGet(request.Method)) return arguments;
        if (request.HasFormContentType)
        {
            foreach (var (name, value) in await request.ReadFormAsync()) arguments[name] = value.ToString();
            return arguments;
        }
        try
        {
            return await JsonNode.ParseAsync(request.Body) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The token of <c>Authorization: Bearer</c> or <c>token</c>; null where there is none.</summary>
    public static string? Token(HttpRequest request)
    {
        var header = request.Headers.Authorization.ToString();
        var space = header.IndexOf(' ');
        return space > 0 && header[..space].ToLowerInvariant() is "bearer" or "token" ? header[(space + 1)..].Trim() : null;
    }

    public static string? Text(this JsonObject arguments, string name) =>
        arguments[name] is JsonValue value ? value.TryGetValue<string>(out var text) ? text : value.ToString() : null;

    public static Task Json(HttpResponse response, int status, JsonNode body)
    {
        response.StatusCode = status;
        response.ContentType = "application/json; charset=utf-8";
        return response.WriteAsync(body.ToJsonString());
    }
}
