using System.Text.Json.Nodes;

namespace Keyway.Server.Tests.Api;

public sealed class RunTests(ApiServer server)
{
    [Fact]
    public async Task A_run_by_hand_is_waited_for_and_answers_with_its_result()
    {
        var name = await server.Deployed(Samples.Echo);
        var reply = (await server.RunToEnd(name, new { n = 41 })).ShouldBeGood();
        reply.Text("status").ShouldBe("succeeded");
        reply["result"]!["got"]!.GetValue<int>().ShouldBe(41);

        var preferred = await server.Post($"/api/workflows/{name}/run", new { @event = new { n = 1 } }, headers: ("Prefer", "wait=10"));
        preferred.ShouldBeGood().Text("status").ShouldBe("succeeded");
    }

    [Fact]
    public async Task A_run_that_nobody_waits_for_is_accepted_and_can_be_followed_to_its_end()
    {
        var name = await server.Deployed(Samples.Echo);
        var reply = (await server.Post($"/api/workflows/{name}/run", new { @event = new { n = 1 } })).ShouldBeGood(202);
        var id = reply.Text("id");
        reply.Header("Location").ShouldBe("/api/runs/" + id);
        var facts = await Facts(id);
        facts.Select(f => f.Kind).ShouldBe(["accepted", "taken", "step_succeeded", "step_succeeded", "finished"]);
        facts.Select(f => f.Id).ShouldBe(["1", "2", "3", "4", "5"]);
        facts[2].Data["step"]!.GetValue<string>().ShouldBe("first");
        facts[4].Data["status"]!.GetValue<string>().ShouldBe("succeeded");

        (await Facts(id, lastSeen: "3")).Select(f => f.Id).ShouldBe(["4", "5"]);
    }

    [Fact]
    public async Task A_run_is_shown_in_the_form_that_is_documented_and_without_its_token()
    {
        var name = await server.Deployed(Samples.Notify);
        var reply = (await server.RunToEnd(name, Samples.Event())).ShouldBeGood().ShouldNotTell(Samples.Token);
        reply["answer"]!["status"]!.GetValue<int>().ShouldBe(200);

        var run = (await server.Get("/api/runs/" + reply.Text("id"))).ShouldBeGood().ShouldNotTell(Samples.Token);
        run.Json.AsObject().Select(p => p.Key).ShouldBe(
            ["id", "workflow", "version", "status", "trigger", "started_at", "finished_at", "duration_ms", "event", "event_bytes", "steps", "credentials", "awaits", "stored", "replay_of", "error"],
            ignoreOrder: true);
        var step = run["steps"]![0]!.AsObject();
        step.Select(p => p.Key).ShouldBe(["name", "uses", "status", "attempts", "started_at", "duration_ms", "input", "exports", "logs", "http", "error"], ignoreOrder: true);
        run["event"]!["body"]!["slack_token"]!.GetValue<string>().ShouldBe("«slack.oauth_access_token»");
        step["http"]![0]!["request"]!["headers"]!["authorization"]!.GetValue<string>().ShouldBe("Bearer «slack.oauth_access_token»");
        step["exports"]!["$return_value"]!["ts"].ShouldNotBeNull();
        run["credentials"]!.AsArray().Single()!["source"]!.GetValue<string>().ShouldBe("request body.slack_token");
        run.Text("stored").ShouldBe("full");
        run.Text("trigger").ShouldBe("manual");
        run.Text("started_at").ShouldEndWith("Z");
    }

    [Fact]
    public async Task A_missing_credential_is_refused_at_the_door()
    {
        var name = await server.Deployed(Samples.Notify);
        var reply = (await server.RunToEnd(name, Samples.Event(token: null))).ShouldBeProblem(422, "credentials_missing");
        reply["credentials"]!.ToJsonString().ShouldBe("""[{"field":"slack.oauth_access_token","looked_in":"body.slack_token","found":"null"}]""");
        (await server.Get("/api/runs?workflow=" + name))["items"]!.AsArray().ShouldBeEmpty();
    }

