namespace Keyway.Server.Tests.Workflows;

/// <summary>One case a rule: what the author wrote, the code, the path, and the place, marked in the text.</summary>
public sealed class CheckTests
{
    private const string Head = "keyway: 1\nname: hook\ntrigger: { http: {} }\n";

    private const string Slack = "connections: { slack: { external: { oauth_access_token: '{{ steps.trigger.event.body.token }}' } } }\n";

    /// <summary>A trigger's settings: <c>code, path, settings</c>.</summary>
    public static TheoryData<string, string, string> TriggerRules => new()
    {
        { "unknown_key", "trigger.http.respnd", "¶respnd: workflow" },
        { "invalid_value", "trigger.http.respond", "respond: ¶later" },
        { "wrong_type", "trigger.http.respond", "respond: ¶[workflow]" },
        { "wrong_type", "trigger.http.rate", "rate: ¶100" },
        { "invalid_value", "trigger.http.rate", "rate: ¶100/ms" },
        { "invalid_value", "trigger.http.caller_rate", "caller_rate: ¶0/s" },
        { "invalid_value", "trigger.http.max_body", "max_body: ¶101MiB" },
        { "invalid_value", "trigger.http.timeout", "timeout: ¶16m" },
        { "invalid_value", "trigger.http.timeout", "timeout: ¶30 s" },
        { "invalid_value", "trigger.http.nostore", "nostore: ¶always" },
        { "invalid_value", "trigger.http.compat", "compat: ¶zapier" },
        { "invalid_value", "trigger.http.ip[1]", "ip: [10.0.0.0/8, ¶10.0.0.1/8]" },
        { "invalid_value", "trigger.http.ip[0]", "ip: [¶localhost]" },
        { "invalid_value", "trigger.http.paths[1]", "paths: [orders, ¶orders/]" },
        { "invalid_value", "trigger.http.hosts[0]", "hosts: [¶'https://example.com']" },
        { "missing_key", "trigger.http.cors.origins", "cors: ¶{ max_age: 1h }" },
        { "invalid_value", "trigger.http.cors.credentials", "cors: { origins: ['*'], credentials: ¶true }" },
        { "invalid_value", "trigger.http.cors", "cors: ¶none" },
        { "invalid_value", "trigger.http.idempotency_key", "idempotency_key: ¶order" },
        { "expression_syntax", "trigger.http.idempotency_key", "idempotency_key: '{{ steps.¶ }}'" },
        { "invalid_value", "trigger.http.respond.static.status", "respond: { static: { status: ¶99 } }" },
        { "invalid_value", "trigger.http.respond.static.body", "respond: { static: { body: ¶'{{ steps.trigger.event.body }}' } }" },
        { "invalid_value", "trigger.http.respond.static.headers.x", "respond: { static: { headers: { x: ¶\"a\\r\\nb: c\" } } }" },
        { "wrong_type", "trigger.http.auth", "auth: ¶{ bearer: [{ name: a, token: '{{ env.A }}' }], jwt: { issuer: i, audience: a } }" },
        { "wrong_type", "trigger.http.auth", "auth: ¶{}" },
        { "invalid_value", "trigger.http.auth", "auth: ¶bearer" },
        { "key_literal", "trigger.http.auth.bearer[0].token", "auth: { bearer: [{ name: a, token: ¶abc }] }" },
        { "wrong_type", "trigger.http.auth.bearer[0].token", "auth: { bearer: [{ name: a, token: ¶12345 }] }" },
        { "invalid_value", "trigger.http.auth.bearer[0].token.hash", "auth: { bearer: [{ name: a, token: { hash: ¶sha256:abc } }] }" },
        { "invalid_value", "trigger.http.auth.bearer[0].token", "auth: { bearer: [{ name: a, token: ¶'{{ steps.trigger.event.body.token }}' }] }" },
        { "invalid_value", "trigger.http.auth.bearer[0].token", "auth: { bearer: [{ name: a, token: ¶'{{ secret(`keyway:${env.A}#b`) }}' }] }" },
        { "invalid_value", "trigger.http.auth.bearer[0].token", "auth: { bearer: [{ name: a, token: ¶'{{ secret(\"keyway:a#b\") + 1 }}' }] }" },
        { "invalid_value", "trigger.http.auth.bearer[1].name", "auth: { bearer: [{ name: a, token: '{{ env.A }}' }, { name: ¶a, token: '{{ env.B }}' }] }" },
        { "invalid_value", "trigger.http.auth.bearer", "auth: { bearer: ¶[] }" },
        { "missing_key", "trigger.http.auth.basic[0].password", "auth: { basic: [¶{ username: a }] }" },
        { "missing_key", "trigger.http.auth.api_key.header", "auth: { api_key: ¶{ keys: [{ name: a, key: '{{ env.A }}' }] } }" },
        { "invalid_value", "trigger.http.auth.hmac.keys[0]", "auth: { hmac: { preset: github, keys: [¶{ hash: 'sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef' }] } }" },
        { "invalid_value", "trigger.http.auth.hmac.header", "auth: { hmac: { preset: github, header: ¶x-sig, keys: ['{{ env.A }}'] } }" },
        { "missing_key", "trigger.http.auth.hmac", "auth: { hmac: ¶{ keys: ['{{ env.A }}'] } }" },
        { "invalid_value", "trigger.http.auth.hmac.keys", "auth: { hmac: { preset: github, keys: ¶['{{ env.A }}', '{{ env.B }}', '{{ env.C }}'] } }" },
        { "missing_key", "trigger.http.auth.jwt.audience", "auth: { jwt: ¶{ issuer: 'https://id.example.com' } }" },
        { "invalid_value", "trigger.http.auth.jwt.jwks", "auth: { jwt: { issuer: i, audience: a, jwks: ¶keys.json } }" },
    };

