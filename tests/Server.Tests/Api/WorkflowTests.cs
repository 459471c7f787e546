using System.Text.Json.Nodes;

namespace Keyway.Server.Tests.Api;

public sealed class WorkflowTests(ApiServer server)
{
    [Fact]
    public async Task A_new_workflow_is_created_and_serves()
    {
        var name = server.Name("notify");
        var reply = (await server.Deploy(name, $"keyway: 1\nname: {name}\n{Samples.Notify}")).ShouldBeGood(201);
        reply["version"]!.GetValue<int>().ShouldBe(1);
        reply.Header("ETag").ShouldBe("\"1\"");
        reply.Header("Location").ShouldBe("/api/workflows/" + name);
        reply["warnings"]!.AsArray().ShouldBeEmpty();
        var url = reply["trigger"]!["url"]!.GetValue<string>();

        var hook = await server.Send("POST", url, ApiServer.Json(new { slack_token = Samples.Token, channel = Samples.Channel }), key: null);
        hook.ShouldBeGood()["ts"].ShouldNotBeNull();
    }

    [Fact]
    public async Task The_same_source_again_changes_nothing_and_another_is_a_new_version()
    {
        var name = await server.Deployed(Samples.Echo);
        var yaml = $"keyway: 1\nname: {name}\n{Samples.Echo}";
        (await server.Deploy(name, yaml)).ShouldBeGood()["version"]!.GetValue<int>().ShouldBe(1);
        (await server.Deploy(name, yaml + "\n# again\n")).ShouldBeGood()["version"]!.GetValue<int>().ShouldBe(2);

        var versions = (await server.Get($"/api/workflows/{name}/versions")).ShouldBeGood();
        versions["items"]!.AsArray().Select(v => v!["version"]!.GetValue<int>()).ShouldBe([2, 1]);
        var first = (await server.Get($"/api/workflows/{name}?version=1")).ShouldBeGood();
        first["source"]!["text"]!.GetValue<string>().ShouldBe(yaml);
        first.Header("ETag").ShouldBe("\"1\"");
        (await server.Get($"/api/workflows/{name}?version=3")).ShouldBeProblem(404, "version_not_found");
    }

    [Fact]
    public async Task A_workflow_can_be_json()
    {
        var name = server.Name("json");
        var body = new { keyway = 1, name, trigger = new { manual = new { } }, steps = new[] { new { name = "a", uses = "data/set", with = new { value = 1 } } } };
        (await server.Put("/api/workflows/" + name, body)).ShouldBeGood(201)["trigger"]!["kind"]!.GetValue<string>().ShouldBe("manual");
        (await server.Get("/api/workflows/" + name))["source"]!["form"]!.GetValue<string>().ShouldBe("json");
    }

    [Fact]
    public async Task Everything_that_is_wrong_is_told_with_its_place_and_nothing_is_saved()
    {
        var name = server.Name("wrong");
        var yaml =
            $$"""
            keyway: 1
            name: {{name}}
            trigger: { manual: {} }
            steps:
              - name: a
                uses: slack/send-mesage
                with: { channel: x }
              - name: b
                uses: data/set
                with: { value: "{{"{{ steps.later.x }}"}}" }
            """;
        var reply = (await server.Deploy(name, yaml)).ShouldBeProblem(422, "workflow_invalid");
        var problems = reply["problems"]!.AsArray();
        problems.Count.ShouldBeGreaterThanOrEqualTo(2);
        problems.ShouldAllBe(p => p!["line"]!.GetValue<int>() > 0 && p["column"]!.GetValue<int>() > 0 && p["path"]!.GetValue<string>().Length > 0);
        problems.ShouldContain(p => p!["suggestion"] != null && p["suggestion"]!.GetValue<string>().Contains("send-message"));
        (await server.Get("/api/workflows/" + name)).ShouldBeProblem(404, "workflow_not_found");
    }

    [Fact]
    public async Task The_name_in_the_source_must_be_the_one_in_the_address()
    {
        var reply = await server.Deploy(server.Name(), $"keyway: 1\nname: {server.Name("other")}\n{Samples.Echo}");
        reply.ShouldBeProblem(422, "workflow_invalid")["problems"]![0]!["code"]!.GetValue<string>().ShouldBe("name_mismatch");
    }

    [Fact]
    public async Task Validating_makes_the_same_checks_and_saves_nothing()
    {
        var name = server.Name("validated");
        var good = await server.Send("POST", "/api/workflows/validate", ApiServer.Json($"keyway: 1\nname: {name}\n{Samples.Echo}"), "application/yaml");
        good.ShouldBeGood()["valid"]!.GetValue<bool>().ShouldBeTrue();
        var bad = await server.Send("POST", "/api/workflows/validate", ApiServer.Json("keyway: 1\nname: x"), "application/yaml");
        bad.ShouldBeGood()["valid"]!.GetValue<bool>().ShouldBeFalse();
        bad["problems"]!.AsArray().ShouldNotBeEmpty();
        (await server.Get("/api/workflows/" + name)).ShouldBeProblem(404, "workflow_not_found");
    }

