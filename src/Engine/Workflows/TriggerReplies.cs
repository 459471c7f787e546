using System.Globalization;
using System.Text.Json.Nodes;
using Keyway.Engine.Triggers;
using Keyway.Engine.Values;

namespace Keyway.Engine.Workflows;

/// <summary>The replies of an HTTP trigger, for its OpenAPI document.</summary>
internal static class TriggerReplies
{
    public static JsonObject Of(Workflow workflow, Trigger.Http trigger, bool needsCredentials)
    {
        var replies = new SortedDictionary<string, JsonObject>(StringComparer.Ordinal);
        foreach (var (status, reply) in Answers(workflow, trigger)) replies.TryAdd(status, reply);
        void Refusal(string status, string description, string? header = null) => replies.TryAdd(status, Problem(description, header));

        Refusal("400", "The body is not what its Content-Type says.");
        if (trigger.Auth is not TriggerAuth.None) Refusal("401", "The caller is not known.", "WWW-Authenticate");
        if (trigger.Ip.Count > 0) Refusal("403", "The caller's address may not call.");
        Refusal("404", "The address is unknown, or the workflow is disabled.");
        Refusal("413", $"The body is longer than {trigger.MaxBodyBytes.ToString(CultureInfo.InvariantCulture)} bytes.");
        if (needsCredentials) Refusal("422", "A credential is missing (credentials_missing): absent, null or empty. 'credentials' lists each and where it was looked for.");
        Refusal("429", "The rate is used up.", "Retry-After");
        Refusal("503", "The queue is full. Nothing was accepted.", "Retry-After");
        if (trigger.Respond.Waits)
        {
            Refusal("500", "The run ended and no step answered.");
            Refusal("502", "The workflow failed before it answered. Names the step, never its data.");
            Refusal("504", "The workflow did not answer in time. The run goes on.");
        }
        return new(replies.Select(r => KeyValuePair.Create<string, JsonNode?>(r.Key, r.Value)));
    }

    private static IEnumerable<(string Status, JsonObject Reply)> Answers(Workflow workflow, Trigger.Http trigger)
    {
        switch (trigger.Respond)
        {
            case Respond.AsAccepted:
                yield return ("202", Accepted("Accepted, before any step.", "Location"));
                break;
            case Respond.Static { Answer: var answer }:
                yield return (answer.Status.ToString(CultureInfo.InvariantCulture), Reply("Accepted, before any step."));
                break;
            case Respond.ByWorkflow:
                foreach (var step in workflow.Steps.Where(s => s.Uses == "http/respond"))
                    yield return (StatusOf(step), Reply($"The answer of step {step.Name}."));
                break;
            case Respond.Result:
                yield return ("200", Reply("The last step's return value."));
                break;
            default:
                yield return ("200", Accepted("Accepted, before any step."));
                break;
        }
        if (trigger.Respond.Waits) yield return ("202", Accepted("The run waits for longer than a caller is held. It goes on.", "Location"));
        if (trigger.PipedreamCompatible && trigger.Respond is Respond.ByWorkflow) yield return ("400", Reply("The run ended and no step answered; or the body is not what its Content-Type says."));
    }

    private static string StatusOf(Step step) => step.With.Properties.FirstOrDefault(p => p.Key == "status").Value switch
    {
        null => "200",
        Template.Literal { Value: var value } when value.TryGetNumber(out var status) => ((int)status).ToString(CultureInfo.InvariantCulture),
        _ => "default",
    };

    private static JsonObject Accepted(string description, string? header = null)
    {
        var reply = Reply(description, header);
        reply["content"] = Content("application/json", new()
        {
            ["type"] = "object",
            ["properties"] = new JsonObject { ["run_id"] = new JsonObject { ["type"] = "string" }, ["status"] = new JsonObject { ["type"] = "string" } },
            ["required"] = new JsonArray("run_id"),
        });
        return reply;
    }

    private static JsonObject Problem(string description, string? header)
    {
        var headers = header is null ? null : new JsonObject { [header] = new JsonObject { ["schema"] = new JsonObject { ["type"] = "string" } } };
        var reply = new JsonObject { ["description"] = description };
        if (headers is not null) reply["headers"] = headers;
        reply["content"] = Content("application/problem+json", new() { ["$ref"] = "#/components/schemas/Problem" });
        return reply;
    }

    private static JsonObject Reply(string description, string? header = null)
    {
        var headers = new JsonObject { ["Keyway-Run"] = Text("The run's id.") };
        if (header is not null) headers[header] = Text("Where the run can be asked for.");
        return new() { ["description"] = description, ["headers"] = headers };

        static JsonObject Text(string what) => new() { ["description"] = what, ["schema"] = new JsonObject { ["type"] = "string" } };
    }

    private static JsonObject Content(string type, JsonObject schema) => new() { [type] = new JsonObject { ["schema"] = schema } };
}