    [Theory]
    [MemberData(nameof(TriggerRules))]
    public void A_trigger_setting_that_is_wrong_is_told(string code, string path, string setting) =>
        HasOne(code, path, $"keyway: 1\nname: hook\ntrigger:\n  http:\n    {setting}\nsteps: []\n");

    /// <summary>The steps of a workflow that has a connection for Slack, below the head.</summary>
    public static TheoryData<string, string, string> StepRules => new()
    {
        { "unknown_app", "steps[0].uses", "- { name: a, uses: ¶slak/send-message }" },
        { "unknown_action", "steps[0].uses", "- { name: a, uses: ¶slack/send-mesage }" },
        { "invalid_value", "steps[0].uses", "- { name: a, uses: ¶slack }" },
        { "missing_key", "steps[0].uses", "- ¶name: a" },
        { "missing_key", "steps[0].name", "- ¶{ uses: slack/ping }" },
        { "wrong_type", "steps[0]", "- ¶slack/ping" },
        { "wrong_type", "steps[0].with", "- { name: a, uses: slack/ping, with: ¶[] }" },
        { "invalid_value", "steps[0].name", "- { name: ¶send-it, uses: slack/ping }" },
        { "reserved_name", "steps[0].name", "- { name: ¶trigger, uses: slack/ping }" },
        { "duplicate_step", "steps[1].name", "- { name: a, uses: slack/ping }\n- { name: ¶a, uses: slack/ping }" },
        { "unknown_key", "steps[0].conection", "- { name: a, uses: slack/ping, ¶conection: { account: b } }" },
        { "duplicate_key", "steps[0].uses", "- { name: a, uses: slack/ping, ¶uses: slack/ping }" },
        { "duplicate_key", "steps[0].with.value.b", "- { name: a, uses: data/set, with: { value: { b: 1, ¶b: 2 } } }" },
        { "unknown_prop", "steps[0].with.chanel", "- { name: a, uses: slack/send-message, with: { channel: C, text: x, ¶chanel: D } }" },
        { "missing_prop", "steps[0].with.text", "- { name: a, uses: slack/send-message, with: ¶{ channel: C } }" },
        { "missing_prop", "steps[0].with.text", "- { name: a, uses: slack/send-message, with: ¶{ channel: C, text: } }" },
        { "missing_prop", "steps[0].with.value", "- ¶{ name: a, uses: data/set }" },
        { "invalid_input", "steps[0].with.channel", "- { name: a, uses: slack/send-message, with: { channel: ¶[C], text: x } }" },
        { "invalid_input", "steps[0].with.channel", "- { name: a, uses: slack/send-message, with: { channel: ¶['{{ env.C }}'], text: x } }" },
        { "invalid_input", "steps[0].with.channel", "- { name: a, uses: slack/send-message, with: { channel: ¶{ id: '{{ env.C }}' }, text: x } }" },
        { "invalid_input", "steps[0].with.retries", "- { name: a, uses: slack/send-message, with: { channel: C, text: x, retries: ¶1.5 } }" },
        { "invalid_input", "steps[0].with.retries", "- { name: a, uses: slack/send-message, with: { channel: C, text: x, retries: ¶6 } }" },
        { "invalid_input", "steps[0].with.retries", "- { name: a, uses: slack/send-message, with: { channel: C, text: x, retries: ¶often } }" },
        { "invalid_input", "steps[0].with.unfurl", "- { name: a, uses: slack/send-message, with: { channel: C, text: x, unfurl: ¶yes } }" },
        { "invalid_input", "steps[0].with.tags", "- { name: a, uses: slack/send-message, with: { channel: C, text: x, tags: ¶[a, [b]] } }" },
        { "invalid_input", "steps[0].with.metadata", "- { name: a, uses: slack/send-message, with: { channel: C, text: x, metadata: ¶none } }" },
        { "invalid_input", "steps[0].with.mood", "- { name: a, uses: slack/send-message, with: { channel: C, text: x, mood: ¶wild } }" },
        { "invalid_input", "steps[0].with.text", "- { name: a, uses: slack/send-message, with: { channel: C, text: ¶'' } }" },
        { "credential_literal", "steps[0].with.signing", "- { name: a, uses: slack/send-message, with: { channel: C, text: x, signing: ¶abc } }" },
        { "allow_hosts_computed", "steps[0].with.allow_hosts[1]", "- { name: a, uses: http/request, with: { url: 'https://a.example', allow_hosts: [b.example, '{{ ¶steps.trigger.event.body.host }}'] } }" },
        { "allow_hosts_computed", "steps[0].with.allow_hosts", "- { name: a, uses: http/request, with: { url: 'https://a.example', allow_hosts: '{{ ¶env.HOSTS }}' } }" },
        { "credential_literal", "steps[0].with.headers.Authorization", "- { name: a, uses: http/request, with: { url: 'https://a.example', headers: { accept: text/plain, Authorization: ¶Bearer abc } } }" },
        { "credential_literal", "steps[0].with.headers.X-Api-Key", "- { name: a, uses: http/request, with: { url: 'https://a.example', headers: { X-Api-Key: ¶12 } } }" },
        { "expression_in_key", "steps[0].with.value[\"{{ env.A }}\"]", "- { name: a, uses: data/set, with: { value: { ¶'{{ env.A }}': 1 } } }" },
        { "expression_syntax", "steps[0].with.text", "- { name: a, uses: slack/send-message, with: { channel: C, text: 'Hi {{ 1 +¶ }}' } }" },
        { "expression_syntax", "steps[0].with.text", "- { name: a, uses: slack/send-message, with: { channel: C, text: 'Hi {{ ¶}}' } }" },
        { "expression_syntax", "steps[0].with.text", "- { name: a, uses: slack/send-message, with: { channel: C, text: 'Hi ¶{{ name' } }" },
        { "expression_syntax", "steps[0].with.text", "- { name: a, uses: slack/send-message, with: { channel: C, text: 'Hi {{ ¶\"name }}' } }" },
        { "expression_syntax", "steps[0].with.text", "- name: a\n  uses: slack/send-message\n  with:\n    channel: C\n    text: |\n      Hi,\n      {{\n        steps.trigger.event.body.name ¶name\n      }}" },
        { "unknown_step", "steps[0].with.text", "- { name: a, uses: slack/send-message, with: { channel: C, text: 'Hi {{ ¶steps.b.c }}' } }" },
        { "later_step", "steps[0].with.text", "- { name: a, uses: slack/send-message, with: { channel: C, text: 'Hi {{ 1 + ¶steps.a.c }}' } }" },
        { "later_step", "steps[0].if", "- { name: a, uses: slack/ping, if: '{{ ¶steps.b.c }}' }\n- { name: b, uses: slack/ping }" },
        { "unknown_trigger_field", "steps[0].if", "- { name: a, uses: slack/ping, if: '{{ ¶steps.trigger.body.x }}' }" },
        { "unknown_trigger_field", "steps[0].if", "- { name: a, uses: slack/ping, if: '{{ ¶steps.trigger.event.boddy.x }}' }" },
        { "unknown_trigger_field", "steps[0].if", "- { name: a, uses: slack/ping, if: '{{ ¶steps.trigger.context.workflow }}' }" },
        { "invalid_value", "steps[0].if", "- { name: a, uses: slack/ping, if: ¶steps.trigger.event.body.x }" },
        { "invalid_value", "steps[0].if", "- { name: a, uses: slack/ping, if: ¶'{{ env.A }} == 1' }" },
        { "wrong_type", "steps[0].if", "- { name: a, uses: slack/ping, if: ¶[true] }" },
        { "wrong_type", "steps[0].if", "- { name: a, uses: slack/ping, if: ¶1 }" },
        { "secret_computed", "steps[0].if", "- { name: a, uses: slack/ping, if: '{{ ¶secret(steps.trigger.event.body.x) }}' }" },
        { "unknown_store", "steps[0].if", "- { name: a, uses: slack/ping, if: '{{ ¶secret(\"vualt:a#b\") }}' }" },
        { "connection_missing", "steps[0].uses", "- { name: a, uses: ¶zendesk/list-tickets }" },
        { "connection_not_needed", "steps[0].connection", "- { name: a, uses: data/set, with: { value: 1 }, connection: ¶{ account: b } }" },
        { "not_supported", "steps[0].connection.exchange", "- { name: a, uses: slack/ping, connection: { ¶exchange: { a: b } } }" },
        { "wrong_type", "steps[0].connection", "- { name: a, uses: slack/ping, connection: ¶{ account: b, user: c } }" },
        { "missing_credential_field", "steps[0].connection.external.domain", "- { name: a, uses: zendesk/list-tickets, connection: { external: ¶{ username: '{{ env.U }}', password: '{{ env.P }}' } } }" },
        { "missing_credential_field", "steps[0].connection.external.password", "- { name: a, uses: zendesk/list-tickets, connection: { external: ¶{ domain: acme, username: '{{ env.U }}', password: } } }" },
        { "unknown_credential_field", "steps[0].connection.external.token", "- { name: a, uses: slack/ping, connection: { external: { oauth_access_token: '{{ env.A }}', ¶token: '{{ env.A }}' } } }" },
        { "credential_literal", "steps[0].connection.external.oauth_access_token", "- { name: a, uses: slack/ping, connection: { external: { oauth_access_token: ¶xoxb-1 } } }" },
        { "credential_literal", "steps[0].connection.external", "- { name: a, uses: slack/ping, connection: { external: ¶xoxb-1 } }" },
        { "wrong_type", "steps[0].connection.external", "- { name: a, uses: slack/ping, connection: { external: ¶'token {{ env.A }}' } }" },
        { "wrong_type", "steps[0].connection.external.oauth_access_token", "- { name: a, uses: slack/ping, connection: { external: { oauth_access_token: ¶['{{ env.A }}'] } } }" },
        { "credential_too_wide", "steps[0].connection.external", "- { name: a, uses: slack/ping, connection: { external: '{{ ¶steps.trigger.event }}' } }" },
        { "credential_too_wide", "steps[0].connection.external", "- { name: a, uses: slack/ping, connection: { external: '{{ ¶steps[env.A].b }}' } }" },
        { "credential_in_response", "steps[0].with.body.t", "- { name: a, uses: http/respond, with: { body: { t: '{{ ¶steps.trigger.event.body.token }}' } } }" },
        { "credential_in_response", "steps[0].with.body", "- { name: a, uses: http/respond, with: { body: '{{ ¶steps.trigger.event.body }}' } }" },
        { "credential_in_response", "steps[0].with.body", "- { name: a, uses: http/respond, with: { body: '{{ ¶steps.trigger.event.raw_body }}' } }" },
        { "credential_in_response", "steps[0].with.body", "- { name: a, uses: http/respond, with: { body: 'Bearer {{ ¶steps.trigger.event.body.token.slice(7) }}' } }" },
        { "credential_in_response", "steps[0].with.headers.x", "- { name: a, uses: http/respond, with: { headers: { x: '{{ ¶steps.trigger.event.headers.Authorization }}' } } }" },
        { "credential_in_response", "steps[0].with.body", "- { name: a, uses: http/respond, with: { body: '{{ ¶env.GREETING }}' } }" },
        { "credential_in_response", "steps[1].with.body", "- { name: a, uses: http/request, with: { url: 'https://a.example', headers: { authorization: 'Bearer {{ steps.trigger.event.body.key }}' } } }\n- { name: b, uses: http/respond, with: { body: '{{ ¶steps.trigger.event.body.key }}' } }" },
        { "credential_in_response", "steps[0].with.body", "- { name: a, uses: http/respond, with: { body: '{{ ¶secret(\"vault:a#b\") }}' } }" },
        { "reveal_not_here", "steps[0].with.text", "- { name: a, uses: slack/send-message, with: { channel: C, text: '{{ reveal(¶steps.trigger.event.body.token) }}' } }" },
        { "unknown_step", "steps[0].on_error.goto", "- { name: a, uses: slack/ping, on_error: { goto: ¶c } }" },
        { "goto_not_later", "steps[1].on_error.goto", "- { name: a, uses: slack/ping }\n- { name: b, uses: slack/ping, on_error: { goto: ¶a } }" },
        { "goto_not_later", "steps[0].on_error.goto", "- { name: a, uses: slack/ping, on_error: { goto: ¶a } }" },
        { "invalid_value", "steps[0].on_error", "- { name: a, uses: slack/ping, on_error: ¶ignore }" },
        { "invalid_value", "steps[0].retry.attempts", "- { name: a, uses: slack/ping, retry: { attempts: ¶21 } }" },
        { "missing_key", "steps[0].retry.attempts", "- { name: a, uses: slack/ping, retry: ¶{ backoff: 1s } }" },
        { "invalid_value", "steps[0].retry.on[0]", "- { name: a, uses: slack/ping, retry: { attempts: 2, on: [¶Any error] } }" },
        { "invalid_value", "steps[0].timeout", "- { name: a, uses: slack/ping, timeout: ¶0s }" },
        { "invalid_value", "steps[0].history", "- { name: a, uses: slack/ping, history: ¶some }" },
    };

