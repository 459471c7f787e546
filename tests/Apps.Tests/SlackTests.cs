using Keyway.Engine.Values;

namespace Keyway.Apps.Tests;

public sealed class SlackTests
{
    private static readonly Value Message = Value.Object(("channel", "C0123456789"), ("text", "Hello"));

    [Fact]
    public async Task A_message_is_posted_with_the_token_in_the_header_and_nowhere_else()
    {
        await using var api = await FakeApi.Start(_ => """{"ok":true,"channel":"C0123456789","ts":"1700000000.000100","message":{"text":"Hello"}}""");
        using var bench = Bench.At(api.Address);
        var result = Bench.Success(await bench.Run("slack/send-message", Message));
        result["ts"].ShouldBe("1700000000.000100");
        var request = api.Requests.ShouldHaveSingleItem();
        request.Method.ShouldBe("POST");
        request.Target.ShouldBe("/chat.postMessage");
        request.Headers["authorization"].ShouldBe("Bearer " + Bench.Token);
        request.Headers["content-type"].ShouldBe("application/json; charset=utf-8");
        request.Json.ShouldBe(Message);
        var record = ValueJson.ToText(bench.Exchanges.ShouldHaveSingleItem());
        record.ShouldNotContain(Bench.Token);
        record.ShouldContain("Bearer «slack.oauth_access_token»");
    }

    [Theory]
    [InlineData("invalid_auth")]
    [InlineData("not_authed")]
    [InlineData("token_revoked")]
    [InlineData("token_expired")]
    [InlineData("account_inactive")]
    public async Task A_refused_token_is_a_rejected_credential(string code)
    {
        var error = await Error($$"""{"ok":false,"error":"{{code}}"}""");
        error.Code.ShouldBe("credential_rejected");
        error.Credential.ShouldBe("slack.oauth_access_token");
        error.Message.ShouldBe($"Slack refused the credential slack.oauth_access_token ({code}). It came from request body.token: check it there, or connect again.");
        error.Retryable.ShouldBeFalse();
    }

    [Fact]
    public async Task A_missing_scope_is_named()
    {
        var error = await Error("""{"ok":false,"error":"missing_scope","needed":"chat:write","provided":"users:read"}""");
        error.Code.ShouldBe("credential_scope");
        error.Message.ShouldContain("chat:write");
    }

    [Theory]
    [InlineData("channel_not_found", "channel's id")]
    [InlineData("not_in_channel", "/invite")]
    [InlineData("a_code_of_tomorrow", "Slack's page")]
    public async Task Other_codes_come_with_what_to_do(string code, string advice)
    {
        var error = await Error($$"""{"ok":false,"error":"{{code}}"}""");
        error.Code.ShouldBe("app_error");
        error.Message.ShouldContain(code);
        error.Message.ShouldContain(advice);
        error.Retryable.ShouldBeFalse();
    }

    [Fact]
    public async Task Being_told_to_wait_says_how_long()
    {
        await using var api = await FakeApi.Start(_ => new FakeApi.Reply(429, """{"ok":false,"error":"ratelimited"}""").With("retry-after", "17"));
        using var bench = Bench.At(api.Address);
        var error = Bench.Failure(await bench.Run("slack/send-message", Message));
        error.Code.ShouldBe("rate_limited");
        error.Retryable.ShouldBeTrue();
        error.RetryAfter.ShouldBe(TimeSpan.FromSeconds(17));
    }

    [Theory]
    [InlineData("""{"ok":false,"error":"internal_error"}""", 200)]
    [InlineData("<html>Bad gateway</html>", 502)]
    [InlineData("", 503)]
    public async Task Troubles_on_slacks_side_may_pass(string body, int status)
    {
        await using var api = await FakeApi.Start(_ => new FakeApi.Reply(status, body, status == 200 ? "application/json" : "text/html"));
        using var bench = Bench.At(api.Address);
        var error = Bench.Failure(await bench.Run("slack/send-message", Message));
        error.Code.ShouldBe("app_error");
        error.Retryable.ShouldBeTrue();
    }

    [Fact]
    public async Task Channels_are_read_over_several_pages_up_to_the_limit()
    {
        await using var api = await FakeApi.Start(seen => seen.Target.Contains("cursor=next")
            ? """{"ok":true,"channels":[{"id":"C3"}],"response_metadata":{"next_cursor":"more"}}"""
            : """{"ok":true,"channels":[{"id":"C1"},{"id":"C2"}],"response_metadata":{"next_cursor":"next"}}""");
        using var bench = Bench.At(api.Address);
        var result = Bench.Success(await bench.Run("slack/list-channels", Value.Object(("limit", 3), ("types", Value.Array("public_channel", "private_channel")))));
        result["channels"].ShouldBe(Value.Array(Value.Object(("id", "C1")), Value.Object(("id", "C2")), Value.Object(("id", "C3"))));
        result["next_cursor"].ShouldBe("more");
        api.Requests.Select(r => r.Target).ShouldBe(
        [
            "/conversations.list?types=public_channel%2Cprivate_channel&exclude_archived=true&limit=3",
            "/conversations.list?types=public_channel%2Cprivate_channel&exclude_archived=true&limit=1&cursor=next",
        ]);
    }

    [Fact]
    public async Task A_labelled_text_is_sent_and_shown_as_its_handle()
    {
        await using var api = await FakeApi.Start(seen => """{"ok":true,"ts":"1","channel":"C1","message":""" + seen.Body + "}");
        using var bench = Bench.At(api.Address);
        var result = Bench.Success(await bench.Run("slack/send-message", Value.Object(("channel", "C1"), ("text", Bench.Labelled("the-api-key-of-ada", "trigger.key")))));
        api.Requests.ShouldHaveSingleItem().Json["text"].ShouldBe("the-api-key-of-ada");
        result["message"]["text"].ShouldBe("«trigger.key»");
        ValueJson.ToText(bench.Exchanges[0]).ShouldNotContain("the-api-key-of-ada");
    }

    private static async Task<Engine.Steps.StepError> Error(string reply)
    {
        await using var api = await FakeApi.Start(_ => reply);
        using var bench = Bench.At(api.Address);
        return Bench.Failure(await bench.Run("slack/send-message", Message));
    }
}
