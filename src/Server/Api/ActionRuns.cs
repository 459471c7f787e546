using System.Text.Json.Nodes;
using Keyway.Engine.Apps;
using Keyway.Engine.Catalog;
using Keyway.Engine.Connections;
using Keyway.Engine.Runs;
using Keyway.Engine.Values;
using Keyway.Server.Auth;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Keyway.Server.Api;

/// <summary>
/// One action, run for a caller who brings the credential. It is a workflow of one step, made on the spot and never saved: so its
/// credentials are lifted, its inputs checked, its run recorded and its no-store honoured by the same code as any other's.
/// </summary>
public static class ActionRuns
{
    private const string Step = "action";

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapPost("/api/apps/{app}/actions/{action}/run", Run).Needs(Scope.AppsRun).Accepts<ActionOrder>("application/json");
        api.MapPost("/api/apps/{app}/actions/{action}/options", Options).Needs(Scope.AppsRun);
    }

    /// <summary>Runs one action with the inputs and the credential in the body, and answers with its result. No workflow is needed, none is made.</summary>
    internal static async Task<Results<Ok<ActionRunReply>, ApiProblem>> Run(
        string app, string action, HttpContext http, [FromServices] ApiPorts api, CancellationToken ct)
    {
        var order = ActionOrder.Read(await ApiBody.ReadObject(http.Request, ct));
        if (api.App(app) is not { } found) return Problems.AppNotFound;
        if (found.Find(action) is not { } act) return Problems.ActionNotFound;

        var check = api.Check(Source(found, act, order));
        if (check.Workflow is not { } workflow)
            return Problems.ActionInvalid with { Problems = [.. check.Problems.Where(p => !p.IsWarning).Select(WorkflowProblem.From).Select(Told)] };
        // A slash is in no workflow's name, so that these runs are never taken for a workflow's.
        workflow = workflow with { Name = found.Key + "/" + act.Key };

        await api.Audit(Caller.Of(http), "action.run", workflow.Name, ct);
        var begun = await RunStarts.Begin(new Deployed(workflow, 0, "", true, LiftPlan.For(workflow)), order.AsEvent(), new("action", Waits: true, IsTest: false), http, api, ct);
        return begun.Result switch
        {
            Ok<ManualRunReply> { Value: { Status: "succeeded" } ended } => TypedResults.Ok(new ActionRunReply(ended.Id, ended.Result)),
            Ok<ManualRunReply> { Value: { } ended } => Problems.ActionFailed with { Run = ended.Id, Cause = ended.Error?.Code ?? ended.Status },
            ApiProblem problem => problem,
            _ => throw new InvalidOperationException("A run that is waited for is not queued."),
        };
    }

    /// <summary>Asks the app for the choices of an input. No action offers that yet.</summary>
    internal static ApiProblem Options(string app, string action, [FromServices] ApiPorts api)
    {
        if (api.App(app) is not { } found) return Problems.AppNotFound;
        return found.Find(action) is null ? Problems.ActionNotFound : Problems.OptionsNotSupported;
    }

    /// <summary>
    /// The workflow: each input and each credential field that was given is read from the event by its name. The values themselves never
    /// stand in the source, so the check can neither show one nor take one for an expression.
    /// </summary>
    private static WorkflowSource Source(App app, AppAction action, ActionOrder order)
    {
        var step = new JsonObject { ["name"] = Step, ["uses"] = app.Key + "/" + action.Key, ["with"] = Read(order.With ?? new ObjectValue(), "with") };
        if (order.External is { } external) step["connection"] = new JsonObject { ["external"] = Read(external, "external") };
        var workflow = new JsonObject
        {
            ["keyway"] = 1,
            ["name"] = Step,
            ["trigger"] = new JsonObject { ["manual"] = new JsonObject() },
            ["steps"] = new JsonArray(step),
        };
        return new(workflow.ToJsonString(), "json");
    }

    private static JsonObject Read(ObjectValue given, string from)
    {
        var fields = new JsonObject();
        foreach (var (key, _) in given)
        {
            var quoted = JsonValue.Create(key).ToJsonString();
            // A name that would end the expression is no input of any action; the check says so.
            fields[key] = quoted.Contains("}}", StringComparison.Ordinal) ? null : $"{{{{ steps.trigger.event.{from}[{quoted}] }}}}";
        }
        return fields;
    }

    /// <summary>A problem's place in the body instead of in the workflow that the caller never saw.</summary>
    private static WorkflowProblem Told(WorkflowProblem problem) => problem with
    {
        Path = problem.Path.Replace("steps[0].connection.", "", StringComparison.Ordinal).Replace("steps[0].", "", StringComparison.Ordinal),
        Line = 1,
        Column = 1,
    };
}

/// <summary>The body of an action's run.</summary>
/// <param name="With">The inputs.</param>
/// <param name="External">The credential's fields: external authentication.</param>
public sealed record ActionOrder(ObjectValue? With = null, ObjectValue? External = null)
{
    public static ActionOrder Read(ObjectValue body)
    {
        var fields = new BodyFields(body, "with", "external");
        return new(fields.Object("with"), fields.Object("external"));
    }

    public ObjectValue AsEvent()
    {
        var @event = new ObjectValue(2);
        @event.Set("with", With ?? new ObjectValue());
        if (External is not null) @event.Set("external", External);
        return @event;
    }
}

/// <summary>What an action gave.</summary>
/// <param name="Run">The run that recorded it.</param>
/// <param name="Result">The action's return value; credentials in it are handles.</param>
public sealed record ActionRunReply(string Run, Value Result);