    [Theory]
    [MemberData(nameof(StepRules))]
    public void A_step_that_is_wrong_is_told(string code, string path, string steps)
    {
        // Flow text may stand less deep than its key, so that the cases read as a file does.
        var uses = steps.Contains("slack/", StringComparison.Ordinal) || steps.Contains("http/respond", StringComparison.Ordinal);
        var file = Head + (uses ? Slack : "") + "steps:\n" + steps + "\n";
        HasOne(code, path, file);
    }

    public static TheoryData<string, string, string> FileRules => new()
    {
        { "wrong_type", "", "¶- a" },
        { "missing_key", "keyway", "¶name: hook\ntrigger: manual\nsteps: []" },
        { "missing_key", "trigger", "¶keyway: 1\nname: hook\nsteps: []" },
        { "missing_key", "steps", "¶keyway: 1\nname: hook\ntrigger: manual" },
        { "invalid_value", "keyway", "keyway: ¶2\nname: hook\ntrigger: manual\nsteps: []" },
        { "wrong_type", "keyway", "keyway: ¶'1'\nname: hook\ntrigger: manual\nsteps: []" },
        { "invalid_value", "name", "keyway: 1\nname: ¶Hook\ntrigger: manual\nsteps: []" },
        { "invalid_value", "name", "keyway: 1\nname: ¶hook-\ntrigger: manual\nsteps: []" },
        { "invalid_value", "name", "keyway: 1\nname: ¶\"hook\\n\"\ntrigger: manual\nsteps: []" },
        { "unknown_key", "setings", "keyway: 1\nname: hook\ntrigger: manual\nsteps: []\n¶setings: {}" },
        { "unknown_key", "[\"<<\"]", "keyway: 1\nname: hook\ntrigger: manual\nsteps: []\n¶<<: {}" },
        { "trigger_not_supported", "trigger.schedule", "keyway: 1\nname: hook\ntrigger:\n  ¶schedule: { every: 5m }\nsteps: []" },
        { "unknown_key", "trigger.htp", "keyway: 1\nname: hook\ntrigger:\n  ¶htp: {}\nsteps: []" },
        { "invalid_value", "trigger", "keyway: 1\nname: hook\ntrigger: ¶htp\nsteps: []" },
        { "not_supported", "settings.concurrency", "keyway: 1\nname: hook\ntrigger: manual\nsteps: []\nsettings: { ¶concurrency: { limit: 1 } }" },
        { "invalid_value", "settings.history", "keyway: 1\nname: hook\ntrigger: manual\nsteps: []\nsettings: { history: ¶some }" },
        { "invalid_value", "settings.retention", "keyway: 1\nname: hook\ntrigger: manual\nsteps: []\nsettings: { retention: ¶7 days }" },
        { "invalid_value", "settings.keep", "keyway: 1\nname: hook\ntrigger: manual\nsteps: []\nsettings: { keep: ¶0 }" },
        { "invalid_value", "settings.timeout", "keyway: 1\nname: hook\ntrigger: manual\nsteps: []\nsettings: { timeout: ¶2d }" },
        { "invalid_value", "settings.credentials", "keyway: 1\nname: hook\ntrigger: manual\nsteps: []\nsettings: { credentials: ¶disk }" },
        { "unknown_app", "connections.slak", "keyway: 1\nname: hook\ntrigger: manual\nsteps: []\nconnections:\n  ¶slak: { account: a }" },
        { "invalid_value", "connections.slack.account", "keyway: 1\nname: hook\ntrigger: manual\nsteps: [{ name: a, uses: slack/send-message, with: { channel: C, text: x } }]\nconnections:\n  slack: { account: ¶'{{ env.A }}' }" },
        { "later_step", "connections.slack.user", "keyway: 1\nname: hook\ntrigger: manual\nsteps: [{ name: a, uses: slack/send-message, with: { channel: C, text: x } }]\nconnections:\n  slack: { user: '{{ ¶steps.a.b }}' }" },
        { "later_step", "trigger.http.idempotency_key", "keyway: 1\nname: hook\ntrigger: { http: { idempotency_key: '{{ ¶steps.a.b }}' } }\nsteps: [{ name: a, uses: data/set, with: { value: 1 } }]" },
        { "credential_in_response", "steps[0].with.body", "keyway: 1\nname: hook\ntrigger: { http: { respond: workflow, auth: { api_key: { header: X-Key, keys: [{ name: a, key: '{{ env.A }}' }] } } } }\nsteps: [{ name: a, uses: http/respond, with: { body: '{{ ¶steps.trigger.event.headers[\"x-key\"] }}' } }]" },
        { "credential_in_response", "steps[0].with.value", "keyway: 1\nname: hook\ntrigger: { http: { respond: result } }\nsteps: [{ name: a, uses: data/set, with: { value: '{{ ¶steps.trigger.event.headers.cookie }}' } }]" },
    };

