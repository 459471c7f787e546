using Keyway.Engine.Apps;
using Keyway.Engine.Connections;
using Keyway.Engine.Expressions;
using Keyway.Engine.Triggers;
using Keyway.Engine.Values;
using Keyway.Engine.Workflows;

namespace Keyway.Server.Tests.Ingress;

/// <summary>SPEC 3.5 and 4.2: a credential leaves the event at the door, and a missing one ends there.</summary>
public sealed class CredentialTests(IngressHost host) : IClassFixture<IngressHost>
{
    private static readonly App Slack = new()
    {
        Key = "slack",
        Name = "Slack",
        Description = "",
        Auth = AppAuth.OAuth2.Bearer("Token", ""),
        Actions = [new AppAction { Key = "send", Title = "Send", Description = "", Run = (_, _) => throw new InvalidOperationException() }],
    };

    private Hook Serve(string expression)
    {
        var computed = new Template.Computed(((ExpressionParse.Parsed)Expression.Parse(expression)).Expression, new("connections", 1, 1));
        var connections = new Dictionary<string, Connection> { ["slack"] = new Connection.External([new("oauth_access_token", computed)]) };
        var step = new Step("greet", Slack, Slack.Actions[0], new([]), null, null, RetryRule.None, null, OnError.Stop.Instance, true, new("steps[0]", 1, 1));
        return host.Serve(new() { NeedsRawBody = true }, connections: connections, steps: [step]);
    }

    [Fact]
    public async Task A_credential_in_the_body_becomes_a_handle()
    {
        var hook = Serve("steps.trigger.event.body.slack_token");
        (await hook.Post("application/json", """{"slack_token":"canary-xoxb","n":1}""")).Status.ShouldBe(200);
        hook.Event["body"].ToString().ShouldBe("""{"slack_token":"«slack.oauth_access_token»","n":1}""");
        hook.Event.ToString().ShouldNotContain("canary");
    }

    [Theory]
    [InlineData("{}", "absent")]
    [InlineData("""{"slack_token":null}""", "null")]
    [InlineData("""{"slack_token":""}""", "empty")]
    [InlineData("\"canary\"", "absent")]
    public async Task A_missing_credential_is_422_before_anything_begins(string body, string found)
    {
        var hook = Serve("steps.trigger.event.body.slack_token");
        var answered = await hook.Post("application/json", body);
        answered.Status.ShouldBe(422);
        answered.Code.ShouldBe("credentials_missing");
        answered.Json["credentials"].ToString().ShouldBe($$"""[{"field":"slack.oauth_access_token","looked_in":"body.slack_token","found":"{{found}}"}]""");
        answered.Body.ShouldNotContain("canary");
        hook.Starts.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_credential_in_the_query_is_gone_from_the_url_too()
    {
        var hook = Serve("steps.trigger.event.query.token");
        (await hook.Get("?token=canary%2Dxoxb&x=1")).Status.ShouldBe(200);
        hook.Event.ToString().ShouldNotContain("xoxb");
    }
}
