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
}
