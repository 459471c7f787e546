using Keyway.Engine.Catalog;
using Keyway.Engine.Sealing;
using Keyway.Server.Auth;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Keyway.Server.Api;

/// <summary>Workflows come in: checked, then saved as a version.</summary>
public static class Deploys
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapPut("/api/workflows/{name}", Deploy).Needs(Scope.WorkflowsWrite).Accepts<string>("application/yaml", "application/json");
        api.MapPost("/api/workflows/validate", Validate).Needs(Scope.WorkflowsRead).Accepts<string>("application/yaml", "application/json");
    }

    /// <summary>Checks a workflow and saves it as a new version, which serves from now on. The same source again changes nothing.</summary>
    /// <param name="name">Must be the name in the source.</param>
    internal static async Task<Results<Ok<DeployReply>, Created<DeployReply>, ApiProblem>> Deploy(
        string name, HttpContext http, [FromServices] ApiPorts api, CancellationToken ct)
    {
        var source = await ReadSource(http.Request, ct);
        var check = api.Check(source);
        if (check.Workflow is not { } workflow) return Problems.WorkflowInvalid with { Problems = CheckReply.Of(check).Problems };
        if (workflow.Name != name)
            return Problems.WorkflowInvalid with { Problems = [new("name_mismatch", "The name differs from the one in the address. A workflow is renamed by deploying it under the new name and deleting the old one.", "name", 1, 1, name)] };

        var expected = await ETags.Expected(http.Request, async () => (await api.Catalog.FindWorkflow(name, ct))?.Version);
        var isFirst = await api.Catalog.FindWorkflow(name, ct) is null;
        await api.Audit(Caller.Of(http), "workflow.deploy", name, ct);
        if (await api.Catalog.SaveWorkflow(name, source, TriggerKey.Make(api.Entropy), expected, api.Time.GetUtcNow(), ct) is not { } saved)
            return Problems.PreconditionFailed;
        await api.Changed(name, ct);

        ETags.Set(http.Response, saved.Version);
        var reply = new DeployReply(name, saved.Version, TriggerReply.Of(workflow.Trigger, saved.TriggerKey, api), CheckReply.Of(check).Warnings);
        return isFirst ? TypedResults.Created("/api/workflows/" + name, reply) : TypedResults.Ok(reply);
    }

    /// <summary>Makes the same checks as a deploy, and saves nothing. 200 also for a workflow with errors: they are the answer.</summary>
    internal static async Task<Results<Ok<CheckReply>, ApiProblem>> Validate(HttpRequest request, [FromServices] ApiPorts api, CancellationToken ct)
    {
        return TypedResults.Ok(CheckReply.Of(api.Check(await ReadSource(request, ct))));
    }

    private static async ValueTask<WorkflowSource> ReadSource(HttpRequest request, CancellationToken ct) => ApiBody.MediaType(request) switch
    {
        // YAML has had several media types; RFC 9512 made the first one official.
        "application/yaml" or "application/x-yaml" or "text/yaml" or "text/x-yaml" => new(await ApiBody.ReadText(request, ct), "yaml"),
        "application/json" => new(await ApiBody.ReadText(request, ct), "json"),
        _ => throw new RefusedException(Problems.UnsupportedMediaType.Because("Send the workflow as application/yaml or application/json.")),
    };
}

/// <summary>The unguessable part of a trigger's address: 26 characters of base 32, 130 random bits.</summary>
public static class TriggerKey
{
    private const string Alphabet = "abcdefghijklmnopqrstuvwxyz234567";

    public static string Make(Entropy entropy)
    {
        Span<byte> bytes = stackalloc byte[26];
        entropy(bytes);
        return string.Create(26, bytes, static (text, random) =>
        {
            for (var i = 0; i < text.Length; i++) text[i] = Alphabet[random[i] & 31];
        });
    }
}
