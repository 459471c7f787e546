using Keyway.Engine.Runs;
using Keyway.Server.Auth;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Keyway.Server.Api;

/// <summary>What can be asked of a run that is not finished: to stop, or to go on with the credentials it waits for.</summary>
public static class RunOrders
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapPost("/api/runs/{id}/cancel", Cancel).Needs(Scope.RunsWrite);
        api.MapPost("/api/runs/{id}/credentials", Supply).Needs(Scope.RunsWrite).Accepts<Dictionary<string, Dictionary<string, string>>>("application/json");
    }

    /// <summary>Stops a run. 200 when it is cancelled now, 202 when it stops at its next act.</summary>
    internal static async Task<Results<Ok<RunOrderReply>, Accepted<RunOrderReply>, ApiProblem>> Cancel(
        string id, HttpContext http, [FromServices] ApiPorts api, CancellationToken ct)
    {
        if (!RunId.TryParse(id, out var run)) return Problems.RunNotFound;
        var caller = Caller.Of(http);
        await api.Audit(caller, "run.cancel", run.ToString(), ct);
        return await api.Host.Cancel(run, caller.Name, ct) switch
        {
            CancelOutcome.Cancelled => TypedResults.Ok(new RunOrderReply(run.ToString(), RunStatus.Cancelled.Word())),
            CancelOutcome.Asked => TypedResults.Accepted("/api/runs/" + run, new RunOrderReply(run.ToString(), "cancelling")),
            CancelOutcome.AlreadyFinished => Problems.RunFinished,
            _ => Problems.RunNotFound,
        };
    }

    /// <summary>
    /// Gives a run at <c>credentials_required</c> the credentials that it waits for, as in <c>{"slack": {"oauth_access_token": "..."}}</c>. It goes
    /// on from the step it had reached. They are sealed until the run ends, and never shown.
    /// </summary>
    internal static async Task<Results<Accepted<RunOrderReply>, ApiProblem>> Supply(string id, HttpContext http, [FromServices] ApiPorts api, CancellationToken ct)
    {
        var given = GivenCredentials.Read(await ApiBody.ReadObject(http.Request, ct), "credentials");
        if (!RunId.TryParse(id, out var run) || await api.Runs.Read(run, ct) is not { } record) return Problems.RunNotFound;
        var missing = RunView.Awaited(record).Where(name => !given.ContainsKey(name)).ToList();
        if (missing.Count > 0)
            return Problems.CredentialsMissing with { Run = run.ToString(), Credentials = [.. missing.Select(name => new MissingCredentialReply(name, "body", "absent"))] };

        await api.Audit(Caller.Of(http), "run.credentials", run.ToString(), ct);
        if (!await api.Host.Supply(run, given, ct)) return Problems.RunNotWaiting;
        api.Nudge();
        return TypedResults.Accepted("/api/runs/" + run, new RunOrderReply(run.ToString(), RunStatus.Queued.Word()));
    }
}

/// <summary>Where a run stands after an order.</summary>
/// <param name="Status">A run's status, or <c>cancelling</c>.</param>
public sealed record RunOrderReply(string Id, string Status);