    [Fact]
    public async Task A_writer_who_started_from_an_older_version_is_refused()
    {
        var name = await server.Deployed(Samples.Echo);
        var yaml = $"keyway: 1\nname: {name}\n{Samples.Echo}";
        (await server.Deploy(name, yaml + "\n# 2\n", ("If-Match", "\"1\""))).ShouldBeGood();
        (await server.Deploy(name, yaml + "\n# 3\n", ("If-Match", "\"1\""))).ShouldBeProblem(412, "precondition_failed");
        (await server.Deploy(name, yaml + "\n# 3\n", ("If-None-Match", "*"))).ShouldBeProblem(412, "precondition_failed");
        (await server.Deploy(name, yaml + "\n# 3\n", ("If-Match", "fnord"))).ShouldBeProblem(400, "invalid_parameter");
        (await server.Deploy(name, yaml + "\n# 3\n", ("If-Match", "*"))).ShouldBeGood();
        (await server.Delete("/api/workflows/" + name, ("If-Match", "\"1\""))).ShouldBeProblem(412, "precondition_failed");

        var other = server.Name();
        (await server.Deploy(other, $"keyway: 1\nname: {other}\n{Samples.Echo}", ("If-Match", "*"))).ShouldBeProblem(412, "precondition_failed");
        (await server.Deploy(other, $"keyway: 1\nname: {other}\n{Samples.Echo}", ("If-None-Match", "*"))).ShouldBeGood(201);
    }

    [Fact]
    public async Task A_disabled_workflow_is_unknown_to_callers_until_it_is_enabled()
    {
        var name = await server.Deployed(Samples.Notify);
        var url = await Url(name);
        (await server.Post($"/api/workflows/{name}/disable")).ShouldBeGood()["enabled"]!.GetValue<bool>().ShouldBeFalse();
        (await server.Post(url, new { }, key: null)).Status.ShouldBe(404);
        (await server.RunToEnd(name, Samples.Event())).ShouldBeProblem(409, "workflow_disabled");
        (await server.Post($"/api/workflows/{name}/enable")).ShouldBeGood()["enabled"]!.GetValue<bool>().ShouldBeTrue();
        (await server.Post(url, new { slack_token = Samples.Token, channel = Samples.Channel }, key: null)).ShouldBeGood();
    }

    [Fact]
    public async Task A_rotated_key_leaves_the_old_address_unknown()
    {
        var name = await server.Deployed(Samples.Notify);
        var old = await Url(name);
        var rotated = (await server.Post($"/api/workflows/{name}/trigger/rotate")).ShouldBeGood().Text("url");
        rotated.ShouldNotBe(old);
        (await server.Post(old, new { }, key: null)).Status.ShouldBe(404);
        (await server.Post(rotated, new { slack_token = Samples.Token, channel = Samples.Channel }, key: null)).ShouldBeGood();

        var manual = await server.Deployed(Samples.Echo);
        (await server.Post($"/api/workflows/{manual}/trigger/rotate")).ShouldBeProblem(409, "no_http_trigger");
        (await server.Get($"/api/workflows/{manual}/openapi.json")).ShouldBeProblem(409, "no_http_trigger");
    }

    [Fact]
    public async Task A_deleted_workflow_is_gone_and_its_runs_stay()
    {
        var name = await server.Deployed(Samples.Echo);
        var run = (await server.RunToEnd(name, new { n = 1 })).ShouldBeGood().Text("id");
        (await server.Delete("/api/workflows/" + name)).ShouldBeGood(204);
        (await server.Get("/api/workflows/" + name)).ShouldBeProblem(404, "workflow_not_found");
        (await server.Delete("/api/workflows/" + name)).ShouldBeProblem(404, "workflow_not_found");
        (await server.Get("/api/runs/" + run)).ShouldBeGood()["steps"]![0]!["name"]!.GetValue<string>().ShouldBe("first");
        (await server.Post($"/api/runs/{run}/replay", new { })).ShouldBeProblem(404, "workflow_not_found");
    }

    [Fact]
    public async Task A_list_is_paged_by_name_and_searched()
    {
        var about = server.Name("paged");
        for (var i = 0; i < 5; i++) await server.Deployed(Samples.Echo, about);
        var names = new List<string>();
        string? cursor = null;
        do
        {
            var page = (await server.Get($"/api/workflows?q={about}&limit=2{(cursor is null ? "" : "&cursor=" + cursor)}")).ShouldBeGood();
            page["items"]!.AsArray().Count.ShouldBeLessThanOrEqualTo(2);
            names.AddRange(page["items"]!.AsArray().Select(i => i!["name"]!.GetValue<string>()));
            cursor = page["next"]?.GetValue<string>();
        }
        while (cursor is not null);
        names.Count.ShouldBe(5);
        names.ShouldBe(names.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_workflow_tells_its_steps_and_where_its_credentials_come_from()
    {
        var name = await server.Deployed(Samples.Notify);
        var shown = (await server.Get("/api/workflows/" + name)).ShouldBeGood();
        shown["steps"]!.ToJsonString().ShouldBe("""[{"name":"greet","uses":"slack/send-message"},{"name":"reply","uses":"http/respond"}]""");
        JsonNode.DeepEquals(shown["credentials"], JsonNode.Parse(
            """[{"name":"slack.oauth_access_token","app":"slack","field":"oauth_access_token","source":"request body.slack_token"}]""")).ShouldBeTrue(shown.Body);
    }

    private async Task<string> Url(string workflow) => (await server.Get("/api/workflows/" + workflow))["trigger"]!["url"]!.GetValue<string>();
}