    [Theory]
    [InlineData("?x-pd-nostore=1", null)]
    [InlineData("?pd-nostore=1", null)]
    [InlineData("", "no-store")]
    public async Task Under_no_store_only_a_tombstone_stays(string query, string? prefer)
    {
        var name = await server.Deployed(Samples.Echo);
        var reply = await server.Post($"/api/workflows/{name}/run{query}", new { @event = new { n = "payloadcanary" } }, headers: prefer is null ? [("Prefer", "wait")] : [("Prefer", "wait, " + prefer)]);
        reply.ShouldBeGood().Header("Preference-Applied").ShouldBe("no-store");
        var run = (await server.Get("/api/runs/" + reply.Text("id"))).ShouldBeGood().ShouldNotTell("payloadcanary");
        run.Text("stored").ShouldBe("nostore");
        run["event"].ShouldBeNull();
        run["steps"]![0]!["status"]!.GetValue<string>().ShouldBe("succeeded");
        run["steps"]![0]!["input"].ShouldBeNull();
    }

    [Fact]
    public async Task A_no_store_flag_that_is_not_honoured_or_not_clear_is_refused()
    {
        var name = await server.Deployed(Samples.Notify.Replace("respond: workflow", "respond: workflow, nostore: ignore"));
        (await server.Post($"/api/workflows/{name}/run?pd-nostore=1", new { @event = Samples.Event() })).ShouldBeProblem(400, "nostore_not_allowed");
        (await server.Post($"/api/workflows/{name}/run?pd-nostore=perhaps", new { @event = Samples.Event() })).ShouldBeProblem(400, "nostore_invalid");
    }

    [Fact]
    public async Task Lists_are_filtered_and_paged_newest_first()
    {
        var name = await server.Deployed(Samples.Echo);
        var failing = await server.Deployed(Samples.Notify);
        var ids = new List<string>();
        for (var i = 0; i < 3; i++) ids.Add((await server.RunToEnd(name, new { n = i })).Text("id"));
        var failed = (await server.RunToEnd(failing, Samples.Event("xoxb-wrong"))).ShouldBeGood();
        failed.Text("status").ShouldBe("failed");
        failed["error"]!["code"]!.GetValue<string>().ShouldBe("credential_rejected");
        failed["error"]!["step"]!.GetValue<string>().ShouldBe("greet");

        var first = (await server.Get($"/api/runs?workflow={name}&limit=2")).ShouldBeGood();
        Ids(first).ShouldBe([ids[2], ids[1]]);
        var second = (await server.Get($"/api/runs?workflow={name}&limit=2&cursor={first.Text("next")}")).ShouldBeGood();
        Ids(second).ShouldBe([ids[0]]);
        second["next"].ShouldBeNull();

        Ids(await server.Get($"/api/runs?workflow={name}&status=failed")).ShouldBeEmpty();
        Ids(await server.Get($"/api/runs?workflow={failing}&status=failed,cancelled")).ShouldBe([failed.Text("id")]);
        Ids(await server.Get($"/api/runs?workflow={failing}&status=succeeded&status=failed")).ShouldBe([failed.Text("id")]);
        Ids(await server.Get($"/api/runs?q={ids[0]}")).ShouldBe([ids[0]]);
        Ids(await server.Get($"/api/runs?workflow={name}&until=2020-01-01")).ShouldBeEmpty();
        Ids(await server.Get($"/api/runs?workflow={name}&since=2020-01-01T00:00:00Z")).Count.ShouldBe(3);

        var shown = (await server.Get("/api/runs/" + failed.Text("id"))).ShouldBeGood().ShouldNotTell("xoxb-wrong");
        shown["steps"]![0]!["error"]!["docs"]!.GetValue<string>().ShouldBe("/docs/errors/credential_rejected");
        shown["steps"]![1]!["status"]!.GetValue<string>().ShouldBe("not_reached");
        shown["error"]!["step"]!.GetValue<string>().ShouldBe("greet");
    }

