namespace Keyway.Server.Tests.Api;

public sealed class AppTests(ApiServer server)
{
    [Fact]
    public async Task Apps_are_listed_and_searched_by_what_their_actions_do()
    {
        var all = (await server.Get("/api/apps")).ShouldBeGood();
        all["items"]!.AsArray().Select(a => a!["key"]!.GetValue<string>()).ShouldContain("slack");
        var found = (await server.Get("/api/apps?q=create%20an%20issue")).ShouldBeGood();
        found["items"]!.AsArray().Select(a => a!["key"]!.GetValue<string>()).ShouldBe(["github"]);
        var page = (await server.Get("/api/apps?limit=1")).ShouldBeGood();
        (await server.Get("/api/apps?limit=1&cursor=" + page.Text("next"))).ShouldBeGood()["items"]![0]!["key"]!.GetValue<string>().ShouldNotBe(page["items"]![0]!["key"]!.GetValue<string>());
    }

    [Fact]
    public async Task An_action_tells_its_inputs_as_a_schema_and_its_credential_fields()
    {
        var app = (await server.Get("/api/apps/slack")).ShouldBeGood();
        app["auth"]!["kind"]!.GetValue<string>().ShouldBe("oauth2");
        var action = (await server.Get("/api/apps/slack/actions/send-message")).ShouldBeGood();
        action["inputs"]!["type"]!.GetValue<string>().ShouldBe("object");
        action["inputs"]!["required"]!.AsArray().Select(n => n!.GetValue<string>()).ShouldContain("channel");
        action["auth"]!["fields"]![0]!["name"]!.GetValue<string>().ShouldBe("oauth_access_token");
        action["auth"]!["fields"]![0]!["required"]!.GetValue<bool>().ShouldBeTrue();
    }

    [Fact]
    public async Task One_action_runs_without_a_workflow_on_the_credential_in_the_body()
    {
        var reply = await server.Post("/api/apps/slack/actions/send-message/run",
            new { external = new { oauth_access_token = Samples.Token }, with = new { channel = Samples.Channel, text = "{{ not an expression }}" } });
        reply.ShouldBeGood().ShouldNotTell(Samples.Token);
        reply["result"]!["message"]!["text"]!.GetValue<string>().ShouldBe("{{ not an expression }}");

        var run = (await server.Get("/api/runs/" + reply.Text("run"))).ShouldBeGood().ShouldNotTell(Samples.Token);
        run.Text("trigger").ShouldBe("action");
        run.Text("workflow").ShouldBe("slack/send-message");
        run["event"]!["external"]!["oauth_access_token"]!.GetValue<string>().ShouldBe("«slack.oauth_access_token»");
        run["steps"]![0]!["status"]!.GetValue<string>().ShouldBe("succeeded");
        (await server.Post($"/api/runs/{reply.Text("run")}/replay", new { })).ShouldBeProblem(409, "not_replayable");
        (await server.Get("/api/workflows/action")).ShouldBeProblem(404, "workflow_not_found");
    }

    [Fact]
    public async Task An_action_under_no_store_leaves_nothing()
    {
        var reply = await server.Post("/api/apps/data/actions/set/run", new { with = new { value = "payloadcanary" } }, headers: ("x-pd-nostore", "1"));
        reply.ShouldBeGood().Header("Preference-Applied").ShouldBe("no-store");
        (await server.Get("/api/runs/" + reply.Text("run"))).ShouldBeGood().ShouldNotTell("payloadcanary").Text("stored").ShouldBe("nostore");
    }

    [Theory]
    [InlineData("""{"with":{"channel":"C1","text":"bodycanary"}}""")]
    [InlineData("""{"external":{},"with":{"channel":"C1","text":"bodycanary"}}""")]
    [InlineData("""{"external":{"oauth_access_token":"bodycanary"},"with":{"text":"bodycanary"}}""")]
    [InlineData("""{"external":{"oauth_access_token":"bodycanary"},"with":{"channel":"C1","text":"x","fnord":"bodycanary"}}""")]
    [InlineData("""{"external":{"oauth_access_token":"bodycanary"},"with":{"channel":"C1","text":"x","a\"]}}":"bodycanary"}}""")]
    public async Task An_action_is_checked_as_a_workflow_is(string body)
    {
        var reply = (await server.Post("/api/apps/slack/actions/send-message/run", body)).ShouldBeProblem(422, "action_invalid").ShouldNotTell("bodycanary");
        reply["problems"]!.AsArray().ShouldNotBeEmpty();
        reply["problems"]!.AsArray().ShouldAllBe(p => !p!["path"]!.GetValue<string>().StartsWith("steps"));
    }

    [Theory]
    [InlineData("null")]
    [InlineData("\"\"")]
    public async Task A_credential_that_is_empty_is_missing(string token) =>
        (await server.Post("/api/apps/slack/actions/send-message/run", $$$"""{"external":{"oauth_access_token":{{{token}}}},"with":{"channel":"C1","text":"x"}}"""))
            .ShouldBeProblem(422, "credentials_missing")["credentials"]![0]!["field"]!.GetValue<string>().ShouldBe("slack.oauth_access_token");

    [Fact]
    public async Task An_action_that_fails_tells_its_cause_and_the_run()
    {
        var reply = await server.Post("/api/apps/slack/actions/send-message/run", new { external = new { oauth_access_token = "xoxb-wrong-canary" }, with = new { channel = "C1", text = "x" } });
        reply.ShouldBeProblem(502, "action_failed").ShouldNotTell("xoxb-wrong-canary").Text("cause").ShouldBe("credential_rejected");
        (await server.Get("/api/runs/" + reply.Text("run"))).ShouldBeGood().ShouldNotTell("xoxb-wrong-canary").Text("status").ShouldBe("failed");
    }
}
