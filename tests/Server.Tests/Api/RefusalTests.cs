using System.Text;

namespace Keyway.Server.Tests.Api;

/// <summary>What the API says to calls that make no sense: a table of request, status, code, and what must not be in the reply.</summary>
public sealed class RefusalTests(ApiServer server)
{
    public sealed record Scenario(string Method, string Path, int Status, string Code, string? Body = null, string ContentType = "application/json", string? Says = null)
    {
        public override string ToString() => $"{Method} {Path} {Body?[..Math.Min(Body.Length, 40)]}";
    }

    private static readonly Scenario[] All =
    [
        new("GET", "/api/nothing", 404, "not_found"),
        new("GET", "/api", 404, "not_found"),
        new("PATCH", "/api/workflows", 405, "method_not_allowed"),
        new("DELETE", "/api/apps", 405, "method_not_allowed"),
        new("GET", "/api/workflows/none", 404, "workflow_not_found"),
        new("GET", "/api/workflows/none?version=0", 400, "invalid_parameter", Says: "version"),
        new("GET", "/api/workflows/none/versions", 404, "workflow_not_found"),
        new("GET", "/api/workflows/none/openapi.json", 404, "workflow_not_found"),
        new("POST", "/api/workflows/none/enable", 404, "workflow_not_found"),
        new("POST", "/api/workflows/none/disable", 404, "workflow_not_found"),
        new("POST", "/api/workflows/none/trigger/rotate", 404, "workflow_not_found"),
        new("POST", "/api/workflows/none/run", 404, "workflow_not_found", "{}"),
        new("POST", "/api/workflows/none/run?wait=maybe", 400, "invalid_parameter", "{}", Says: "wait"),
        new("DELETE", "/api/workflows/none", 404, "workflow_not_found"),
        new("GET", "/api/runs/none", 404, "run_not_found"),
        new("GET", "/api/runs/01a203227a6572038c943a907ac3ece7", 404, "run_not_found"),
        new("DELETE", "/api/runs/01a203227a6572038c943a907ac3ece7", 404, "run_not_found"),
        new("GET", "/api/runs/none/live", 404, "run_not_found"),
        new("GET", "/api/runs/01a203227a6572038c943a907ac3ece7/live", 404, "run_not_found"),
        new("POST", "/api/runs/none/replay", 404, "run_not_found", "{}"),
        new("POST", "/api/runs/none/cancel", 404, "run_not_found"),
        new("POST", "/api/runs/none/credentials", 404, "run_not_found", "{}"),
        new("GET", "/api/runs?status=fnord", 400, "invalid_parameter", Says: "credentials_required"),
        new("GET", "/api/runs?status=failed,", 400, "invalid_parameter", Says: "status"),
        new("GET", "/api/runs?limit=0", 400, "invalid_parameter", Says: "limit"),
        new("GET", "/api/runs?limit=1000", 400, "invalid_parameter", Says: "limit"),
        new("GET", "/api/runs?since=yesterday", 400, "invalid_parameter", Says: "since"),
        new("GET", "/api/runs?until=2026-13-01", 400, "invalid_parameter", Says: "until"),
        new("GET", "/api/runs?statsu=failed", 400, "invalid_parameter", Says: "workflow, status, since, until, q, cursor, limit"),
        new("GET", "/api/apps/slack?q=x", 400, "invalid_parameter", Says: "takes no query parameters"),
        new("GET", "/api/apps/none", 404, "app_not_found"),
        new("GET", "/api/apps/slack/actions/none", 404, "action_not_found"),
        new("POST", "/api/apps/none/actions/x/run", 404, "app_not_found", "{}"),
        new("POST", "/api/apps/slack/actions/none/run", 404, "action_not_found", "{}"),
        new("POST", "/api/apps/slack/actions/send-message/options", 404, "options_not_supported", "{}"),
        new("GET", "/api/secrets/none", 404, "secret_not_found"),
        new("DELETE", "/api/secrets/none", 404, "secret_not_found"),
        new("GET", "/api/env/NONE", 404, "variable_not_found"),
        new("DELETE", "/api/env/NONE", 404, "variable_not_found"),
        new("GET", "/api/secret-stores/none", 404, "store_not_found"),
        new("GET", "/docs/errors/none", 404, "not_found"),
        new("PUT", "/api/workflows/x", 415, "unsupported_media_type", "keyway: 1", "text/plain"),
        new("PUT", "/api/workflows/x", 415, "unsupported_media_type", "keyway: 1", ""),
        new("POST", "/api/workflows/none/run", 415, "unsupported_media_type", "{}", "text/plain"),
        new("POST", "/api/workflows/none/run", 400, "malformed_body", "{\"event\": bodycanary}", Says: "line 1"),
        new("POST", "/api/workflows/none/run", 400, "malformed_body", "[\"bodycanary\"]"),
        new("POST", "/api/workflows/none/run", 400, "invalid_field", "{\"evnt\":\"bodycanary\"}", Says: "event, version, test"),
        new("POST", "/api/workflows/none/run", 400, "invalid_field", "{\"event\":\"bodycanary\"}", Says: "event"),
        new("POST", "/api/workflows/none/run", 400, "invalid_field", "{\"version\":1.5}", Says: "version"),
        new("POST", "/api/workflows/none/run", 400, "invalid_field", "{\"test\":\"bodycanary\"}", Says: "test"),
        new("POST", "/api/runs/replay", 400, "invalid_field", "{}", Says: "workflow"),
        new("POST", "/api/runs/replay", 400, "malformed_body", "{\"workflow\":\"w\",\"stauts\":[\"bodycanary\"]}"),
        new("POST", "/api/runs/replay", 400, "invalid_parameter", "{\"workflow\":\"w\",\"status\":[\"bodycanary\"]}"),
        new("POST", "/api/runs/none/credentials", 400, "invalid_field", "{\"slack\":{\"token\":7}}"),
        new("PUT", "/api/secrets/a%20b", 400, "invalid_name", "{\"value\":\"bodycanary\"}"),
        new("PUT", "/api/secrets/x", 400, "invalid_field", "{\"valeu\":\"bodycanary\"}"),
        new("PUT", "/api/secrets/x", 400, "invalid_field", "{\"value\":\"bodycanary\",\"other\":\"bodycanary\"}"),
        new("PUT", "/api/secrets/x", 400, "invalid_field", "{\"value\":\"\"}"),
        new("PUT", "/api/secrets/x", 400, "invalid_field", "{\"value\":[\"bodycanary\"]}"),
        new("PUT", "/api/secrets/x", 400, "invalid_field", "{\"value\":{}}"),
        new("PUT", "/api/secrets/x", 400, "invalid_field", "{\"value\":{\"a\":{\"b\":\"bodycanary\"}}}"),
        new("PUT", "/api/secrets/x", 400, "malformed_body", "{\"value\":\"bodycanary"),
        new("PUT", "/api/secrets/x", 400, "malformed_body", "\"bodycanary\""),
        new("PUT", "/api/env/1X", 400, "invalid_name", "{\"value\":\"bodycanary\"}"),
        new("PUT", "/api/env/X", 400, "invalid_field", "{\"value\":{\"a\":\"bodycanary\"}}"),
    ];