    [Theory]
    [MemberData(nameof(FileRules))]
    public void A_file_that_is_wrong_is_told(string code, string path, string file) => HasOne(code, path, file);

    public static TheoryData<string, string, string> Warnings => new()
    {
        { "unknown_output", "steps[1].with.value", "steps:\n- { name: a, uses: slack/ping, connection: { account: b } }\n- { name: b, uses: data/set, with: { value: '{{ ¶steps.a.return_value }}' } }" },
        { "unknown_output", "steps[1].with.value", "steps:\n- { name: a, uses: slack/ping, connection: { account: b } }\n- { name: b, uses: data/set, with: { value: '{{ ¶steps.a.$return_value.idd }}' } }" },
        { "respond_ignored", "steps[0].uses", "steps:\n- { name: a, uses: ¶http/respond }" },
        { "connection_unused", "connections.slack", "connections:\n  ¶slack: { account: a }\nsteps: []" },
        { "credential_in_query", "steps[0].connection.external.oauth_access_token", "steps:\n- name: a\n  uses: slack/ping\n  connection: { external: { oauth_access_token: '{{ ¶steps.trigger.event.query.token }}' } }" },
    };

    [Theory]
    [MemberData(nameof(Warnings))]
    public void What_is_only_doubtful_is_a_warning(string code, string path, string rest)
    {
        var (text, line, column) = Checked.Unmark(Head + rest + "\n");
        var result = Checked.File(text);
        result.Workflow.ShouldNotBeNull(Checked.Show(result.Problems));
        var problem = result.Problems.ShouldHaveSingleItem();
        (problem.Code, problem.At.Path, problem.At.Line, problem.At.Column, problem.IsWarning).ShouldBe((code, path, line, column, true));
    }

