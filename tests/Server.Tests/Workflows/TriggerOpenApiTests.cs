using System.Text.Json.Nodes;
using Keyway.Engine.Workflows;

namespace Keyway.Server.Tests.Workflows;

public sealed class TriggerOpenApiTests
{
    private static readonly Uri Address = new("https://hooks.example.com/h/abc");

    [Fact]
    public void A_caller_learns_which_credentials_to_send_and_where()
    {
        var post = Post(File.ReadAllText(Repository.Path("samples", "slack-to-github.yaml")), Repository.Check);
        var body = post["requestBody"]!["content"]!["application/json"]!["schema"]!;
        body["required"]!.AsArray().Select(n => n!.GetValue<string>()).ShouldBe(["slack_token"]);
        body["properties"]!["slack_token"]!["writeOnly"]!.GetValue<bool>().ShouldBeTrue();
        body["properties"]!.AsObject().Select(p => p.Key).ShouldBe(["owner", "repo", "text", "user", "channel", "slack_token"], ignoreOrder: true);
        post["requestBody"]!["required"]!.GetValue<bool>().ShouldBeTrue();

        var header = post["parameters"]!.AsArray().Single(p => p!["name"]!.GetValue<string>() == "x-github-token")!;
        (header["in"]!.GetValue<string>(), header["required"]!.GetValue<bool>()).ShouldBe(("header", true));

        post["x-keyway-credentials"]!.AsArray().Select(c => $"{c!["name"]} {c["path"]} {c["required"]}")
            .ShouldBe(["github.oauth_access_token headers.x-github-token true", "slack.oauth_access_token body.slack_token true"]);
    }

    [Fact]
    public void It_tells_every_refusal_that_a_caller_can_get()
    {
        var post = Post("""
            keyway: 1
            name: hook
            trigger:
              http:
                auth: { bearer: [{ name: a, token: "{{ env.A }}" }] }
                ip: [10.0.0.0/8]
                respond: workflow
            connections: { slack: { external: { oauth_access_token: "{{ steps.trigger.event.body.token }}" } } }
            steps:
              - { name: a, uses: slack/ping }
              - { name: b, uses: slack/send-message, with: { channel: C, text: x } }
              - { name: c, uses: http/respond, with: { status: 201 } }
            """);
        post["responses"]!.AsObject().Select(r => r.Key).ShouldBe(["201", "202", "400", "401", "403", "404", "413", "422", "429", "500", "502", "503", "504"]);
        post["security"]!.ToJsonString().ShouldBe("""[{"trigger":[]}]""");
        post["responses"]!["401"]!["headers"]!["WWW-Authenticate"].ShouldNotBeNull();
    }

    [Fact]
    public void A_trigger_that_reads_no_body_may_be_called_by_get()
    {
        var file = "keyway: 1\nname: hook\ntrigger: { http: { respond: accepted, nostore: ignore } }\nsteps: [{ name: a, uses: data/set, with: { value: '{{ steps.trigger.event.query.id }}' } }]\n";
        var document = Describe(file);
        var path = document["paths"]!["/h/abc"]!;
        path["get"]!["operationId"]!.GetValue<string>().ShouldBe("hook-get");
        path["post"]!["requestBody"].ShouldBeNull();
        path["post"]!["parameters"]!.AsArray().Select(p => $"{p!["in"]} {p["name"]}").ShouldBe(["query id", "header Idempotency-Key"]);
        path["post"]!["responses"]!.AsObject().Select(r => r.Key).ShouldBe(["202", "400", "404", "413", "429", "503"]);
        document["openapi"]!.GetValue<string>().ShouldBe("3.1.0");
        document["servers"]![0]!["url"]!.GetValue<string>().ShouldBe("https://hooks.example.com");
    }

    [Theory]
    [InlineData("basic: [{ username: a, password: '{{ env.A }}' }]", "http", "basic")]
    [InlineData("api_key: { header: X-Key, keys: [{ name: a, key: '{{ env.A }}' }] }", "apiKey", "X-Key")]
    [InlineData("hmac: { preset: stripe, keys: ['{{ env.A }}'] }", "apiKey", "stripe-signature")]
    [InlineData("jwt: { issuer: i, audience: a }", "http", "bearer")]
    public void Who_may_call_is_a_security_scheme(string auth, string type, string name)
    {
        var document = Describe($"keyway: 1\nname: hook\ntrigger: {{ http: {{ auth: {{ {auth} }} }} }}\nsteps: []\n");
        var scheme = document["components"]!["securitySchemes"]!["trigger"]!;
        scheme["type"]!.GetValue<string>().ShouldBe(type);
        (scheme["name"] ?? scheme["scheme"])!.GetValue<string>().ShouldBe(name);
    }

    [Fact]
    public void A_credential_that_comes_in_authorization_is_a_security_scheme_too()
    {
        var document = Describe("keyway: 1\nname: hook\ntrigger: http\nconnections: { slack: { external: { oauth_access_token: \"{{ steps.trigger.event.headers.authorization.slice(7) }}\" } } }\nsteps: [{ name: b, uses: slack/send-message, with: { channel: C, text: x } }]\n");
        document["components"]!["securitySchemes"]!["authorization"]!["name"]!.GetValue<string>().ShouldBe("Authorization");
    }

    [Fact]
    public void What_is_optional_conditional_or_computed_is_not_required()
    {
        var post = Post("""
            keyway: 1
            name: hook
            trigger: http
            steps:
              - name: a
                uses: zendesk/list-tickets
                connection:
                  external:
                    domain: "{{ steps.trigger.event.body.zendesk.domain }}"
                    username: "{{ steps.trigger.event.body.user ?? steps.trigger.event.body.email }}"
                    password: "{{ steps.trigger.event.body.zendesk.password }}"
                    totp: "{{ steps.trigger.event.body.totp }}"
              - name: b
                uses: slack/send-message
                if: "{{ steps.trigger.event.body.items[0].id > 1 }}"
                connection: { external: "{{ steps.trigger.event.body.slack }}" }
                with: { channel: C, text: x }
            """);
        var body = post["requestBody"]!["content"]!["application/json"]!["schema"]!;
        body["required"]!.ToJsonString().ShouldBe("""["zendesk"]""");
        body["properties"]!["zendesk"]!["required"]!.ToJsonString().ShouldBe("""["domain","password"]""");
        body["properties"]!["items"]!["items"]!["properties"]!["id"].ShouldNotBeNull();
        body["properties"]!["slack"]!["properties"]!["oauth_access_token"].ShouldNotBeNull();
    }

    private static JsonNode Post(string file, Func<string, CheckedWorkflow>? check = null) => Describe(file, check)["paths"]!["/h/abc"]!["post"]!;

    private static JsonNode Describe(string file, Func<string, CheckedWorkflow>? check = null)
    {
        var result = (check ?? (text => Checked.File(text)))(file);
        return JsonNode.Parse(TriggerOpenApi.Describe(result.Workflow.ShouldNotBeNull(Checked.Show(result.Problems)), Address).Span)!;
    }
}
