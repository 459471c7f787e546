using System.Diagnostics;
using System.Text.Json.Nodes;
using Keyway.Server.Cli;
using Keyway.Server.Tests.Api;

namespace Keyway.Server.Tests.Cli;

/// <summary>The real executable, against a server: what it prints, where, and how it ends.</summary>
public sealed class CliTests(ApiServer server) : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("keyway-cli-").FullName;

    [Fact]
    public async Task A_workflow_is_deployed_run_and_explained()
    {
        var name = server.Name("cli");
        var file = Write(name + ".yaml", $"keyway: 1\nname: {name}\n{Samples.Notify}");
        (await Run("validate", file)).ShouldEnd(ExitCode.Done).Output.ShouldContain("good");
        (await Run("deploy", file)).ShouldEnd(ExitCode.Done).Output.ShouldContain($"{name}: version 1, {server.Url}h/");

        var @event = Write("event.json", $$$"""{"body":{"slack_token":"{{{Samples.Token}}}","channel":"{{{Samples.Channel}}}","name":"Ada"}}""");
        var run = (await Run("run", name, "--event", @event, "--wait", "--json")).ShouldEnd(ExitCode.Done);
        var id = JsonNode.Parse(run.Output)!["id"]!.GetValue<string>();

        var shown = (await Run("runs", "show", id)).ShouldEnd(ExitCode.Done);
        shown.Output.ShouldContain("succeeded");
        shown.Output.ShouldContain("greet slack/send-message succeeded");
        shown.Output.ShouldContain("POST ");
        shown.Output.ShouldContain("slack.oauth_access_token, from request body.slack_token");
        shown.Output.ShouldNotContain(Samples.Token);
        shown.Output.ShouldNotContain("\u001b", Case.Sensitive, "What goes into a pipe has no colours.");

        (await Run("runs", "follow", id)).ShouldEnd(ExitCode.Done).Output.ShouldContain("greet: succeeded in");
        (await Run("runs", "list", "--workflow", name)).ShouldEnd(ExitCode.Done).Output.ShouldContain(id);
        (await Run("runs", "replay", id, "--wait")).ShouldEnd(ExitCode.Refused).Output.ShouldContain("credentials_required");
        (await Run("runs", "delete", id)).ShouldEnd(ExitCode.Done);
        (await Run("runs", "show", id)).ShouldEnd(ExitCode.NotFound).Errors.ShouldContain("run_not_found");
    }

    [Fact]
    public async Task A_failed_run_is_told_with_what_to_do()
    {
        var name = await server.Deployed(Samples.Notify);
        var failed = await RunWith(new { body = new { slack_token = "xoxb-wrong", channel = "C1" } }.ToJson(), "run", name, "--event", "-", "--wait");
        failed.ShouldEnd(ExitCode.Refused).Output.ShouldContain("credential_rejected in step greet");
        var id = failed.Output.Split("runs show ")[1].Trim();
        var shown = (await Run("runs", "show", id)).ShouldEnd(ExitCode.Done);
        shown.Output.ShouldContain("Why it failed");
        shown.Output.ShouldContain($"keyway runs replay {id} --from greet");
    }

    [Fact]
    public async Task Errors_of_a_file_are_told_with_their_place_and_without_a_server()
    {
        var file = Write("bad.yaml", "keyway: 1\nname: bad\ntrigger: { manual: {} }\nsteps:\n  - name: a\n    uses: slack/send-mesage\n");
        var bad = await Run("validate", file);
        bad.ShouldEnd(ExitCode.Refused).Errors.ShouldContain($"{file}:6:");
        (await Run("deploy", file)).ShouldEnd(ExitCode.Refused).Errors.ShouldContain($"{file}:6:");
    }

    [Fact]
    public async Task A_secret_comes_from_standard_input_and_is_never_printed()
    {
        var name = server.Name("cli-secret");
        var put = await RunWith("secretcanary\n", "secrets", "put", name);
        put.ShouldEnd(ExitCode.Done).Output.ShouldBe($"{name}: kept, revision 1\n");
        var listed = (await Run("secrets", "list")).ShouldEnd(ExitCode.Done);
        listed.Output.ShouldContain(name);
        listed.Output.ShouldNotContain("secretcanary");
        (await Run("secrets", "put", name, "secretcanary")).ShouldEnd(ExitCode.Usage);
        (await Run("secrets", "delete", name)).ShouldEnd(ExitCode.Done);
    }

    [Fact]
    public async Task One_action_runs_on_a_credential_from_standard_input()
    {
        var run = await RunWith($$"""{"oauth_access_token":"{{Samples.Token}}"}""", "apps", "run", "slack/send-message", "--external", "-", "--with", "channel=" + Samples.Channel, "--with", "text=Hello");
        run.ShouldEnd(ExitCode.Done).Output.ShouldContain("\"text\":\"Hello\"");
        run.Output.ShouldNotContain(Samples.Token);
        (await Run("apps", "show", "slack/send-message")).ShouldEnd(ExitCode.Done).Output.ShouldContain("oauth_access_token");
        (await Run("apps", "run", "slack/send-message", "--with", "channel=C1")).ShouldEnd(ExitCode.Refused).Errors.ShouldContain("action_invalid");
    }

    [Fact]
    public async Task A_key_is_printed_once_and_does_what_its_scopes_say()
    {
        var name = server.Name("cli-key");
        var key = (await Run("keys", "create", name, "--scope", "runs:read")).ShouldEnd(ExitCode.Done).Output.Trim();
        (await RunAs(key, null, "runs", "list")).ShouldEnd(ExitCode.Done);
        (await RunAs(key, null, "secrets", "list")).ShouldEnd(ExitCode.NotAuthorised).Errors.ShouldContain("workflows:read");
        (await Run("keys", "list")).ShouldEnd(ExitCode.Done).Output.ShouldNotContain(key);
        (await Run("keys", "delete", name)).ShouldEnd(ExitCode.Done);
        (await RunAs(key, null, "runs", "list")).ShouldEnd(ExitCode.NotAuthorised);
    }

    [Fact]
    public async Task Wrong_lines_and_silent_servers_have_codes_of_their_own()
    {
        (await Run("fnord")).ShouldEnd(ExitCode.Usage).Errors.ShouldContain("--help");
        (await Run("deploy")).ShouldEnd(ExitCode.Usage);
        (await Run("deploy", Path.Combine(_folder, "none.yaml"))).ShouldEnd(ExitCode.Usage).Errors.ShouldContain("there is no such file");
        (await Run("runs", "list", "--url", "http://127.0.0.1:1")).ShouldEnd(ExitCode.NotReachable).Errors.ShouldContain("keyway serve");
        (await Run("--help")).ShouldEnd(ExitCode.Done).Output.ShouldContain("deploy");
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string Write(string name, string text)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllText(path, text);
        return path;
    }

    private Task<Ended> Run(params string[] args) => RunAs(ApiServer.AdminKey, null, args);

    private Task<Ended> RunWith(string input, params string[] args) => RunAs(ApiServer.AdminKey, input, args);

    private async Task<Ended> RunAs(string key, string? input, params string[] args)
    {
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "keyway"))
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = _folder,
        };
        start.Environment["KEYWAY_URL"] = server.Url.ToString();
        start.Environment["KEYWAY_API_KEY"] = key;
        foreach (var arg in args) start.ArgumentList.Add(arg);
        using var process = Process.Start(start)!;
        await process.StandardInput.WriteAsync(input ?? "");
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return new Ended(process.ExitCode, await output, await errors);
    }

    private sealed record Ended(int Code, string Output, string Errors)
    {
        public Ended ShouldEnd(int code)
        {
            Code.ShouldBe(code, Output + Errors);
            Output.ShouldNotContain("   at ");
            Errors.ShouldNotContain("   at ");
            return this;
        }
    }
}

internal static class JsonText
{
    public static string ToJson(this object value) => System.Text.Json.JsonSerializer.Serialize(value);
}
