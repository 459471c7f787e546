using System.CommandLine;
using System.Text.Json.Nodes;
using Keyway.Server.Api;

namespace Keyway.Server.Cli;

/// <summary><c>keyway runs</c>.</summary>
public static class RunsCommands
{
    private static readonly Argument<string> Id = new("id") { Description = "The run's id." };

    public static Command Make() => Commands.Group("runs", "The runs of the server.", List(), Show(), Follow(), Replay(), Cancel(), Delete(), Credentials());

    private static Command List()
    {
        var workflow = new Option<string?>("--workflow") { Description = "Only this workflow's." };
        var status = new Option<string?>("--status") { Description = "Only these, separated by commas: queued, running, paused, credentials_required, succeeded, failed, cancelled." };
        var since = new Option<string?>("--since") { Description = "Started at or after this time (ISO 8601)." };
        var until = new Option<string?>("--until") { Description = "Started before this time (ISO 8601)." };
        var text = new Option<string?>("--q") { Description = "The beginning of an id, or a part of a workflow's name or error code." };
        var limit = new Option<int?>("--limit") { Description = "How many (default 50)." };
        var cursor = new Option<string?>("--cursor") { Description = "Goes on after an earlier page." };
        return Commands.Calls("list", "Lists runs, newest first.", async (parsed, server, print, ct) =>
        {
            var query = Query(("workflow", parsed.GetValue(workflow)), ("status", parsed.GetValue(status)), ("since", parsed.GetValue(since)),
                ("until", parsed.GetValue(until)), ("q", parsed.GetValue(text)), ("limit", parsed.GetValue(limit)?.ToString()), ("cursor", parsed.GetValue(cursor)));
            var reply = await server.Get("/api/runs" + query, ct);
            return print.Reply(reply, () =>
            {
                var page = reply.As(ApiJson.Relaxed.PageRunLine);
                print.Table(["ID", "WORKFLOW", "STATUS", "STARTED", "TOOK", "ERROR"], page.Items.Select(r => new[]
                {
                    r.Id, r.Workflow, r.Status, RunInWords.Time(r.StartedAt), RunInWords.Duration(r.DurationMs), r.Error ?? "",
                }));
                if (page.Next is { } next) print.Line($"More: --cursor {next}");
            });
        }, workflow, status, since, until, text, limit, cursor);
    }

    private static Command Show() => Commands.Calls("show", "Explains a run: what came in, each step, the credentials used, the error and what to do.", async (parsed, server, print, ct) =>
    {
        var reply = await server.Get(Address(parsed), ct);
        return print.Reply(reply, () => RunInWords.Write(reply.As(ApiJson.Relaxed.RunReply), print));
    }, Id);

    private static Command Follow() => Commands.Calls("follow", "Follows a run to its end; exits with 1 when it did not succeed.", (parsed, server, print, ct) =>
        RunFollow.Follow(Address(parsed) + "/live", server, print, ct), Id);

    private static Command Replay()
    {
        var version = new Option<int?>("--version-number") { Description = "A version of the workflow (default: the newest)." };
        var from = new Option<string?>("--from") { Description = "The first step to run again; earlier ones keep their results." };
        var credentials = CredentialsFile();
        var wait = new Option<bool>("--wait") { Description = "Waits for the run's end." };
        return Commands.Calls("replay", "Runs a run's event again.", async (parsed, server, print, ct) =>
        {
            var body = new JsonObject();
            if (parsed.GetValue(version) is { } number) body["version"] = number;
            if (parsed.GetValue(from) is { } step) body["from_step"] = step;
            if (parsed.GetValue(credentials) is { } file) body["credentials"] = await Input.Object(file, ct);
            return RunCommand.Ended(await server.Post(Address(parsed) + "/replay" + (parsed.GetValue(wait) ? "?wait=true" : ""), Input.Json(body), ct), print);
        }, Id, version, from, credentials, wait);
    }

    private static Command Cancel() => Commands.Calls("cancel", "Stops a run.", async (parsed, server, print, ct) =>
        Ordered(await server.Post(Address(parsed) + "/cancel", null, ct), print), Id);

    private static Command Delete() => Commands.Calls("delete", "Deletes a finished run: destroys its key, then its data.", async (parsed, server, print, ct) =>
        print.Reply(await server.Delete(Address(parsed), ct), () => print.Line("Deleted.")), Id);

    private static Command Credentials()
    {
        var file = CredentialsFile();
        file.Required = true;
        return Commands.Calls("credentials", "Gives a waiting run the credentials that it waits for.", async (parsed, server, print, ct) =>
            Ordered(await server.Post(Address(parsed) + "/credentials", Input.Json(await Input.Object(parsed.GetRequiredValue(file)!, ct)), ct), print), Id, file);
    }

    private static Option<string?> CredentialsFile() =>
        new("--credentials") { Description = "A file with JSON such as {\"slack\": {\"oauth_access_token\": \"...\"}}; - is standard input." };

    private static int Ordered(ServerReply reply, Printer print) => print.Reply(reply, () =>
    {
        var run = reply.As(ApiJson.Relaxed.RunOrderReply);
        print.Line($"Run {run.Id}: {run.Status}");
    });

    private static string Address(ParseResult parsed) => "/api/runs/" + Commands.Segment(parsed.GetRequiredValue(Id));

    private static string Query(params ReadOnlySpan<(string Name, string? Value)> parts)
    {
        var query = "";
        foreach (var (name, value) in parts)
            if (value is not null) query += (query.Length == 0 ? "?" : "&") + name + "=" + Uri.EscapeDataString(value);
        return query;
    }
}
