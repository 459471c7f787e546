using Keyway.Engine.Triggers;
using Keyway.Engine.Values;

namespace Keyway.Server.Tests.Ingress;

/// <summary>SPEC 3.1: the address, and the event's fields.</summary>
public sealed class EventTests(IngressHost host) : IClassFixture<IngressHost>
{
    [Fact]
    public async Task A_request_becomes_an_event_with_the_documented_fields()
    {
        var hook = host.Serve(new());
        var answered = await hook.Send(HttpMethod.Patch, "/orders/7?a=1&b=x%20y&a=2", "application/json", "{\"n\":1}"u8.ToArray(), ("X-One", "1"), ("X-Two", "a"), ("X-Two", "b"));

        answered.Status.ShouldBe(200);
        hook.Event["method"].ShouldBe("PATCH");
        hook.Event["path"].ShouldBe("/orders/7");
        hook.Event["url"].ShouldBe(hook.Url + "/orders/7?a=1&b=x%20y&a=2");
        hook.Event["query"].ToString().ShouldBe("""{"a":["1","2"],"b":"x y"}""");
        hook.Event["headers"]["x-one"].ShouldBe("1");
        hook.Event["headers"]["x-two"].ShouldBe("a, b");
        hook.Event["headers"]["content-type"].ShouldBe("application/json");
        hook.Event["body"].ToString().ShouldBe("""{"n":1}""");
        hook.Event["client_ip"].ShouldBe("127.0.0.1");
        hook.Event["raw_body"].IsUndefined.ShouldBeTrue();
        hook.Event["auth"].IsUndefined.ShouldBeTrue();
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("HEAD")]
    [InlineData("POST")]
    [InlineData("PUT")]
    [InlineData("PATCH")]
    [InlineData("DELETE")]
    [InlineData("PROPFIND")]
    [InlineData("query")]
    public async Task Any_method_starts_the_workflow(string method)
    {
        var hook = host.Serve(new());
        var answered = await hook.Send(new(method), "", null, null);
        answered.Status.ShouldBe(200);
        hook.Event["method"].ShouldBe(method.ToUpperInvariant());
    }

