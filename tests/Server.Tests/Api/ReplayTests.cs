namespace Keyway.Server.Tests.Api;

public sealed class ReplayTests(ApiServer server)
{
    [Fact]
    public async Task A_run_is_repeated_with_the_newest_version_and_linked_to_the_first()
    {
        var name = await server.Deployed(Samples.Echo);
        var first = (await server.RunToEnd(name, new { n = 7 })).Text("id");
        (await server.Deploy(name, $"keyway: 1\nname: {name}\n{Samples.Echo}\n# 2\n")).ShouldBeGood();

        var replay = (await server.Post($"/api/runs/{first}/replay?wait=true", new { })).ShouldBeGood();
        replay["result"]!["got"]!.GetValue<int>().ShouldBe(7);
        var run = await server.Get("/api/runs/" + replay.Text("id"));
        run.Text("replay_of").ShouldBe(first);
        run.Text("trigger").ShouldBe("replay");
        run["version"]!.GetValue<int>().ShouldBe(2);

        var old = (await server.Post($"/api/runs/{first}/replay?wait=true", new { version = 1 })).ShouldBeGood();
        (await server.Get("/api/runs/" + old.Text("id")))["version"]!.GetValue<int>().ShouldBe(1);
    }

    [Fact]
    public async Task A_replay_can_begin_at_a_later_step()
    {
        var name = await server.Deployed(Samples.Echo);
        var first = (await server.RunToEnd(name, new { n = 7 })).Text("id");
        var replay = (await server.Post($"/api/runs/{first}/replay?wait=true", new { from_step = "second" })).ShouldBeGood();
        replay["result"]!["got"]!.GetValue<int>().ShouldBe(7);
        (await server.Post($"/api/runs/{first}/replay", new { from_step = "third" })).ShouldBeProblem(422, "step_unknown");
        (await server.Post($"/api/runs/{first}/replay", new { version = 9 })).ShouldBeProblem(404, "version_not_found");
    }

    [Fact]
    public async Task A_step_after_one_without_a_result_cannot_be_the_first()
    {
        var name = await server.Deployed(Samples.Notify);
        var first = (await server.RunToEnd(name, Samples.Event("xoxb-wrong"))).Text("id");
        (await server.Post($"/api/runs/{first}/replay", new { from_step = "reply" })).ShouldBeProblem(409, "replay_not_reached");
    }

    [Fact]
    public async Task Credentials_of_a_replay_are_given_again_or_asked_for()
    {
        var name = await server.Deployed(Samples.Notify);
        var first = (await server.RunToEnd(name, Samples.Event())).ShouldBeGood().Text("id");

        var given = await server.Post($"/api/runs/{first}/replay?wait=true", new { credentials = new { slack = new { oauth_access_token = Samples.Token } } });
        given.ShouldBeGood().ShouldNotTell(Samples.Token).Text("status").ShouldBe("succeeded");

        var waiting = (await server.Post($"/api/runs/{first}/replay?wait=true", new { })).ShouldBeGood();
        waiting.Text("status").ShouldBe("credentials_required");
        var id = waiting.Text("id");
        (await server.Get("/api/runs/" + id))["awaits"]!.ToJsonString().ShouldBe("""["slack.oauth_access_token"]""");

        var missing = (await server.Post($"/api/runs/{id}/credentials", new { github = new { oauth_access_token = "x" } })).ShouldBeProblem(422, "credentials_missing");
        missing["credentials"]![0]!["field"]!.GetValue<string>().ShouldBe("slack.oauth_access_token");

        (await server.Post($"/api/runs/{id}/credentials", new { slack = new { oauth_access_token = Samples.Token } })).ShouldBeGood(202).ShouldNotTell(Samples.Token);
        // The stream ends when the run does.
        (await server.Get($"/api/runs/{id}/live")).ShouldNotTell(Samples.Token).Body.ShouldContain("\"status\":\"succeeded\"");
        (await server.Get("/api/runs/" + id)).ShouldNotTell(Samples.Token).Text("status").ShouldBe("succeeded");
    }

    [Fact]
    public async Task A_run_whose_data_was_not_kept_cannot_be_repeated()
    {
        var name = await server.Deployed(Samples.Echo);
        var first = (await server.Post($"/api/workflows/{name}/run?wait=true&pd-nostore=1", new { @event = new { n = 7 } })).ShouldBeGood().Text("id");
        (await server.Post($"/api/runs/{first}/replay", new { })).ShouldBeProblem(409, "replay_data_gone");
    }

    [Fact]
    public async Task Many_runs_are_repeated_by_filter_a_page_at_a_time()
    {
        var name = await server.Deployed(Samples.Echo);
        var ids = new List<string>();
        for (var i = 0; i < 3; i++) ids.Add((await server.RunToEnd(name, new { n = i })).Text("id"));
        var lost = (await server.Post($"/api/workflows/{name}/run?wait=true&pd-nostore=1", new { @event = new { n = 7 } })).Text("id");

        var first = (await server.Post("/api/runs/replay", new { workflow = name, status = new[] { "succeeded" }, limit = 2 })).ShouldBeGood();
        first["refused"]![0]!.ToJsonString().ShouldBe($$"""{"run":"{{lost}}","code":"replay_data_gone"}""");
        first["started"]!.AsArray().Select(r => r!["run"]!.GetValue<string>()).ShouldBe([ids[2]]);
        var second = (await server.Post("/api/runs/replay", new { workflow = name, status = new[] { "succeeded" }, limit = 2, cursor = first.Text("next") })).ShouldBeGood();
        second["started"]!.AsArray().Select(r => r!["run"]!.GetValue<string>()).ShouldBe([ids[1], ids[0]]);
        second["next"].ShouldBeNull();
    }
}