    [Fact]
    public async Task A_deleted_run_is_gone()
    {
        var name = await server.Deployed(Samples.Echo);
        var id = (await server.RunToEnd(name, new { n = 1 })).Text("id");
        (await server.Delete("/api/runs/" + id)).ShouldBeGood(204);
        (await server.Get("/api/runs/" + id)).ShouldBeProblem(404, "run_not_found");
        (await server.Delete("/api/runs/" + id)).ShouldBeProblem(404, "run_not_found");
    }

    [Fact]
    public async Task A_run_that_sleeps_can_be_cancelled_and_only_then_deleted()
    {
        var name = await server.Deployed(Samples.Sleeper);
        var run = (await server.RunToEnd(name, new { token = "xoxb-wrong" })).ShouldBeGood();
        run.Text("status").ShouldBe("paused");
        var id = run.Text("id");
        (await server.Get("/api/runs/" + id))["steps"]![0]!["status"]!.GetValue<string>().ShouldBe("retrying");
        (await server.Delete("/api/runs/" + id)).ShouldBeProblem(409, "run_not_finished");
        (await server.Post($"/api/runs/{id}/credentials", new { })).ShouldBeProblem(409, "run_not_waiting");

        (await server.Post($"/api/runs/{id}/cancel")).ShouldBeGood().Text("status").ShouldBe("cancelled");
        (await server.Post($"/api/runs/{id}/cancel")).ShouldBeProblem(409, "run_finished");
        (await server.Get("/api/runs/" + id)).Text("status").ShouldBe("cancelled");
        (await server.Delete("/api/runs/" + id)).ShouldBeGood(204);
    }

    [Fact]
    public async Task All_runs_can_be_followed_without_their_data()
    {
        var name = await server.Deployed(Samples.Echo);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/runs/live");
        request.Headers.Authorization = new("Bearer", ApiServer.AdminKey);
        using var reply = await server.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        using var reader = new StreamReader(await reply.Content.ReadAsStreamAsync());
        (await reader.ReadLineAsync()).ShouldBe(": still here", "From here on nothing is missed.");

        await server.RunToEnd(name, new { n = "payloadcanary" });
        while (await reader.ReadLineAsync() is { } line)
        {
            line.ShouldNotContain("payloadcanary");
            if (!line.StartsWith("data: ", StringComparison.Ordinal) || !line.Contains($"\"workflow\":\"{name}\"", StringComparison.Ordinal)) continue;
            if (JsonNode.Parse(line[6..])!["kind"]!.GetValue<string>() == "finished") return;
        }
        Assert.Fail("The stream ended.");
    }

    [Fact]
    public async Task A_stream_does_not_hold_up_a_server_that_stops()
    {
        await using var own = new ApiServer();
        await own.InitializeAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/runs/live");
        request.Headers.Authorization = new("Bearer", ApiServer.AdminKey);
        using var reply = await own.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        using var reader = new StreamReader(await reply.Content.ReadAsStreamAsync());
        await reader.ReadLineAsync();

        var stopping = own.Server.App.StopAsync();
        // It ends; a connection that is cut when the server's patience is over would throw here.
        (await reader.ReadToEndAsync()).ShouldNotContain("event:");
        await stopping;
    }

    private static List<string> Ids(ApiReply page) => [.. page.ShouldBeGood()["items"]!.AsArray().Select(i => i!["id"]!.GetValue<string>())];

    private async Task<List<(string Id, string Kind, JsonNode Data)>> Facts(string run, string? lastSeen = null)
    {
        // The stream ends by itself after the last fact, so that reading to its end is waiting for the run.
        var reply = await server.Send("GET", $"/api/runs/{run}/live", null, headers: lastSeen is null ? [] : [("Last-Event-ID", lastSeen)]);
        reply.ShouldBeGood().Header("Content-Type").ShouldBe("text/event-stream");
        var facts = new List<(string, string, JsonNode)>();
        foreach (var block in reply.Body.Split("\n\n", StringSplitOptions.RemoveEmptyEntries).Where(b => !b.StartsWith(':')))
        {
            var lines = block.Split('\n').ToDictionary(l => l[..l.IndexOf(':')], l => l[(l.IndexOf(':') + 2)..]);
            facts.Add((lines["id"], lines["event"], JsonNode.Parse(lines["data"])!));
        }
        return facts;
    }
}
