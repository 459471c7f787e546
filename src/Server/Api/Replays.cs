using Keyway.Engine.Runs;
using Keyway.Engine.Values;
using Keyway.Server.Auth;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Keyway.Server.Api;

/// <summary>Runs repeated, one or many.</summary>
public static class Replays
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapPost("/api/runs/{id}/replay", Replay).Needs(Scope.RunsWrite).Accepts<ReplayWish>("application/json");
        api.MapPost("/api/runs/replay", ReplayMany).Needs(Scope.RunsWrite).Accepts<BulkReplay>("application/json");
    }

    /// <summary>
    /// Runs a run's event again, with the newest version of the workflow unless another is named. Credentials that came with the request are
    /// not in the record: give them again here, or the new run waits for them.
    /// </summary>
    /// <param name="wait"><c>true</c>, or the header <c>Prefer: wait</c>, holds the reply until the run ends or pauses.</param>
    internal static async Task<Results<Ok<ManualRunReply>, Accepted<ManualRunReply>, ApiProblem>> Replay(
        string id, string? wait, HttpContext http, [FromServices] ApiPorts api, CancellationToken ct)
    {
        var waits = Preferences.Waits(http.Request, wait);
        var wish = ReplayWish.Read(await ApiBody.ReadObject(http.Request, ct));
        if (!RunId.TryParse(id, out var run) || await api.Runs.Read(run, ct) is not { } record) return Problems.RunNotFound;
        switch (await Plan(record, wish, api, ct))
        {
            case Planned.Ready ready:
                await api.Audit(Caller.Of(http), "run.replay", run.ToString(), ct);
                return await RunStarts.Start(ready.Start with { Waits = waits }, http, false, api, ct);
            case Planned.Refused refused:
                return refused.Problem;
            default:
                throw new InvalidOperationException("A plan that is neither ready nor refused.");
        }
    }

    /// <summary>
    /// Repeats every run that a filter finds, newest first, a page at a time: call it again with <c>next</c> as the cursor until that is
    /// null. Runs whose credentials came with the request wait to be given them.
    /// </summary>
    internal static async Task<Results<Ok<BulkReplayReply>, ApiProblem>> ReplayMany(HttpContext http, [FromServices] ApiPorts api, CancellationToken ct)
    {
        var wish = await ApiBody.Read(http.Request, ApiJson.Relaxed.BulkReplay, ct);
        if (string.IsNullOrEmpty(wish.Workflow)) throw BodyFields.Refuse("workflow", "the name of a workflow: all runs of all workflows are not repeated at once");
        var filter = new RunFilter(wish.Workflow, ApiQuery.Status(wish.Status), wish.Since, wish.Until, wish.Q, wish.Cursor, ApiQuery.Limit(wish.Limit?.ToString()));
        await api.Audit(Caller.Of(http), "run.replay_many", wish.Workflow, ct);

        var page = await api.Runs.List(filter, ct);
        var started = new List<ReplayedRun>();
        var refused = new List<RefusedReplay>();
        foreach (var summary in page.Items)
        {
            var id = summary.Header.Id;
            // Gone since the page was read: nothing to repeat, nothing to tell.
            if (await api.Runs.Read(id, ct) is not { } record) continue;
            switch (await Plan(record, new ReplayWish(wish.Version), api, ct))
            {
                case Planned.Refused no:
                    refused.Add(new(id.ToString(), no.Problem.Code));
                    break;
                case Planned.Ready ready when await api.Host.Start(ready.Start, ct) is RunStarted.Queued queued:
                    started.Add(new(id.ToString(), queued.Run.ToString()));
                    break;
                default:
                    refused.Add(new(id.ToString(), Problems.QueueFull.Code));
                    break;
            }
        }
        return TypedResults.Ok(new BulkReplayReply(started, refused, page.Next));
    }

    private static async ValueTask<Planned> Plan(RunRecord record, ReplayWish wish, ApiPorts api, CancellationToken ct)
    {
        var header = record.Header;
        if (header.Version == 0) return new Planned.Refused(Problems.NotReplayable);
        if (await api.Find(header.Workflow, wish.Version, ct) is not { } deployed)
            return new Planned.Refused(wish.Version is null ? Problems.WorkflowNotFound : Problems.VersionNotFound);
        var recorded = await api.Find(header.Workflow, header.Version, ct);
        if (recorded is null && wish.FromStep is not null) return new Planned.Refused(Problems.VersionNotFound);

        var order = new ReplayOrder(record, [.. recorded?.Workflow.Steps.Select(s => s.Name) ?? []], deployed, wish.FromStep, wish.Credentials ?? new Dictionary<string, Value>());
        return Engine.Runs.Replay.Plan(order) switch
        {
            ReplayPlan.Ready ready => new Planned.Ready(ready.Start),
            ReplayPlan.Refused { Code: "replay_data_gone" } => new Planned.Refused(Problems.ReplayDataGone),
            ReplayPlan.Refused { Code: "replay_not_reached" } => new Planned.Refused(Problems.ReplayNotReached),
            ReplayPlan.Refused { Code: "step_unknown" } => new Planned.Refused(Problems.StepUnknown),
            _ => throw new InvalidOperationException("A refusal of a replay that the API does not know."),
        };
    }

    private abstract record Planned
    {
        public sealed record Ready(RunStart Start) : Planned;
        public sealed record Refused(ApiProblem Problem) : Planned;
    }
}

/// <summary>How a run is to be repeated.</summary>
/// <param name="Version">The newest when it is left out.</param>
/// <param name="FromStep">The first step to run again; earlier ones keep their recorded results. All run again when it is left out.</param>
/// <param name="Credentials">As in <c>{"slack": {"oauth_access_token": "..."}}</c>; kept as a run's credentials are, never shown.</param>
public sealed record ReplayWish(int? Version = null, string? FromStep = null, IReadOnlyDictionary<string, Value>? Credentials = null)
{
    public static ReplayWish Read(ObjectValue body)
    {
        var fields = new BodyFields(body, "version", "from_step", "credentials");
        return new(fields.Integer("version", 1), fields.Text("from_step"), GivenCredentials.Read(fields.Object("credentials"), "credentials"));
    }
}

/// <summary>Which runs are to be repeated, and how.</summary>
/// <param name="Workflow">Needed.</param>
/// <param name="Status">Only these.</param>
/// <param name="Since">Started at or after this time.</param>
/// <param name="Until">Started before this time.</param>
/// <param name="Q">The beginning of a run's id, or a part of an error code.</param>
/// <param name="Version">The newest when it is left out.</param>
/// <param name="Limit">How many in this call.</param>
/// <param name="Cursor">From the call before.</param>
[System.Text.Json.Serialization.JsonUnmappedMemberHandling(System.Text.Json.Serialization.JsonUnmappedMemberHandling.Disallow)]
public sealed record BulkReplay(
    string? Workflow = null, IReadOnlyList<string?>? Status = null, DateTimeOffset? Since = null, DateTimeOffset? Until = null, string? Q = null,
    int? Version = null, int? Limit = null, string? Cursor = null);

/// <summary>What was repeated.</summary>
/// <param name="Next">The cursor of the next call; null when all are done.</param>
public sealed record BulkReplayReply(IReadOnlyList<ReplayedRun> Started, IReadOnlyList<RefusedReplay> Refused, string? Next);

/// <summary>A run and the run that repeats it.</summary>
public sealed record ReplayedRun(string Run, string Replay);

/// <summary>A run that cannot be repeated, and why.</summary>
public sealed record RefusedReplay(string Run, string Code);
