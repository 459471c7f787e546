using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Keyway.Server.Tests.Processes;

/// <summary>The main job against a server that plays Slack, answering as Slack's own client expects: success, a refused token, too many calls, an outage.</summary>
public sealed class SlackOutcomesTests
{
    private const string Token = "xoxb-outcomes-7d1e22f0a94c";

    private const string Workflow = """
        keyway: 1
        name: greet
        trigger: { http: { respond: workflow } }
        connections:
          slack: { external: { oauth_access_token: "{{ steps.trigger.event.body.token }}" } }
        steps:
          - name: greet
            uses: slack/send-message
            with: { channel: C1, text: Hello }
          - name: reply
            uses: http/respond
            with: { body: { ts: "{{ steps.greet.$return_value.ts }}" } }
        """;

    [Fact]
    public async Task Each_of_Slacks_outcomes_reaches_the_caller_and_the_history_as_what_it_is()
    {
        var folder = Directory.CreateTempSubdirectory("keyway-slack-").FullName;
        await using var slack = await FakeSlack.Start();
        await using var server = await ServerProcess.Start(folder, slack.Settings);
        var url = await server.Deploy("greet", Workflow);

        var good = await Call(server, url);
        good.Status.ShouldBe(HttpStatusCode.OK);
        good.Body.GetProperty("ts").GetString().ShouldNotBeNullOrEmpty();
        slack.Tokens.ShouldHaveSingleItem().ShouldBe("Bearer " + Token);

        slack.Answer = http => Say(http, 200, """{"ok":false,"error":"invalid_auth"}""");
        (await Failure(server, url)).ShouldBe(("credential_rejected", "slack.oauth_access_token"));

        slack.Answer = http =>
        {
            http.Response.Headers.RetryAfter = "30";
            return Say(http, 429, """{"ok":false,"error":"ratelimited"}""");
        };
        (await Failure(server, url)).Code.ShouldBe("rate_limited");

        // As a proxy before Slack answers for it, with a page that quotes the token.
        slack.Answer = http => Say(http, 503, $"<html>Bearer {Token} could not be passed on</html>", "text/html");
        (await Failure(server, url)).Code.ShouldBe("app_error");

        slack.Answer = http =>
        {
            http.Abort();
            return Task.CompletedTask;
        };
        (await Failure(server, url)).Code.ShouldBe("network_error");

        var runs = await server.Get("/api/runs");
        runs.GetRawText().ShouldNotContain(Token);
        await server.Stop();
        server.Output.ShouldNotContain(Token);
        foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
            System.Text.Encoding.Latin1.GetString(await File.ReadAllBytesAsync(file)).ShouldNotContain(Token, Case.Sensitive, file);
        Directory.Delete(folder, recursive: true);
    }

    private static Task Say(HttpContext http, int status, string body, string type = "application/json")
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = type;
        return http.Response.WriteAsync(body);
    }

    private static async Task<(HttpStatusCode Status, JsonElement Body, string Run)> Call(ServerProcess server, Uri url)
    {
        using var content = new StringContent($$"""{"token":"{{Token}}"}""", new MediaTypeHeaderValue("application/json"));
        using var reply = await server.Http.PostAsync(url, content);
        var body = await reply.Content.ReadAsStringAsync();
        body.ShouldNotContain(Token);
        return (reply.StatusCode, JsonDocument.Parse(body).RootElement.Clone(), reply.Headers.GetValues("Keyway-Run").Single());
    }

    /// <summary>The error's code in history, which the caller's problem names too; and the credential it is about.</summary>
    private static async Task<(string Code, string? Credential)> Failure(ServerProcess server, Uri url)
    {
        var call = await Call(server, url);
        call.Status.ShouldBe(HttpStatusCode.BadGateway);
        call.Body.GetProperty("step").GetString().ShouldBe("greet");
        var run = await server.Get("/api/runs/" + call.Run);
        run.GetRawText().ShouldNotContain(Token);
        var error = run.GetProperty("steps")[0].GetProperty("error");
        var code = error.GetProperty("code").GetString()!;
        call.Body.GetProperty("error").GetString().ShouldBe(code);
        error.GetProperty("message").GetString().ShouldNotBeNullOrEmpty();
        return (code, error.GetProperty("credential").GetString());
    }
}
