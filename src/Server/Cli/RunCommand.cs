using System.CommandLine;
using System.Text.Json.Nodes;
using Keyway.Engine.Values;
using Keyway.Server.Api;

namespace Keyway.Server.Cli;

/// <summary><c>keyway run</c>: starts a run by hand.</summary>
public static class RunCommand
{
    public static Command Make()
    {
        var workflow = new Argument<string>("workflow") { Description = "The workflow's name." };
        var @event = new Option<string?>("--event") { Description = "A file with the event as JSON; - is standard input. For an HTTP trigger: body, headers, query, method, path." };
        var version = new Option<int?>("--version-number") { Description = "A version of the workflow (default: the newest)." };
        var wait = new Option<bool>("--wait") { Description = "Waits for the run's end; exits with 1 when it did not succeed." };
        var noStore = new Option<bool>("--no-store") { Description = "Keeps nothing of this run but that it was." };
        return Commands.Calls("run", "Runs a workflow.", async (parsed, server, print, ct) =>
        {
            var body = new JsonObject();
            if (parsed.GetValue(@event) is { } file) body["event"] = await Input.Object(file, ct);
            if (parsed.GetValue(version) is { } number) body["version"] = number;
            var flags = (parsed.GetValue(wait) ? "wait=true&" : "") + (parsed.GetValue(noStore) ? "pd-nostore=1" : "");
            var reply = await server.Post($"/api/workflows/{Commands.Segment(parsed.GetRequiredValue(workflow))}/run?{flags}".TrimEnd('?', '&'), Input.Json(body), ct);
            return Ended(reply, print);
        }, workflow, @event, version, wait, noStore);
    }

    /// <summary>Prints a run that was started, and maybe waited for.</summary>
    public static int Ended(ServerReply reply, Printer print)
    {
        if (!reply.IsGood) return print.Refused(reply);
        var run = reply.As(ApiJson.Relaxed.ManualRunReply);
        if (print.IsJson) print.Raw(reply.Body);
        else
        {
            print.Line($"Run {run.Id}: {run.Status}");
            if (!run.Result.IsNullish) print.Line("Result: " + ValueJson.ToText(run.Result));
            if (run.Answer is { } answer) print.Line($"Answered {answer.Status}: {ValueJson.ToText(answer.Body)}");
            if (run.Error is { } error) print.Line($"{error.Code}{(error.Step is null ? "" : " in step " + error.Step)}. {ErrorPages.WhatToDo(error.Code)}");
            print.Line($"keyway runs show {run.Id}");
        }
        return run.Status is "succeeded" or "queued" ? ExitCode.Done : ExitCode.Refused;
    }
}
