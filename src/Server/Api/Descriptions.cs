using System.Text.Json.Nodes;
using Keyway.Engine.Values;
using Keyway.Server.Auth;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Keyway.Server.Api;

/// <summary>What the server says about itself: the API's description, the workflow format's schema, and a page for each error code.</summary>
public static class Descriptions
{
    private const string BearerKey = "key";
    private const string PagePrefix = "errors/";

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapOpenApi("/openapi.json").ExcludeFromDescription();
        api.MapGet("/schema/workflow.json", WorkflowSchema).Produces<JsonObject>(200, "application/schema+json");
        api.MapGet("/docs/errors/{code}", ErrorPage).Produces<string>(200, "text/plain");
    }

    /// <summary>The description is made of the handlers and their XML comments, at the first request for it.</summary>
    public static void Add(IServiceCollection services) => services.AddOpenApi(options =>
    {
        options.AddDocumentTransformer(static (document, _, _) =>
        {
            document.Info = new OpenApiInfo
            {
                Title = "Keyway", Version = "1",
                Description = "The API of a Keyway server. Errors are application/problem+json with a stable code, each explained at /docs/errors/{code}.",
            };
            // The address is the reader's: whoever fetched this knows it better than a server behind a proxy.
            document.Servers = [];
            document.Components ??= new OpenApiComponents();
            document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
            {
                [BearerKey] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer", Description = "An API key." },
            };
            return Task.CompletedTask;
        });
        options.AddOperationTransformer(static (operation, context, _) =>
        {
            if (context.Description.ActionDescriptor.EndpointMetadata.OfType<NeededScope>().FirstOrDefault() is not { } needed) return Task.CompletedTask;
            operation.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(BearerKey, context.Document)] = [] }];
            if (needed.Name is not null) operation.Description = (operation.Description + "\n\nNeeds the scope `" + needed.Name + "`.").Trim();
            return Task.CompletedTask;
        });
        options.AddSchemaTransformer(static (schema, context, _) =>
        {
            // Any JSON: the serializer knows them only as types of ours.
            if (context.JsonTypeInfo.Type == typeof(ObjectValue)) (schema.Type, schema.Items) = (JsonSchemaType.Object, null);
            if (context.JsonTypeInfo.Type == typeof(DateTimeOffset)) (schema.Type, schema.Format) = (JsonSchemaType.String, "date-time");
            if (context.JsonTypeInfo.Type == typeof(DateTimeOffset?)) (schema.Type, schema.Format) = (JsonSchemaType.String | JsonSchemaType.Null, "date-time");
            if (context.JsonTypeInfo.Type == typeof(Value)) schema.Description ??= "Any JSON value; a credential in it is its handle, «app.field».";
            return Task.CompletedTask;
        });
    });

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