    [Fact]
    public void A_trigger_that_waits_for_an_answer_that_no_step_gives_is_doubtful()
    {
        var problem = Checked.File("keyway: 1\nname: hook\ntrigger: { http: { respond: workflow } }\nsteps: []\n").Problems.ShouldHaveSingleItem();
        (problem.Code, problem.At, problem.IsWarning).ShouldBe(("no_respond_step", new("trigger.http.respond", 3, 29), true));
    }

    [Theory]
    [InlineData("reveal(steps.trigger.event.body.token)")]
    [InlineData("'Bearer ' + reveal(steps.trigger.event.body.token.slice(7))")]
    [InlineData("reveal(secret('vault:a#b'))")]
    public void What_is_revealed_in_an_answer_is_allowed_and_told(string expression)
    {
        var result = Checked.File($"keyway: 1\nname: hook\ntrigger: {{ http: {{ respond: workflow }} }}\n{Slack}steps:\n- {{ name: a, uses: slack/send-message, with: {{ channel: C, text: x }} }}\n- {{ name: b, uses: http/respond, with: {{ body: \"{{{{ {expression} }}}}\" }} }}\n");
        result.Workflow.ShouldNotBeNull(Checked.Show(result.Problems));
        result.Problems.ShouldHaveSingleItem().Code.ShouldBe("reveal_used");
    }

    [Fact]
    public void Only_what_is_inside_reveal_is_revealed()
    {
        var (text, line, column) = Checked.Unmark(Head + Slack + "steps:\n- { name: b, uses: http/respond, with: { body: '{{ [reveal(steps.trigger.event.body.token), ¶steps.trigger.event.body.token] }}' } }\n");
        var error = Checked.File(text).Problems.Single(p => !p.IsWarning);
        (error.Code, error.At.Line, error.At.Column).ShouldBe(("credential_in_response", line, column));
    }

    private static void HasOne(string code, string path, string marked)
    {
        var (text, line, column) = Checked.Unmark(marked);
        var result = Checked.File(text, stores: ["vault", "keyway"]);
        result.Workflow.ShouldBeNull();
        var problems = result.Problems.Where(p => !p.IsWarning).ToList();
        problems.Count.ShouldBe(1, text + "\n" + Checked.Show(problems));
        var at = problems[0].At;
        (problems[0].Code, at.Path, at.Line, at.Column).ShouldBe((code, path, line, column), text + "\n" + Checked.Show(problems));
    }
}
