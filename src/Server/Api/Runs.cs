using Keyway.Engine.Runs;
using Keyway.Server.Auth;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Keyway.Server.Api;

/// <summary>The runs that were and are.</summary>
public static class Runs
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/api/runs", List).Needs(Scope.RunsRead);
        api.MapGet("/api/runs/{id}", Show).Needs(Scope.RunsRead);
        api.MapDelete("/api/runs/{id}", Delete).Needs(Scope.RunsWrite);
    }

    /// <summary>Lists runs, newest first.</summary>
    /// <param name="workflow">Only this workflow's.</param>
    /// <param name="status">Only these; repeated, or separated by commas.</param>
    /// <param name="since">Started at or after this time.</param>
    /// <param name="until">Started before this time.</param>
    /// <param name="q">The beginning of a run's id, or a part of a workflow's name or error code.</param>
    /// <param name="cursor">From the page before.</param>
    /// <param name="limit">How many on a page.</param>
    internal static async Task<Results<Ok<Page<RunLine>>, ApiProblem>> List(
        string? workflow, [FromQuery] string[]? status, string? since, string? until, string? q, string? cursor, string? limit,
        [FromServices] ApiPorts api, CancellationToken ct)
    {
        var filter = new RunFilter(workflow, ApiQuery.Status(status), ApiQuery.Time(since, "since"), ApiQuery.Time(until, "until"), q, cursor, ApiQuery.Limit(limit));
        var page = await api.Runs.List(filter, ct);
        return TypedResults.Ok(new Page<RunLine>([.. page.Items.Select(RunLine.Of)], page.Next));
    }

    /// <summary>Shows a run: what came in, each step, the credentials used by name, and the error.</summary>
    internal static async Task<Results<Ok<RunReply>, ApiProblem>> Show(string id, [FromServices] ApiPorts api, CancellationToken ct)
    {
        if (!RunId.TryParse(id, out var run) || await api.Runs.Read(run, ct) is not { } record) return Problems.RunNotFound;
        var deployed = await api.Find(record.Header.Workflow, record.Header.Version, ct);
        return TypedResults.Ok(RunView.Of(record, deployed?.Workflow));
    }

    /// <summary>Deletes a finished run: its key is destroyed first, so that what files and backups still hold is noise.</summary>
    internal static async Task<Results<NoContent, ApiProblem>> Delete(string id, HttpContext http, [FromServices] ApiPorts api, CancellationToken ct)
    {
        if (!RunId.TryParse(id, out var run) || await api.Runs.Read(run, ct) is null) return Problems.RunNotFound;
        await api.Audit(Caller.Of(http), "run.delete", run.ToString(), ct);
        return await api.Runs.Delete(run, ct) ? TypedResults.NoContent() : Problems.RunNotFinished;
    }
}
