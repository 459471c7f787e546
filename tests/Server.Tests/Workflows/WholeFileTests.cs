using Keyway.Engine.Connections;
using Keyway.Engine.Triggers;
using Keyway.Engine.Workflows;

namespace Keyway.Server.Tests.Workflows;

public sealed class WholeFileTests
{
    private const string Yaml = """
        keyway: 1
        name: notify-customer
        trigger:
          http:
            auth: none
            respond: workflow
            nostore: allow
        connections:
          slack:
            external:
              oauth_access_token: "{{ steps.trigger.event.body.slack_token }}"
        steps:
          - name: greet
            uses: slack/send-message
            with:
              channel: "{{ steps.trigger.event.body.channel }}"
              text: "Hello {{ steps.trigger.event.body.name ?? 'there' }}"
          - name: tickets
            uses: zendesk/list-tickets
            connection:
              external:
                domain: acme
                username: "{{ steps.trigger.event.body.user }}"
                password: "{{ secret(`vault:users/${steps.trigger.event.body.user_id}/zendesk#password`) }}"
          - name: reply
            uses: http/respond
            with: { status: 200, body: { ts: "{{ steps.greet.$return_value.ts }}" } }
        settings:
          history: full
          retention: 7d
          timeout: 30s
        """;

    [Fact]
    public void A_whole_file_compiles_into_a_workflow()
    {
        var result = Checked.File(Yaml);
        Checked.Show(result.Problems).ShouldBe("");
        var workflow = result.Workflow.ShouldNotBeNull();

        workflow.Name.ShouldBe("notify-customer");
        workflow.Trigger.ShouldBeOfType<Trigger.Http>().Respond.ShouldBe(Respond.ByWorkflow.Instance);
        workflow.Steps.Select(s => s.Uses).ShouldBe(["slack/send-message", "zendesk/list-tickets", "http/respond"]);
        workflow.ConnectionOf(workflow.Steps[0]).ShouldBeOfType<Connection.External>().Fields.ShouldHaveSingleItem().Key.ShouldBe("oauth_access_token");
        workflow.ConnectionOf(workflow.Steps[1]).ShouldBeOfType<Connection.External>().Fields.Count.ShouldBe(3);
        workflow.ConnectionOf(workflow.Steps[2]).ShouldBeNull();
        workflow.Settings.Retention.ShouldBe(TimeSpan.FromDays(7));

        var text = workflow.Steps[0].With.Properties[1].Value.ShouldBeOfType<Template.Text>();
        text.Parts.Count.ShouldBe(2);
        text.Parts[1].ShouldBeOfType<Template.Computed>().At.ShouldBe(new("steps[0].with.text", 17, 23));
    }

    [Fact]
    public void The_same_workflow_as_json_compiles_to_the_same()
    {
        const string json = """
            {
              "keyway": 1, "name": "hook", "trigger": { "http": { "respond": "workflow" } },
              "connections": { "slack": { "external": { "oauth_access_token": "{{ steps.trigger.event.headers['x-token'] }}" } } },
              "steps": [
                { "name": "greet", "uses": "slack/send-message", "with": { "channel": "C1", "text": "Hi \"{{ steps.trigger.event.body.name }}\"" } },
                { "name": "reply", "uses": "http/respond", "with": { "status": 201 } }
              ]
            }
            """;
        var result = Checked.File(json, "json");
        Checked.Show(result.Problems).ShouldBe("");
        var greet = result.Workflow!.Steps[0];
        // Behind an escaped quote, where the file has one character more than the text.
        greet.With.Properties[1].Value.Expressions.ShouldHaveSingleItem().At.ShouldBe(new("steps[0].with.text", 5, 98));
    }
}
