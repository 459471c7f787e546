using System.Net;
using Keyway.Engine.Values;
using Keyway.Server.Sandbox;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Keyway.Apps.Tests;

/// <summary>The server's sandbox on a port of its own.</summary>
public sealed class SandboxServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private SandboxServer(WebApplication app) => _app = app;

    public Uri Address => new(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());

    public static async Task<SandboxServer> Start()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(k => k.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        app.MapSandbox();
        await app.StartAsync();
        return new(app);
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();
}

/// <summary>Every action against the sandbox: the samples rest on it.</summary>
public sealed class SandboxTests
{
    private const string GitHubToken = "ghp_sandbox_9Kd2LmQx77";

    [Fact]
    public async Task Slacks_actions_work_against_the_sandbox()
    {
        await using var server = await SandboxServer.Start();
        using var bench = Bench.At(server.Address, "sandbox/slack/api");
        var sent = Bench.Success(await bench.Run("slack/send-message", Value.Object(("channel", "#general"), ("text", "Hello"))));
        sent["channel"].ShouldBe("C0000000001");
        var spot = Value.Object(("channel", "general"), ("ts", sent["ts"]), ("text", "Hello again"));
        Bench.Success(await bench.Run("slack/update-message", spot))["text"].ShouldBe("Hello again");
        Bench.Success(await bench.Run("slack/add-reaction", Value.Object(("channel", "general"), ("ts", sent["ts"]), ("name", "eyes"))))["ok"].ShouldBe(true);
        Bench.Failure(await bench.Run("slack/add-reaction", Value.Object(("channel", "general"), ("ts", sent["ts"]), ("name", "eyes")))).Message.ShouldContain("already_reacted");
        Bench.Success(await bench.Run("slack/get-user", Value.Object(("user", "U0000000002"))))["real_name"].ShouldBe("Ada Lovelace");
        Bench.Success(await bench.Run("slack/list-channels", Value.Object(("limit", 2))))["next_cursor"].ShouldBe("sandbox:2");
        Bench.Success(await bench.Run("slack/delete-message", Value.Object(("channel", "general"), ("ts", sent["ts"]))))["ts"].ShouldBe(sent["ts"]);
        Bench.Failure(await bench.Run("slack/delete-message", Value.Object(("channel", "general"), ("ts", sent["ts"])))).Message.ShouldContain("message_not_found");
    }

    [Fact]
    public async Task The_sandbox_shows_sent_messages_and_no_token()
    {
        await using var server = await SandboxServer.Start();
        using var bench = Bench.At(server.Address, "sandbox/slack/api");
        await bench.Run("slack/send-message", Value.Object(("channel", "general"), ("text", "Seen by everybody")));
        using var client = new HttpClient();
        var shown = await client.GetStringAsync(new Uri(server.Address, "sandbox/slack/messages"));
        shown.ShouldContain("Seen by everybody");
        shown.ShouldNotContain(Bench.Token);
    }

    [Theory]
    [InlineData("xoxb-sandbox-revoked-1f", "credential_rejected")]
    [InlineData("xoxb-somebody-elses-2e", "credential_rejected")]
    [InlineData("xoxb-sandbox-noscope-3d", "credential_scope")]
    [InlineData("xoxb-sandbox-limited-4c", "rate_limited")]
    public async Task The_sandbox_shows_what_troubles_with_a_slack_token_look_like(string token, string code)
    {
        await using var server = await SandboxServer.Start();
        using var bench = Bench.At(server.Address, "sandbox/slack/api");
        var error = Bench.Failure(await bench.Run("slack/send-message", Value.Object(("channel", "general"), ("text", "Hello")), token));
        error.Code.ShouldBe(code);
        error.Message.ShouldNotContain(token);
        if (code == "rate_limited") error.RetryAfter.ShouldBe(TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task Githubs_actions_work_against_the_sandbox()
    {
        await using var server = await SandboxServer.Start();
        using var bench = Bench.At(server.Address, "sandbox/github");
        Value With(params ReadOnlySpan<(string, Value)> more) => Value.Object([("owner", "acme"), ("repo", "support"), .. more]);
        async Task<Value> Run(string action, Value with) => Bench.Success(await bench.Run("github/" + action, with, GitHubToken));

        var issue = await Run("create-issue", With(("title", "It is broken"), ("labels", Value.Array("bug")), ("body", "Details")));
        issue["number"].ShouldBe(1);
        issue["labels"].ShouldBe(Value.Array("bug"));
        (await Run("create-comment", With(("number", 1), ("body", "Looking at it"))))["id"].ShouldBe(1);
        (await Run("get-issue", With(("number", "1"))))["comments"].ShouldBe(1);
        (await Run("get-repository", With()))["full_name"].ShouldBe("acme/support");
        await Run("create-issue", With(("title", "Another")));
        (await Run("list-issues", With(("labels", Value.Array("bug")))))["issues"].TryGetArray(out var bugs).ShouldBeTrue();
        bugs!.ShouldHaveSingleItem()["title"].ShouldBe("It is broken");
    }

    [Fact]
    public async Task A_file_is_created_and_then_replaced()
    {
        await using var server = await SandboxServer.Start();
        using var bench = Bench.At(server.Address, "sandbox/github");
        Value File(string content, params ReadOnlySpan<(string, Value)> more) =>
            Value.Object([("owner", "acme"), ("repo", "support"), ("path", "docs/a b.md"), ("content", content), ("message", "Write"), .. more]);

        var first = Bench.Success(await bench.Run("github/create-or-update-file", File("one"), GitHubToken));
        first["created"].ShouldBe(true);
        first["path"].ShouldBe("docs/a b.md");
        var second = Bench.Success(await bench.Run("github/create-or-update-file", File("two"), GitHubToken));
        second["created"].ShouldBe(false);
        second["sha"].ShouldNotBe(first["sha"]);
        var stale = Bench.Failure(await bench.Run("github/create-or-update-file", File("three", ("sha", first["sha"])), GitHubToken));
        stale.Code.ShouldBe("app_error");
        stale.HttpStatus.ShouldBe(409);
    }

    [Theory]
    [InlineData("missing", "app_error", 404)]
    [InlineData("read-only", "credential_scope", 403)]
    [InlineData("no-issues", "app_error", 410)]
    [InlineData("busy", "rate_limited", 403)]
    public async Task The_sandbox_shows_what_troubles_with_a_repository_look_like(string repo, string code, int status)
    {
        await using var server = await SandboxServer.Start();
        using var bench = Bench.At(server.Address, "sandbox/github");
        var error = Bench.Failure(await bench.Run("github/create-issue", Value.Object(("owner", "acme"), ("repo", repo), ("title", "x")), GitHubToken));
        error.Code.ShouldBe(code);
        error.HttpStatus.ShouldBe(status);
    }

    [Fact]
    public async Task A_github_token_that_is_none_is_a_rejected_credential()
    {
        await using var server = await SandboxServer.Start();
        using var bench = Bench.At(server.Address, "sandbox/github");
        var error = Bench.Failure(await bench.Run("github/get-repository", Value.Object(("owner", "acme"), ("repo", "support")), "ghp_of_another_world"));
        error.Code.ShouldBe("credential_rejected");
        error.Credential.ShouldBe("github.oauth_access_token");
        error.Message.ShouldContain("request body.token");
    }
}
