using Keyway.Engine.Catalog;
using Keyway.Engine.Triggers;
using Keyway.Server.Auth;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Keyway.Server.Api;

/// <summary>The workflows that are there.</summary>
public static class Workflows
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/api/workflows", List).Needs(Scope.WorkflowsRead);
        api.MapGet("/api/workflows/{name}", Show).Needs(Scope.WorkflowsRead);
        api.MapDelete("/api/workflows/{name}", Delete).Needs(Scope.WorkflowsWrite);
        api.MapGet("/api/workflows/{name}/versions", Versions).Needs(Scope.WorkflowsRead);
        api.MapGet("/api/workflows/{name}/openapi.json", OpenApi).Needs(Scope.WorkflowsRead);
        api.MapPost("/api/workflows/{name}/enable", Enable).Needs(Scope.WorkflowsWrite);
        api.MapPost("/api/workflows/{name}/disable", Disable).Needs(Scope.WorkflowsWrite);
        api.MapPost("/api/workflows/{name}/trigger/rotate", Rotate).Needs(Scope.WorkflowsWrite);
    }

    /// <summary>Lists workflows by name, each with its newest version.</summary>
    /// <param name="q">Only those whose name holds this text.</param>
    /// <param name="cursor">From the page before.</param>
    /// <param name="limit">How many on a page.</param>
    internal static async Task<Results<Ok<Page<WorkflowSummary>>, ApiProblem>> List(
        string? q, string? cursor, string? limit, [FromServices] ApiPorts api, CancellationToken ct)
    {
        var most = ApiQuery.Limit(limit);
        var items = new List<WorkflowSummary>();
        await foreach (var saved in api.Catalog.ListWorkflows(withSources: false, ct))
        {
            if (cursor is not null && string.CompareOrdinal(saved.Name, cursor) <= 0) continue;
            if (q is not null && !saved.Name.Contains(q, StringComparison.OrdinalIgnoreCase)) continue;
            if (items.Count == most) return TypedResults.Ok(new Page<WorkflowSummary>(items, items[^1].Name));
            var deployed = await api.Find(saved.Name, null, ct);
            items.Add(new(saved.Name, saved.Version, saved.Enabled, saved.SavedAt, deployed is null ? null : TriggerReply.Of(deployed.Workflow.Trigger, saved.TriggerKey, api)));
        }
        return TypedResults.Ok(new Page<WorkflowSummary>(items, null));
    }

    /// <summary>Shows a workflow with its source.</summary>
    /// <param name="version">The newest when it is left out.</param>
    internal static async Task<Results<Ok<WorkflowReply>, ApiProblem>> Show(
        string name, string? version, HttpResponse response, [FromServices] ApiPorts api, CancellationToken ct)
    {
        var number = ApiQuery.Version(version);
        if (await api.Catalog.FindWorkflow(name, ct) is not { } newest) return Problems.WorkflowNotFound;
        var saved = number is null || number == newest.Version ? newest : await api.Catalog.FindVersion(name, number.Value, ct);
        if (saved is null) return Problems.VersionNotFound;
        ETags.Set(response, saved.Version);
        return TypedResults.Ok(WorkflowReply.Of(saved, await api.Find(name, saved.Version, ct), api));
    }

    /// <summary>Deletes a workflow. Its trigger is unknown from now on; its runs stay, for as long as they are kept.</summary>
    internal static async Task<Results<NoContent, ApiProblem>> Delete(string name, HttpContext http, [FromServices] ApiPorts api, CancellationToken ct)
    {
        if (await api.Catalog.FindWorkflow(name, ct) is not { } newest) return Problems.WorkflowNotFound;
        if (await ETags.Expected(http.Request, () => ValueTask.FromResult<int?>(newest.Version)) is { } expected && expected != newest.Version) return Problems.PreconditionFailed;
        await api.Audit(Caller.Of(http), "workflow.delete", name, ct);
        if (!await api.Catalog.DeleteWorkflow(name, ct)) return Problems.WorkflowNotFound;
        await api.Changed(name, ct);
        return TypedResults.NoContent();
    }

    /// <summary>Lists a workflow's versions, newest first.</summary>
    internal static async Task<Results<Ok<Page<VersionSummary>>, ApiProblem>> Versions(string name, [FromServices] ApiPorts api, CancellationToken ct)
    {
        var versions = await api.Catalog.ListVersions(name, ct);
        if (versions.Count == 0) return Problems.WorkflowNotFound;
        return TypedResults.Ok(new Page<VersionSummary>([.. versions.Select(v => new VersionSummary(v.Version, v.SavedAt))], null));
    }

    /// <summary>Describes the workflow's HTTP trigger for its callers: the credentials it needs, and the fields it reads.</summary>
    internal static async Task<Results<Utf8ContentHttpResult, ApiProblem>> OpenApi(string name, [FromServices] ApiPorts api, CancellationToken ct)
    {
        if (await api.Find(name, null, ct) is not { } deployed) return Problems.WorkflowNotFound;
        if (deployed.Workflow.Trigger is not Trigger.Http) return Problems.NoHttpTrigger;
        return TypedResults.Text(api.DescribeTrigger(deployed.Workflow, api.TriggerUrl(deployed.TriggerKey)).Span, "application/json");
    }

    /// <summary>Lets the workflow's trigger take events again.</summary>
    internal static Task<Results<Ok<WorkflowReply>, ApiProblem>> Enable(string name, HttpContext http, [FromServices] ApiPorts api, CancellationToken ct) =>
        SetEnabled(name, true, http, api, ct);

    /// <summary>Makes the workflow's trigger unknown to callers until it is enabled again. Runs under way go on.</summary>
    internal static Task<Results<Ok<WorkflowReply>, ApiProblem>> Disable(string name, HttpContext http, [FromServices] ApiPorts api, CancellationToken ct) =>
        SetEnabled(name, false, http, api, ct);

    /// <summary>Gives the trigger a new address; the old one is unknown from now on.</summary>
    internal static async Task<Results<Ok<TriggerReply>, ApiProblem>> Rotate(string name, HttpContext http, [FromServices] ApiPorts api, CancellationToken ct)
    {
        if (await api.Find(name, null, ct) is not { } deployed) return Problems.WorkflowNotFound;
        if (deployed.Workflow.Trigger is not Trigger.Http) return Problems.NoHttpTrigger;
        var key = TriggerKey.Make(api.Entropy);
        await api.Audit(Caller.Of(http), "workflow.rotate", name, ct);
        if (!await api.Catalog.RotateTrigger(name, key, ct)) return Problems.WorkflowNotFound;
        await api.Changed(name, ct);
        return TypedResults.Ok(TriggerReply.Of(deployed.Workflow.Trigger, key, api));
    }

    private static async Task<Results<Ok<WorkflowReply>, ApiProblem>> SetEnabled(string name, bool enabled, HttpContext http, ApiPorts api, CancellationToken ct)
    {
        await api.Audit(Caller.Of(http), enabled ? "workflow.enable" : "workflow.disable", name, ct);
        if (!await api.Catalog.SetEnabled(name, enabled, ct)) return Problems.WorkflowNotFound;
        await api.Changed(name, ct);
        return await Show(name, null, http.Response, api, ct);
    }
}