    public static TheoryData<Scenario> Scenarios() => [.. All];

    [Theory]
    [MemberData(nameof(Scenarios), DisableDiscoveryEnumeration = true)]
    public async Task A_call_that_makes_no_sense_is_told_why(Scenario scenario)
    {
        var reply = await server.Send(scenario.Method, scenario.Path, scenario.Body is null ? null : Encoding.UTF8.GetBytes(scenario.Body), scenario.ContentType);
        reply.ShouldBeProblem(scenario.Status, scenario.Code).ShouldNotTell("bodycanary", "Exception");
        if (scenario.Says is not null) reply.Text("detail").ShouldContain(scenario.Says);
    }

    [Fact]
    public async Task A_body_that_is_too_large_is_refused() =>
        (await server.Send("PUT", "/api/workflows/large", new byte[5 * 1024 * 1024], "application/yaml")).ShouldBeProblem(413, "body_too_large");

    [Fact]
    public async Task A_body_that_is_not_utf8_is_refused() =>
        (await server.Send("PUT", "/api/workflows/latin", [0x6b, 0xe9, 0x79], "application/yaml")).ShouldBeProblem(400, "malformed_body");

    [Fact]
    public void Every_code_has_a_page_that_says_what_to_do_and_is_in_the_index()
    {
        var folder = Path.Combine(Root(), "docs", "errors");
        var index = File.ReadAllText(Path.Combine(folder, "README.md"));
        foreach (var problem in Server.Api.Problems.All)
        {
            var page = File.ReadAllText(Path.Combine(folder, problem.Code + ".md"));
            page.ShouldStartWith("# " + problem.Code + "\n", Case.Sensitive, problem.Code);
            page.ShouldContain("\n## What to do\n", Case.Sensitive, problem.Code);
            index.ShouldContain($"({problem.Code}.md)", Case.Sensitive);
        }
    }

    [Fact]
    public void No_two_problems_have_one_code() => Server.Api.Problems.All.Select(p => p.Code).ShouldBeUnique();

    [Fact]
    public async Task The_page_of_a_code_is_served_at_its_type()
    {
        var problem = (await server.Get("/api/workflows/none")).ShouldBeProblem(404, "workflow_not_found");
        (await server.Get(problem.Text("type"), key: null)).ShouldBeGood().Body.ShouldStartWith("# workflow_not_found");
    }

    internal static string Root([System.Runtime.CompilerServices.CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", ".."));
}
