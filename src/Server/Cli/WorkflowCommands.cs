using System.CommandLine;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Keyway.Engine.Catalog;
using Keyway.Server.Api;
using Spectre.Console;

namespace Keyway.Server.Cli;

/// <summary><c>keyway deploy</c>, <c>validate</c>, <c>workflows</c>.</summary>
public static class WorkflowCommands
{
    public static Command Deploy()
    {
        var file = Files();
        return Commands.Calls("deploy", "Checks workflow files and saves each as a new version.", async (parsed, server, print, ct) =>
        {
            var worst = ExitCode.Done;
            foreach (var path in parsed.GetRequiredValue(file))
            {
                var source = await Read(path, ct);
                if (OfflineCheck.NameOf(source) is not { } name)
                {
                    // Without a name there is no address to send it to; the check says what is wrong.
                    worst = Math.Max(worst, Tell(path, OfflineCheck.Check(source), print));
                    continue;
                }
                var reply = await server.Put("/api/workflows/" + Commands.Segment(name), Content(source), ct);
                worst = Math.Max(worst, Deployed(path, reply, print));
            }
            return worst;
        }, file);
    }

    public static Command Validate()
    {
        var file = Files();
        var online = new Option<bool>("--server") { Description = "Lets the server check, with its own apps and secret stores; otherwise no server is needed." };
        var command = new Command("validate", "Checks workflow files and saves nothing.") { file, online };
        command.SetAction(async (parsed, ct) =>
        {
            var print = new Printer(parsed.GetValue(Target.Json));
            using var server = parsed.GetValue(online) ? Target.Open(parsed) : null;
            var worst = ExitCode.Done;
            foreach (var path in parsed.GetRequiredValue(file))
            {
                var source = await Read(path, ct);
                if (server is null)
                {
                    worst = Math.Max(worst, Tell(path, OfflineCheck.Check(source), print));
                    continue;
                }
                var reply = await server.Post("/api/workflows/validate", Content(source), ct);
                worst = Math.Max(worst, reply.IsGood ? Tell(path, reply.As(ApiJson.Relaxed.CheckReply), print) : print.Refused(reply));
            }
            return worst;
        });
        return command;
    }

    public static Command List() => Commands.Group("workflows", "The workflows of the server.",
        Commands.Calls("list", "Lists workflows.", async (_, server, print, ct) =>
        {
            var reply = await server.Get("/api/workflows?limit=200", ct);
            return print.Reply(reply, () => print.Table(["NAME", "VERSION", "STATE", "TRIGGER"], reply.As(ApiJson.Relaxed.PageWorkflowSummary).Items
                .Select(w => new[] { w.Name, w.Version.ToString(), w.Enabled ? "enabled" : "disabled", w.Trigger is null ? "?" : w.Trigger.Url?.ToString() ?? w.Trigger.Kind })));
        }));

    private static Argument<string[]> Files() => new("file") { Description = "YAML or JSON files; - is standard input, as YAML.", Arity = ArgumentArity.OneOrMore };

    private static async Task<WorkflowSource> Read(string path, CancellationToken ct) =>
        new(await Input.Text(path, ct), path.EndsWith(".json", StringComparison.OrdinalIgnoreCase) ? "json" : "yaml");

    private static ByteArrayContent Content(WorkflowSource source)
    {
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes(source.Text));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/" + source.Form);
        return content;
    }

    private static int Deployed(string path, ServerReply reply, Printer print)
    {
        if (!print.IsJson && reply.Status == StatusCodes.Status422UnprocessableEntity)
        {
            Lines(path, "error", reply.Problem.Problems ?? [], print);
            return ExitCode.Refused;
        }
        return print.Reply(reply, () =>
        {
            var deployed = reply.As(ApiJson.Relaxed.DeployReply);
            print.Line($"{deployed.Name}: version {deployed.Version}{(deployed.Trigger.Url is { } url ? ", " + url : "")}");
            Lines(path, "warning", deployed.Warnings, print);
        });
    }

    private static int Tell(string path, CheckReply check, Printer print)
    {
        if (print.IsJson) print.Raw(JsonSerializer.SerializeToUtf8Bytes(check, ApiJson.Relaxed.CheckReply));
        else
        {
            Lines(path, "error", check.Problems, print);
            Lines(path, "warning", check.Warnings, print);
            if (check.Valid) print.Line($"{path}: good");
        }
        return check.Valid ? ExitCode.Done : ExitCode.Refused;
    }

    /// <summary>As compilers write them, so that editors find the place.</summary>
    private static void Lines(string path, string kind, IReadOnlyList<WorkflowProblem> problems, Printer print)
    {
        foreach (var problem in problems) print.Errors.WriteLine($"{path}:{problem.Line}:{problem.Column}: {kind} {problem.Code}: {problem.Message}");
    }
}
