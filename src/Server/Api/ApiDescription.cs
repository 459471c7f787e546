using Keyway.Engine.Values;
using Keyway.Server.Auth;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Keyway.Server.Api;

/// <summary>
/// Makes the API's description from the handlers, their records and the XML comments of both. Called by the test that keeps <c>openapi.json</c>
/// up to date, never by a server.
/// </summary>
public static class ApiDescription
{
    private const string BearerKey = "key";

    public static void Add(IServiceCollection services) => services.AddOpenApi(options =>
    {
        options.AddDocumentTransformer(static (document, _, _) =>
        {
            Introduce(document);
            return Task.CompletedTask;
        });
        options.AddOperationTransformer(static async (operation, context, ct) =>
        {
            operation.Tags = new HashSet<OpenApiTagReference> { new(Noun(context.Description.RelativePath), context.Document) };
            // The binder takes an array that may be null for one that must be there.
            foreach (var parameter in operation.Parameters?.OfType<OpenApiParameter>().Where(p => p.In == ParameterLocation.Query) ?? []) parameter.Required = false;
            await Refusals(operation, context, ct);
            if (context.Description.ActionDescriptor.EndpointMetadata.OfType<NeededScope>().FirstOrDefault() is { } needed) AskForKey(operation, context, needed);
        });
        options.AddSchemaTransformer(static (schema, context, _) =>
        {
            Describe(schema, context.JsonTypeInfo.Type);
            return Task.CompletedTask;
        });
    });

    private static void Introduce(OpenApiDocument document)
    {
        document.Info = new OpenApiInfo
        {
            Title = "Keyway",
            Version = "1",
            Description = "The API of a Keyway server. Errors are application/problem+json with a stable code, each explained at /docs/errors/{code}.",
        };
        // The address is the reader's: whoever fetched this knows it better than a server behind a proxy.
        document.Servers = [];
        document.Tags = null;
        document.Components ??= new OpenApiComponents();
        document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
        {
            [BearerKey] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer", Description = "An API key." },
        };
    }

    /// <summary><c>runs</c> of <c>api/runs/{id}/live</c>: what the call is about.</summary>
    private static string Noun(string? path) => path?.Split('/') is ["api", var noun, ..] ? noun : "server";

    private static async Task Refusals(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken ct)
    {
        if (context.Document is not { } document) return;
        document.AddComponent(nameof(ApiProblem), await context.GetOrCreateSchemaAsync(typeof(ApiProblem), null, ct));
        operation.Responses ??= [];
        operation.Responses["default"] = new OpenApiResponse
        {
            Description = "A refusal.",
            Content = new Dictionary<string, OpenApiMediaType> { [ApiProblem.ContentType] = new() { Schema = new OpenApiSchemaReference(nameof(ApiProblem), document) } },
        };
    }

    private static void AskForKey(OpenApiOperation operation, OpenApiOperationTransformerContext context, NeededScope needed)
    {
        operation.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(BearerKey, context.Document)] = [] }];
        if (needed.Name is not null) operation.Description = (operation.Description + "\n\nNeeds the scope `" + needed.Name + "`.").Trim();
    }

    /// <summary>What the serializer knows only as types of ours.</summary>
    private static void Describe(OpenApiSchema schema, Type type)
    {
        if (type == typeof(ObjectValue)) (schema.Type, schema.Items) = (JsonSchemaType.Object, null);
        if (type == typeof(Value)) schema.Description ??= "Any JSON value; a credential in it is its handle, «app.field».";
        if (type == typeof(DateTimeOffset)) (schema.Type, schema.Format) = (JsonSchemaType.String, "date-time");
        if (type == typeof(DateTimeOffset?)) (schema.Type, schema.Format) = (JsonSchemaType.String | JsonSchemaType.Null, "date-time");
    }
}