    [Theory]
    [InlineData("TRACE")]
    [InlineData("CONNECT x:1")]
    public async Task Trace_and_connect_do_not(string line)
    {
        var hook = host.Serve(new());
        var request = line.Contains(' ') ? line : $"{line} {hook.Path}";
        var reply = await host.Raw($"{request} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        reply.ShouldNotStartWith("HTTP/1.1 200 OK\r\nContent-Length: 4");
        hook.Starts.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("", "/")]
    [InlineData("/", "/")]
    [InlineData("/a/b/", "/a/b/")]
    [InlineData("/a%20b", "/a%20b")]
    [InlineData("/a%2Fb", "/a%2Fb")]
    [InlineData("/%C3%BC", "/%C3%BC")]
    [InlineData("/a//b", "/a//b")]
    [InlineData("/a/./b/../c", "/a/c")]
    [InlineData("/a/%2e%2e/c", "/c")]
    [InlineData("/a+b", "/a+b")]
    [InlineData("?x=/y", "/")]
    public async Task The_path_is_what_follows_the_key_as_called(string below, string path)
    {
        var hook = host.Serve(new());
        var reply = await host.Raw($"GET {hook.Path}{below} HTTP/1.1\r\nHost: example.com\r\nConnection: close\r\n\r\n");
        reply.ShouldStartWith("HTTP/1.1 200");
        hook.Event["path"].ShouldBe(path);
        hook.Event["url"].ShouldBe("http://example.com" + hook.Path + below);
    }

    [Theory]
    [InlineData("/h/nosuchkey")]
    [InlineData("/h/")]
    [InlineData("/h")]
    [InlineData("/h//KEY")]
    [InlineData("/h/KEY/../x")]
    [InlineData("/h/KEY/%2e%2e/x")]
    [InlineData("/h/x/KEY")]
    [InlineData("/h/KEYx")]
    [InlineData("/h/KEY%20")]
    [InlineData("/h/%00")]
    [InlineData("/h/KEY%2Fx")]
    public async Task Everything_else_below_h_is_not_found(string path)
    {
        var hook = host.Serve(new());
        var reply = await host.Raw($"GET {path.Replace("KEY", hook.Deployed.TriggerKey)} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        (reply.StartsWith("HTTP/1.1 404") || reply.StartsWith("HTTP/1.1 400")).ShouldBeTrue(reply);
        reply.ShouldNotContain(hook.Deployed.TriggerKey);
        hook.Starts.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/hh/KEY")]
    [InlineData("/h/KEY/../../x")]
    [InlineData("/H/KEY")]
    [InlineData("/api/runs")]
    public async Task What_is_not_below_h_is_left_to_others(string path)
    {
        var hook = host.Serve(new());
        var reply = await host.Raw($"GET {path.Replace("KEY", hook.Deployed.TriggerKey)} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        reply.ShouldContain("not the ingress");
        hook.Starts.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_disabled_workflow_looks_like_an_unknown_key()
    {
        var disabled = await host.Serve(new(), enabled: false).Get();
        using var unknown = await host.Client.GetAsync(host.Address + "/h/" + new string('a', 26));
        disabled.Status.ShouldBe(404);
        disabled.Code.ShouldBe("trigger_not_found");
        disabled.Body.ShouldBe(await unknown.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_custom_path_and_everything_below_it_leads_to_its_trigger()
    {
        var unique = Guid.NewGuid().ToString("N");
        var hook = host.Serve(new() { Paths = ["orders/new-" + unique] });
        using var at = await host.Client.GetAsync($"{host.Address}/h/orders/new-{unique}");
        using var below = await host.Client.GetAsync($"{host.Address}/h/orders/new-{unique}/7?q=1");
        using var beside = await host.Client.GetAsync($"{host.Address}/h/orders/new-{unique}er");
        using var above = await host.Client.GetAsync($"{host.Address}/h/orders");
        ((int)at.StatusCode, (int)below.StatusCode, (int)beside.StatusCode, (int)above.StatusCode).ShouldBe((200, 200, 404, 404));
        hook.Starts.Select(s => Value.From(s.Event.Event)["path"].ToString()).Order().ShouldBe(["\"/\"", "\"/7\""]);
    }

    [Fact]
    public async Task A_bound_host_name_leads_all_its_paths_to_its_trigger()
    {
        var name = $"hooks-{Guid.NewGuid():N}.example.com";
        var hook = host.Serve(new() { Hosts = [name] });
        var reply = await host.Raw($"GET /any/where HTTP/1.1\r\nHost: {name.ToUpperInvariant()}:8080\r\nConnection: close\r\n\r\n");
        reply.ShouldStartWith("HTTP/1.1 200");
        hook.Event["path"].ShouldBe("/any/where");
    }

    [Fact]
    public async Task Authorization_cookie_and_proxy_authorization_are_credentials()
    {
        var hook = host.Serve(new());
        await hook.Get("", ("Authorization", "Bearer canary-1"), ("Cookie", "s=canary-2"), ("Proxy-Authorization", "Basic canary-3"), ("X-Plain", "plain"));

        hook.Event["headers"]["authorization"].ToString().ShouldBe("\"«trigger.authorization»\"");
        hook.Event["headers"]["cookie"].ToString().ShouldBe("\"«trigger.cookie»\"");
        hook.Event["headers"]["proxy-authorization"].ToString().ShouldBe("\"«trigger.proxy-authorization»\"");
        hook.Event["headers"]["x-plain"].ShouldBe("plain");
        hook.Event.ToString().ShouldNotContain("canary");
    }

    [Fact]
    public async Task A_header_name_that_means_something_to_javascript_is_a_name_like_any_other()
    {
        var hook = host.Serve(new());
        await hook.Get("?__proto__=1&constructor=2", ("__proto__", "3"));
        hook.Event["query"]["__proto__"].ShouldBe("1");
        hook.Event["query"]["constructor"].ShouldBe("2");
        hook.Event["headers"]["__proto__"].ShouldBe("3");
    }
}

/// <summary>SPEC 3.1: client_ip from a configured trusted proxy.</summary>
public sealed class TrustedProxyTests : IAsyncLifetime
{
    private readonly IngressHost _trusting = new() { Options = { TrustedProxies = ["127.0.0.0/8", "10.0.0.1", "2001:db8::/32"] } };
    private readonly IngressHost _plain = new();

    public async ValueTask InitializeAsync()
    {
        await _trusting.InitializeAsync();
        await _plain.InitializeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _trusting.DisposeAsync();
        await _plain.DisposeAsync();
    }

    [Theory]
    [InlineData("203.0.113.9", "203.0.113.9")]
    [InlineData("6.6.6.6, 203.0.113.9", "203.0.113.9")]
    [InlineData("203.0.113.9, 10.0.0.1", "203.0.113.9")]
    [InlineData("203.0.113.9:4711, 10.0.0.1", "203.0.113.9")]
    [InlineData("[2001:470::1]:4711, 2001:db8::5", "2001:470::1")]
    [InlineData("::ffff:203.0.113.9", "203.0.113.9")]
    [InlineData("nonsense", "127.0.0.1")]
    [InlineData("203.0.113.9, nonsense, 10.0.0.1", "10.0.0.1")]
    [InlineData("10.0.0.1", "10.0.0.1")]
    [InlineData("", "127.0.0.1")]
    public async Task The_client_is_the_last_hop_that_no_trusted_proxy_is(string forwarded, string client)
    {
        var hook = _trusting.Serve(new());
        await hook.Get("", ("X-Forwarded-For", forwarded));
        hook.Event["client_ip"].ShouldBe(client);
    }

    [Fact]
    public async Task Without_a_trusted_proxy_the_header_means_nothing()
    {
        var hook = _plain.Serve(new() { Ip = [System.Net.IPNetwork.Parse("203.0.113.0/24")] });
        var answered = await hook.Get("", ("X-Forwarded-For", "203.0.113.9"), ("X-Forwarded-Host", "evil.example"));
        answered.Status.ShouldBe(403);

        hook = _plain.Serve(new());
        await hook.Get("", ("X-Forwarded-For", "203.0.113.9"), ("X-Forwarded-Host", "evil.example"), ("X-Forwarded-Proto", "https"));
        hook.Event["client_ip"].ShouldBe("127.0.0.1");
        hook.Event["url"].ShouldBe(hook.Url);
    }

    [Fact]
    public async Task The_url_is_as_the_proxy_was_called()
    {
        var hook = _trusting.Serve(new());
        await hook.Get("/x?y=1", ("X-Forwarded-Host", "hooks.example.com"), ("X-Forwarded-Proto", "https"));
        hook.Event["url"].ShouldBe("https://hooks.example.com" + hook.Path + "/x?y=1");
    }
}
