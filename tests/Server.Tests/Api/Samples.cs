namespace Keyway.Server.Tests.Api;

/// <summary>Workflows that tests deploy; the name is put before them.</summary>
internal static class Samples
{
    /// <summary>A token that the sandbox takes.</summary>
    public const string Token = "xoxb-sandbox-canary-7f3a9";
    public const string Channel = "C0000000001";

    public const string Notify =
        """
        trigger:
          http: { auth: none, respond: workflow }
        connections:
          slack:
            external:
              oauth_access_token: "{{ steps.trigger.event.body.slack_token }}"
        steps:
          - name: greet
            uses: slack/send-message
            with: { channel: "{{ steps.trigger.event.body.channel }}", text: "Hello {{ steps.trigger.event.body.name ?? 'there' }}" }
          - name: reply
            uses: http/respond
            with: { status: 200, body: { ts: "{{ steps.greet.$return_value.ts }}" } }
        """;

    public const string Echo =
        """
        trigger:
          manual: {}
        steps:
          - name: first
            uses: data/set
            with: { value: "{{ steps.trigger.event.n }}" }
          - name: second
            uses: data/set
            with: { value: { got: "{{ steps.first.$return_value }}" } }
        """;

    /// <summary>Its only step is refused by the network's rules, tried again a long time later: a run that stays.</summary>
    public const string Sleeper =
        """
        trigger:
          manual: {}
        steps:
          - name: call
            uses: slack/send-message
            connection: { external: { oauth_access_token: "{{ steps.trigger.event.token }}" } }
            retry: { attempts: 3, backoff: 5m, on: [credential_rejected] }
            with: { channel: C1, text: x }
        settings:
          timeout: 1h
        """;

    public static object Event(string? token = Token, string name = "Ada") => new { body = new { slack_token = token, channel = Channel, name } };
}
