using System.Security.Cryptography;
using System.Text;
using Keyway.Engine.Triggers;
using Keyway.Engine.Values;

namespace Keyway.Server.Tests.Ingress;

/// <summary>SPEC 3.2: who may call.</summary>
public sealed class CallerTests(IngressHost host) : IClassFixture<IngressHost>
{
    private static KeySource Hash(string token) => new KeySource.Hash(SHA256.HashData(Encoding.UTF8.GetBytes(token)));

    private static readonly TriggerAuth.Bearer Bearer = new([new("first", Hash("token-one")), new("second", Hash("token-two"))]);

    [Theory]
    [InlineData("Bearer token-one", "first")]
    [InlineData("Bearer token-two", "second")]
    [InlineData("bearer token-two", "second")]
    [InlineData("Bearer   token-one ", "first")]
    public async Task A_bearer_token_lets_in_and_names_the_caller(string authorization, string name)
    {
        var hook = host.Serve(new() { Auth = Bearer });
        (await hook.Get("", ("Authorization", authorization))).Status.ShouldBe(200);
        hook.Event["auth"]["name"].ShouldBe(name);
        hook.Event.ToString().ShouldNotContain("token-");
    }

    [Theory]
    [InlineData(null, "auth_missing")]
    [InlineData("", "auth_missing")]
    [InlineData("Bearer", "auth_missing")]
    [InlineData("Bearer ", "auth_missing")]
    [InlineData("Basic dG9rZW4tb25l", "auth_missing")]
    [InlineData("token-one", "auth_missing")]
    [InlineData("Bearer token-on", "auth_invalid")]
    [InlineData("Bearer token-onee", "auth_invalid")]
    [InlineData("Bearer TOKEN-ONE", "auth_invalid")]
    [InlineData("Bearer token-one,token-two", "auth_invalid")]
    public async Task Anything_else_is_401_with_a_challenge_and_starts_nothing(string? authorization, string code)
    {
        var hook = host.Serve(new() { Auth = Bearer });
        var answered = authorization is null ? await hook.Get() : await hook.Get("", ("Authorization", authorization));
        answered.Status.ShouldBe(401);
        answered.Code.ShouldBe(code);
        answered.Header("WWW-Authenticate")!.ShouldStartWith("Bearer realm=\"keyway\"");
        answered.Body.ShouldNotContain("oken-o");
        hook.Starts.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_token_in_the_query_is_no_token()
    {
        var hook = host.Serve(new() { Auth = Bearer });
        (await hook.Get("?access_token=token-one")).Status.ShouldBe(401);
    }

    [Fact]
    public async Task Two_authorization_headers_are_none()
    {
        var hook = host.Serve(new() { Auth = Bearer });
        var reply = await host.Raw($"GET {hook.Path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer token-one\r\nAuthorization: Bearer token-one\r\nConnection: close\r\n\r\n");
        reply.ShouldStartWith("HTTP/1.1 401");
    }

    [Fact]
    public async Task A_refused_caller_is_answered_before_its_body_is_read()
    {
        var hook = host.Serve(new() { Auth = Bearer });
        var reply = await host.FirstBytes($"POST {hook.Path} HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\nExpect: 100-continue\r\n\r\n");
        reply.ShouldStartWith("HTTP/1.1 401");
    }

    [Fact]
    public async Task A_referenced_key_is_read_for_each_request()
    {
        host.Key("rotating", "before");
        var hook = host.Serve(new() { Auth = new TriggerAuth.Bearer([new("one", IngressHost.NamedKey("rotating"))]) });
        (await hook.Get("", ("Authorization", "Bearer before"))).Status.ShouldBe(200);
        host.Key("rotating", "after");
        (await hook.Get("", ("Authorization", "Bearer before"))).Status.ShouldBe(401);
        (await hook.Get("", ("Authorization", "Bearer after"))).Status.ShouldBe(200);
    }

    [Fact]
    public async Task A_key_that_cannot_be_read_lets_nobody_in_and_says_so()
    {
        var hook = host.Serve(new() { Auth = new TriggerAuth.Bearer([new("lost", IngressHost.NamedKey("no-such-key")), new("good", Hash("good"))]) });
        var answered = await hook.Get("", ("Authorization", "Bearer anything"));
        answered.Status.ShouldBe(503);
        answered.Code.ShouldBe("auth_unavailable");
        answered.Header("Retry-After").ShouldBe("5");
        (await hook.Get("", ("Authorization", "Bearer good"))).Status.ShouldBe(200);
    }

    [Fact]
    public async Task An_empty_key_matches_nothing()
    {
        host.Key("empty", "");
        var api = host.Serve(new() { Auth = new TriggerAuth.ApiKey("X-Key", [new("one", IngressHost.NamedKey("empty"))]) });
        (await api.Get("", ("X-Key", ""))).Status.ShouldBe(401);
        var basic = host.Serve(new() { Auth = new TriggerAuth.Basic([new("ada", IngressHost.NamedKey("empty"))]) });
        (await basic.Get("", ("Authorization", "Basic " + Convert.ToBase64String("ada:"u8)))).Status.ShouldBe(503);
        api.Starts.ShouldBeEmpty();
        basic.Starts.ShouldBeEmpty();
    }

    [Fact]
    public async Task An_api_key_stands_in_its_header_and_is_a_credential()
    {
        var hook = host.Serve(new() { Auth = new TriggerAuth.ApiKey("X-My-Key", [new("partner", Hash("canary-key"))]) });
        var refused = await hook.Get("", ("X-Other", "canary-key"));
        refused.Status.ShouldBe(401);
        refused.Header("WWW-Authenticate").ShouldBe("ApiKey realm=\"keyway\", header=\"X-My-Key\"");
        (await hook.Get("", ("X-My-Key", "canary-kez"))).Code.ShouldBe("auth_invalid");

        (await hook.Get("", ("x-my-key", "canary-key"))).Status.ShouldBe(200);
        hook.Event["auth"]["name"].ShouldBe("partner");
        hook.Event["headers"]["x-my-key"].ToString().ShouldBe("\"«trigger.x-my-key»\"");
    }

    [Theory]
    [InlineData("ada:secret:with:colons", 200)]
    [InlineData("ada:", 401)]
    [InlineData("ada", 401)]
    [InlineData(":secret:with:colons", 401)]
    [InlineData("bob:secret:with:colons", 401)]
    [InlineData("ada:wrong", 401)]
    [InlineData("bob:bobs", 200)]
    [InlineData("ada:bobs", 401)]
    public async Task Basic_needs_the_name_and_its_own_password(string credentials, int status)
    {
        var hook = host.Serve(new() { Auth = new TriggerAuth.Basic([new("ada", Hash("secret:with:colons")), new("bob", Hash("bobs"))]) });
        var answered = await hook.Get("", ("Authorization", "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes(credentials))));
        answered.Status.ShouldBe(status);
        if (status == 401) answered.Header("WWW-Authenticate").ShouldBe("Basic realm=\"keyway\", charset=\"UTF-8\"");
        else hook.Event["auth"]["name"].ShouldBe(credentials[..3]);
    }

    [Fact]
    public async Task Basic_that_is_no_base64_is_401()
    {
        var hook = host.Serve(new() { Auth = new TriggerAuth.Basic([new("ada", Hash("x"))]) });
        (await hook.Get("", ("Authorization", "Basic !!!"))).Code.ShouldBe("auth_invalid");
        (await hook.Get("", ("Authorization", "Basic /w=="))).Code.ShouldBe("auth_invalid");
    }

    [Fact]
    public async Task A_signature_is_checked_over_the_raw_bytes()
    {
        host.Key("github", "It's a Secret to Everybody");
        var hook = host.Serve(new() { Auth = new TriggerAuth.Hmac(new("github", "", "", "", ""), [IngressHost.NamedKey("github")], TimeSpan.FromMinutes(5)) });
        const string Right = "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17";

        (await hook.Post("text/plain", "Hello, World!", ("X-Hub-Signature-256", Right))).Status.ShouldBe(200);
        hook.Event["headers"]["x-hub-signature-256"].ToString().ShouldBe("\"«trigger.x-hub-signature-256»\"");

        (await hook.Post("text/plain", "Hello, World?", ("X-Hub-Signature-256", Right))).Code.ShouldBe("auth_invalid");
        (await hook.Post("text/plain", "Hello, World!", ("X-Hub-Signature-256", Right[..^1] + "8"))).Code.ShouldBe("auth_invalid");
        var missing = await hook.Post("text/plain", "Hello, World!");
        missing.Code.ShouldBe("auth_missing");
        missing.Header("WWW-Authenticate").ShouldBe("Signature realm=\"keyway\", header=\"x-hub-signature-256\"");
        hook.Starts.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_body_with_a_wrong_signature_is_not_parsed()
    {
        host.Key("github", "It's a Secret to Everybody");
        var hook = host.Serve(new() { Auth = new TriggerAuth.Hmac(new("github", "", "", "", ""), [IngressHost.NamedKey("github")], TimeSpan.FromMinutes(5)) });
        (await hook.Post("application/json", "not json", ("X-Hub-Signature-256", "sha256=00"))).Code.ShouldBe("auth_invalid");
    }

    [Fact]
    public async Task An_old_signature_is_refused_by_its_name()
    {
        host.Key("webhooks", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
        var hook = host.Serve(new() { Auth = new TriggerAuth.Hmac(new("standard-webhooks", "", "", "", ""), [IngressHost.NamedKey("webhooks")], TimeSpan.FromMinutes(5)) });
        var answered = await hook.Post("application/json", """{"test": 2432232314}""",
            ("webhook-id", "msg_p5jXN8AQM9LWM0D4loKWxJek"), ("webhook-timestamp", "1614265330"), ("webhook-signature", "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="));
        answered.Status.ShouldBe(401);
        answered.Code.ShouldBe("signature_expired");
        hook.Starts.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_webhooks_id_and_time_stay_data()
    {
        host.Key("webhooks", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
        var hook = host.Serve(new() { Auth = new TriggerAuth.Hmac(new("standard-webhooks", "", "", "", ""), [IngressHost.NamedKey("webhooks")], TimeSpan.FromDays(36500)) });
        await hook.Post("application/json", """{"test": 2432232314}""",
            ("webhook-id", "msg_p5jXN8AQM9LWM0D4loKWxJek"), ("webhook-timestamp", "1614265330"), ("webhook-signature", "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="));
        hook.Event["headers"]["webhook-id"].ShouldBe("msg_p5jXN8AQM9LWM0D4loKWxJek");
        hook.Event["headers"]["webhook-signature"].IsLabelled.ShouldBeTrue();
    }

    [Fact]
    public async Task A_signing_key_that_cannot_be_read_is_503_unless_another_matches()
    {
        host.Key("github", "It's a Secret to Everybody");
        TriggerAuth.Hmac With(params KeySource[] keys) => new(new("github", "", "", "", ""), keys, TimeSpan.FromMinutes(5));
        const string Right = "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17";

        var lost = host.Serve(new() { Auth = With(IngressHost.NamedKey("no-such-key")) });
        (await lost.Post("text/plain", "Hello, World!", ("X-Hub-Signature-256", Right))).Code.ShouldBe("auth_unavailable");
        var half = host.Serve(new() { Auth = With(IngressHost.NamedKey("no-such-key"), IngressHost.NamedKey("github")) });
        (await half.Post("text/plain", "Hello, World!", ("X-Hub-Signature-256", Right))).Status.ShouldBe(200);
    }

    [Theory]
    [InlineData("127.0.0.0/8", 200)]
    [InlineData("10.0.0.0/8", 403)]
    [InlineData("::1/128", 403)]
    public async Task Address_ranges_hold_in_addition(string range, int status)
    {
        var hook = host.Serve(new() { Ip = [System.Net.IPNetwork.Parse(range)], Auth = Bearer });
        var answered = await hook.Get("", ("Authorization", "Bearer token-one"));
        answered.Status.ShouldBe(status);
        if (status == 403) answered.Code.ShouldBe("address_not_allowed");
        hook.Starts.Count.ShouldBe(status == 200 ? 1 : 0);
    }

    [Fact]
    public async Task Without_auth_nobody_is_named()
    {
        var hook = host.Serve(new());
        await hook.Get("", ("Authorization", "Bearer anything"));
        hook.Event["auth"].IsUndefined.ShouldBeTrue();
        Value.From(hook.Starts.Single().Event.Event).HasLabels.ShouldBeTrue();
    }
}
