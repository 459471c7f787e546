using Keyway.Engine.Connections;
using Keyway.Engine.Expressions;
using Keyway.Engine.Values;

namespace Keyway.Server.Tests.Workflows;

public sealed class CredentialInputTests
{
    [Fact]
    public void What_a_credential_header_or_a_secret_input_reads_is_lifted_though_no_connection_reads_it()
    {
        var workflow = Checked.File("""
            keyway: 1
            name: hook
            trigger: http
            connections: { slack: { account: team } }
            steps:
              - name: a
                uses: http/request
                with:
                  url: https://api.example.com/
                  headers: { X-API-Key: "{{ steps.trigger.event.body.key }}", accept: "{{ steps.trigger.event.body.accept }}" }
              - name: b
                uses: slack/send-message
                with: { channel: C, text: x, signing: "{{ steps.trigger.event.body.signing }}" }
            """).Workflow.ShouldNotBeNull();
        var @event = ValueJson.Parse("""{ "body": { "key": "k-123456", "accept": "text/plain", "signing": "s-123456" }, "headers": {} }""");
        @event.TryGetObject(out var map);
        var lifted = LiftPlan.For(workflow).Lift(map!, [], new EvaluationScope { Steps = Value.Undefined }).ShouldBeOfType<LiftOutcome.Lifted>();
        ValueJson.ToText(lifted.Event.Event.Get("body")).ShouldBe("""{"key":"«http.x-api-key»","accept":"text/plain","signing":"«slack.signing»"}""");
    }
}
