using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Text;

namespace Keyway.Server.Tests.Processes;

/// <summary>The real process is killed again and again under load: nothing accepted is lost, nothing finishes twice, no token stays behind.</summary>
public sealed class KillTests
{
    private const int Kills = 5;
    private const string Token = "xoxb-kill-4c1f9a77d2e0b6";

    private const string Workflow = """
        keyway: 1
        name: post
        trigger: { http: { respond: immediately } }
        steps:
          - name: first
            uses: slack/send-message
            connection: { external: { oauth_access_token: "{{ steps.trigger.event.body.token }}" } }
            with: { channel: C1, text: "{{ steps.trigger.event.body.id }}-1" }
          - name: second
            uses: slack/send-message
            connection: { external: { oauth_access_token: "{{ steps.trigger.event.body.token }}" } }
            with: { channel: C1, text: "{{ steps.trigger.event.body.id }}-2" }
        """;

    [Fact]
    public async Task Accepted_runs_survive_being_killed_at_any_moment()
    {
        var folder = Directory.CreateTempSubdirectory("keyway-kill-").FullName;
        await using var slack = await FakeSlack.Start();
        var accepted = new ConcurrentDictionary<string, string>();
        var random = new Random(20261122);
        var printed = new StringBuilder();
        var sent = 0;
        for (var round = 0; round < Kills; round++)
        {
            await using var server = await ServerProcess.Start(folder, slack.Settings);
            var url = await server.Deploy("post", Workflow);

            // Killed when so many more were accepted: a moment that differs each time, in the midst of the load.
            var enough = accepted.Count + random.Next(20, 120);
            var callers = Enumerable.Range(0, 8).Select(async _ =>
            {
                while (accepted.Count < enough)
                {
                    var id = $"m{Interlocked.Increment(ref sent)}";
                    try
                    {
                        using var reply = await server.Http.PostAsync(url, Body(id));
                        if (reply.IsSuccessStatusCode) accepted[id] = reply.Headers.GetValues("Keyway-Run").Single();
                    }
                    catch (HttpRequestException)
                    {
                        return;
                    }
                }
            });
            await Task.WhenAll(callers);
            await server.Kill();
            printed.Append(server.Output);
        }

        await using (var last = await ServerProcess.Start(folder, slack.Settings))
        {
            await UntilIdle(last);
            foreach (var (id, run) in accepted)
            {
                var shown = await last.Get("/api/runs/" + run);
                shown.GetProperty("status").GetString().ShouldBe("succeeded", id);
                slack.Posted.ShouldContainKey(id + "-1");
                slack.Posted.ShouldContainKey(id + "-2");
            }
            await last.Stop();
            printed.Append(last.Output);
        }

        // A message posted twice belongs to a step that was under way when the process died: at most so many as could be under way.
        slack.Posted.Values.Count(n => n > 1).ShouldBeLessThan(Kills * 70);
        printed.ToString().ShouldNotContain(Token);
        foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
            Encoding.Latin1.GetString(await File.ReadAllBytesAsync(file)).ShouldNotContain(Token, Case.Sensitive, file);
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task A_server_told_to_stop_finishes_what_runs_and_leaves_nothing_behind()
    {
        var folder = Directory.CreateTempSubdirectory("keyway-stop-").FullName;
        await using var slack = await FakeSlack.Start();
        await using (var server = await ServerProcess.Start(folder, slack.Settings))
        {
            var url = await server.Deploy("post", Workflow);
            using var reply = await server.Http.PostAsync(url, Body("only"));
            reply.EnsureSuccessStatusCode();
            (await server.Stop()).ShouldBe(0);
        }
        await using (var server = await ServerProcess.Start(folder, slack.Settings))
        {
            await UntilIdle(server);
            var runs = await server.Get("/api/runs");
            runs.GetProperty("items")[0].GetProperty("status").GetString().ShouldBe("succeeded");
        }
        slack.Posted.Values.ShouldAllBe(n => n == 1);
        Directory.Delete(folder, recursive: true);
    }

    private static StringContent Body(string id) => new($$"""{"id":"{{id}}","token":"{{Token}}"}""", new MediaTypeHeaderValue("application/json"));

    private static async Task UntilIdle(ServerProcess server)
    {
        using var look = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        for (var i = 0; i < 600; i++)
        {
            var unfinished = await server.Get("/api/runs?status=queued,running,paused,credentials_required&limit=1");
            if (unfinished.GetProperty("items").GetArrayLength() == 0) return;
            await look.WaitForNextTickAsync();
        }
        throw new TimeoutException("Runs were still unfinished after a minute.");
    }
}
