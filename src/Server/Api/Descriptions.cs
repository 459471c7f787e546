using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Keyway.Server.Api;

/// <summary>What the server says about itself: the API's description, the workflow format's schema, and a page for each error code.</summary>
public static class Descriptions
{
    private const string PagePrefix = "errors/";

    /// <summary>Made from the code and kept with it, so that no start and no request pays for the making; a test says when it is out of date.</summary>
    private static readonly Lazy<byte[]> ApiDocument = new(static () =>
    {
        using var document = typeof(Descriptions).Assembly.GetManifestResourceStream("openapi.json")!;
        var bytes = new byte[document.Length];
        document.ReadExactly(bytes);
        return bytes;
    });

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/openapi.json", OpenApi).Produces<JsonObject>(200, "application/json");
        api.MapGet("/schema/workflow.json", WorkflowSchema).Produces<JsonObject>(200, "application/schema+json");
        api.MapGet("/docs/errors/{code}", ErrorPage).Produces<string>(200, "text/plain");
    }

    /// <summary>Describes this API: OpenAPI 3.1.</summary>
    internal static Utf8ContentHttpResult OpenApi() => TypedResults.Text(ApiDocument.Value, "application/json");

    /// <summary>The JSON Schema of a workflow file, for editors.</summary>
    internal static Utf8ContentHttpResult WorkflowSchema([FromServices] ApiPorts api) => TypedResults.Text(api.WorkflowSchema().Span, "application/schema+json");

    /// <summary>Explains an error code: what happened, and what to do.</summary>
    internal static async Task<Results<ContentHttpResult, ApiProblem>> ErrorPage(string code, CancellationToken ct)
    {
        // The names of resources are a closed list, so no code can reach anything else.
        await using var page = typeof(Descriptions).Assembly.GetManifestResourceStream(PagePrefix + code);
        if (page is null) return Problems.NotFound;
        using var reader = new StreamReader(page);
        return TypedResults.Text(await reader.ReadToEndAsync(ct), "text/plain; charset=utf-8");
    }
}
