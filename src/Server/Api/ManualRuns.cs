using Keyway.Engine.Connections;
using Keyway.Engine.Runs;
using Keyway.Engine.Triggers;
using Keyway.Engine.Values;
using Keyway.Server.Auth;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Keyway.Server.Api;

/// <summary>Runs started by a person or a program, not by a trigger.</summary>
public static class ManualRuns
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapPost("/api/workflows/{name}/run", Run).Needs(Scope.RunsWrite).Accepts<ManualRunOrder>("application/json");
    }

    /// <summary>Runs a workflow with an event of the caller's. Credentials in the event are lifted out of it, as at the trigger.</summary>
    /// <param name="wait"><c>true</c>, or the header <c>Prefer: wait</c>, holds the reply until the run ends or pauses.</param>
    internal static async Task<Results<Ok<ManualRunReply>, Accepted<ManualRunReply>, ApiProblem>> Run(
        string name, string? wait, HttpContext http, [FromServices] ApiPorts api, CancellationToken ct)
    {
        var waits = Preferences.Waits(http.Request, wait);
        var order = ManualRunOrder.Read(await ApiBody.ReadObject(http.Request, ct));
        if (await api.Find(name, order.Version, ct) is not { } deployed)
            return await api.Catalog.FindWorkflow(name, ct) is null ? Problems.WorkflowNotFound : Problems.VersionNotFound;
        if (!deployed.Enabled) return Problems.WorkflowDisabled;

        var given = order.Event ?? new ObjectValue();
        var @event = deployed.Workflow.Trigger is Trigger.Http ? AsRequest(given, api.TriggerUrl(deployed.TriggerKey)) : given;
        await api.Audit(Caller.Of(http), "workflow.run", name, ct);
        return await RunStarts.Begin(deployed, @event, new("manual", waits, order.Test), http, api, ct);
    }

    /// <summary>An event as the HTTP trigger would have made it: what the caller left out is filled in.</summary>
    private static ObjectValue AsRequest(ObjectValue given, Uri url)
    {
        var request = new ObjectValue(8);
        request.Set("method", "POST");
        request.Set("path", "/");
        request.Set("url", url.ToString());
        request.Set("query", new ObjectValue());
        request.Set("headers", new ObjectValue());
        request.Set("body", Value.Null);
        foreach (var (key, value) in given) request.Set(key, value);
        return request;
    }
}

/// <summary>The body of a manual run.</summary>
/// <param name="Event">What <c>steps.trigger.event</c> will be; for an HTTP trigger what is left out of <c>method</c>, <c>path</c>, <c>query</c>, <c>headers</c> and <c>body</c> is filled in.</param>
/// <param name="Version">The newest when it is left out.</param>
/// <param name="Test">Marks the run as a test.</param>
public sealed record ManualRunOrder(ObjectValue? Event = null, int? Version = null, bool Test = false)
{
    public static ManualRunOrder Read(ObjectValue body)
    {
        var fields = new BodyFields(body, "event", "version", "test");
        return new(fields.Object("event"), fields.Integer("version", 1), fields.Flag("test"));
    }
}

/// <summary>A run that was started.</summary>
/// <param name="Id">The run.</param>
/// <param name="Status">Where it stands: its end, for a caller who waited.</param>
/// <param name="Result">The last step's return value; credentials in it are handles.</param>
/// <param name="Answer">What the workflow answered to the trigger's caller.</param>
/// <param name="Error">Why it failed.</param>
public sealed record ManualRunReply(string Id, string Status, Value Result, AnswerReply? Answer, RunErrorReply? Error);

/// <summary>An answer that a step gave.</summary>
public sealed record AnswerReply(int Status, IReadOnlyDictionary<string, string> Headers, Value Body);

/// <summary>Why a run failed.</summary>
/// <param name="Code">Stable; has a page in <c>/docs/errors/</c>.</param>
/// <param name="Step">The step that failed, where one did.</param>
public sealed record RunErrorReply(string Code, string? Step);
