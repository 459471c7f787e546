using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Keyway.Engine.Values;
using Keyway.Server.Api;

namespace Keyway.Server.Cli;

/// <summary><c>keyway apps</c>.</summary>
public static class AppsCommands
{
    public static Command Make() => Commands.Group("apps", "The apps and their actions.", List(), Show(), Run());

    private static Command List()
    {
        var text = new Argument<string?>("text") { Description = "Only apps that have this in their name, description or an action's title.", Arity = ArgumentArity.ZeroOrOne };
        return Commands.Calls("list", "Lists apps.", async (parsed, server, print, ct) =>
        {
            var reply = await server.Get("/api/apps?limit=200" + (parsed.GetValue(text) is { } q ? "&q=" + Uri.EscapeDataString(q) : ""), ct);
            return print.Reply(reply, () => print.Table(["APP", "AUTH", "ACTIONS", "DESCRIPTION"], reply.As(ApiJson.Relaxed.PageAppLine).Items
                .Select(a => new[] { a.Key, a.Auth, a.Actions.ToString(), a.Description })));
        }, text);
    }

    private static Command Show()
    {
        var name = new Argument<string>("name") { Description = "An app, or app/action." };
        return Commands.Calls("show", "Shows an app, or an action with its inputs.", async (parsed, server, print, ct) =>
        {
            if (parsed.GetRequiredValue(name).Split('/') is not [var app, .. var rest] || rest.Length > 1) throw new CommandException(ExitCode.Usage, "Give an app, or app/action.");
            if (rest is [var action])
            {
                var one = await server.Get($"/api/apps/{Commands.Segment(app)}/actions/{Commands.Segment(action)}", ct);
                return print.Reply(one, () => Action(one.As(ApiJson.Relaxed.ActionReply), print));
            }
            var reply = await server.Get("/api/apps/" + Commands.Segment(app), ct);
            return print.Reply(reply, () =>
            {
                var shown = reply.As(ApiJson.Relaxed.AppReply);
                print.Line($"{shown.Name}: {shown.Description}");
                Fields(shown.Auth, print);
                print.Table(["ACTION", "TITLE"], shown.Actions.Select(a => new[] { $"{shown.Key}/{a.Key}", a.Title }));
            });
        }, name);
    }

    private static Command Run()
    {
        var name = new Argument<string>("action") { Description = "app/action" };
        var with = new Option<string[]>("--with") { Description = "An input as name=value, repeated; a value that is JSON is taken as JSON.", AllowMultipleArgumentsPerToken = true };
        var inputs = new Option<string?>("--inputs") { Description = "A file with all inputs as a JSON object; - is standard input." };
        var external = new Option<string?>("--external") { Description = "A file with the credential's fields as a JSON object; - is standard input. Used for this run, never kept." };
        var noStore = new Option<bool>("--no-store") { Description = "Keeps nothing of this run but that it was." };
        return Commands.Calls("run", "Runs one action, without a workflow.", async (parsed, server, print, ct) =>
        {
            if (parsed.GetRequiredValue(name).Split('/') is not [var app, var action]) throw new CommandException(ExitCode.Usage, "Give the action as app/action.");
            var body = new JsonObject { ["with"] = parsed.GetValue(inputs) is { } file ? await Input.Object(file, ct) : new JsonObject() };
            foreach (var pair in parsed.GetValue(with) ?? [])
            {
                var at = pair.IndexOf('=', StringComparison.Ordinal);
                if (at < 1) throw new CommandException(ExitCode.Usage, "--with takes name=value.");
                body["with"]![pair[..at]] = Plain(pair[(at + 1)..]);
            }
            if (parsed.GetValue(external) is { } credential) body["external"] = await Input.Object(credential, ct);
            var reply = await server.Post(
                $"/api/apps/{Commands.Segment(app)}/actions/{Commands.Segment(action)}/run{(parsed.GetValue(noStore) ? "?pd-nostore=1" : "")}", Input.Json(body), ct);
            return print.Reply(reply, () => print.Line(ValueJson.ToText(reply.As(ApiJson.Relaxed.ActionRunReply).Result)));
        }, name, with, inputs, external, noStore);
    }

    private static JsonNode? Plain(string text)
    {
        try
        {
            return JsonNode.Parse(text);
        }
        catch (JsonException)
        {
            return text;
        }
    }

    private static void Action(ActionReply action, Printer print)
    {
        print.Line($"{action.App}/{action.Key}: {action.Title}. {action.Description}");
        if (action.Auth is { } auth) Fields(auth, print);
        var required = action.Inputs["required"]?.AsArray().Select(n => n!.GetValue<string>()).ToList() ?? [];
        var inputs = action.Inputs["properties"]?.AsObject() ?? [];
        print.Table(["INPUT", "TYPE", "", "WHAT IT IS"], inputs.Select(i => new[]
        {
            i.Key, i.Value?["type"]?.GetValue<string>() ?? "any", required.Contains(i.Key) ? "required" : "", i.Value?["description"]?.GetValue<string>() ?? "",
        }));
    }

    private static void Fields(AuthReply auth, Printer print)
    {
        if (auth.Fields.Count == 0) return;
        print.Table(["CREDENTIAL FIELD", "", "WHAT IT IS"], auth.Fields.Select(f => new[] { f.Name, f.Required ? "required" : "", $"{f.Label}. {f.Help}" }));
    }
}
