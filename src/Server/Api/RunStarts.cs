using Keyway.Engine.Connections;
using Keyway.Engine.Expressions;
using Keyway.Engine.Runs;
using Keyway.Engine.Triggers;
using Keyway.Engine.Values;
using Keyway.Server.Ingress;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Keyway.Server.Api;

/// <summary>How a run that the API begins is to begin.</summary>
/// <param name="Trigger"><c>manual</c> or <c>action</c>.</param>
public sealed record StartWish(string Trigger, bool Waits, bool IsTest);

/// <summary>The way from an event in a body to a run and its reply: lift, choose the storage class, start, and wait where that is asked.</summary>
public static class RunStarts
{
    public static async Task<Results<Ok<ManualRunReply>, Accepted<ManualRunReply>, ApiProblem>> Begin(
        Deployed deployed, ObjectValue @event, StartWish wish, HttpContext http, ApiPorts api, CancellationToken ct)
    {
        var trigger = deployed.Workflow.Trigger as Trigger.Http;
        var noStore = Preferences.IsNoStore(http.Request);
        if (noStore && trigger?.NoStore == NoStoreRule.Ignore) return Problems.NoStoreNotAllowed;

        var outcome = deployed.Lift.Lift(@event, trigger is null ? [] : new TriggerDoor(deployed, trigger).CredentialHeaders, new EvaluationScope { Steps = Value.Undefined, Env = api.Host.Engine.Environment(), Now = api.Time.GetUtcNow() });
        if (outcome is LiftOutcome.Missing missing) return Refused(missing);
        var lifted = (LiftOutcome.Lifted)outcome;
        var start = new RunStart(deployed, lifted.Event, noStore || trigger?.NoStore == NoStoreRule.Require ? StorageClass.NoStore : deployed.Workflow.Settings.History, wish.Trigger, wish.Waits) { IsTest = wish.IsTest };
        return await Start(start, http, noStore, api, ct);
    }

    public static async Task<Results<Ok<ManualRunReply>, Accepted<ManualRunReply>, ApiProblem>> Start(
        RunStart start, HttpContext http, bool noStore, ApiPorts api, CancellationToken ct)
    {
        switch (await api.Host.Start(start, ct))
        {
            case RunStarted.Queued queued:
                return Accepted(queued.Run, http, noStore);
            case RunStarted.Running running:
                var end = await running.Run.End.WaitAsync(ct);
                Applied(http, noStore);
                return TypedResults.Ok(Ended(running.Run, end));
            case RunStarted.QueueFull full:
                return Problems.QueueFull with { RetryAfter = full.RetryAfter };
            default:
                throw new InvalidOperationException("A start without an idempotency key cannot be a repeat.");
        }
    }

    private static ApiProblem Refused(LiftOutcome.Missing missing) =>
        Problems.CredentialsMissing with { Credentials = [.. missing.Credentials.Select(c => new MissingCredentialReply(c.Field, c.LookedIn, c.Found))] };

    private static Accepted<ManualRunReply> Accepted(RunId run, HttpContext http, bool noStore)
    {
        Applied(http, noStore);
        return TypedResults.Accepted("/api/runs/" + run, new ManualRunReply(run.ToString(), RunStatus.Queued.Word(), Value.Undefined, null, null));
    }

    private static void Applied(HttpContext http, bool noStore)
    {
        if (noStore) http.Response.Headers["Preference-Applied"] = "no-store";
    }

    private static ManualRunReply Ended(ActiveRun run, RunEnd end)
    {
        var answer = run.Answer is { IsCompletedSuccessfully: true, Result: { } given }
            ? new AnswerReply(given.Status, given.Headers.GroupBy(h => h.Name).ToDictionary(g => g.Key, g => string.Join(", ", g.Select(h => h.Value))), given.Body)
            : null;
        var error = end.Code is { } code ? new RunErrorReply(code, end.FailedStep) : null;
        return new(run.Id.ToString(), end.Status.Word(), end.Result, answer, error);
    }
}
