using System.Text;
using Keyway.Engine.Apps;
using Keyway.Engine.Values;
using Microsoft.AspNetCore.Http;

namespace Keyway.Secrets.Tests.Outbound;

/// <summary>A credential goes where it may, only there, and in no other form than the app's.</summary>
public sealed class CredentialTests
{
    private const string VendorHost = "api.vendor.test";

    [Fact]
    public async Task It_is_sent_over_TLS_to_the_apps_host_and_recorded_as_its_handle()
    {
        await using var host = await Host.Tls(context => context.Response.WriteAsync("done"));
        using var world = new World($"127.0.0.1:{host.Port}").Knows(VendorHost, "127.0.0.1").WithToken();
        await world.Reply(World.Get($"https://{VendorHost}:{host.Port}/me"));
        host.Requests.ShouldHaveSingleItem().Headers["authorization"].ShouldBe("Bearer " + World.Token);
        var record = ValueJson.ToText(world.Exchanges.ShouldHaveSingleItem());
        record.ShouldContain("\"authorization\":\"Bearer «vendor.oauth_access_token»\"");
        record.ShouldNotContain(World.Token);
    }

    [Fact]
    public async Task Another_host_gets_no_call_at_all()
    {
        await using var host = await Host.Tls(context => context.Response.WriteAsync("done"));
        using var world = new World($"127.0.0.1:{host.Port}").Knows("evil.test", "127.0.0.1").Knows("api.vendor.test.evil.test", "127.0.0.1").WithToken();
        foreach (var name in new[] { "evil.test", "api.vendor.test.evil.test", "vendor.test" })
        {
            var error = await world.Error(World.Get($"https://{name}:{host.Port}/"));
            error.Code.ShouldBe("egress_refused");
            error.Credential.ShouldBe("vendor.oauth_access_token");
            error.Message.ShouldContain("«vendor.oauth_access_token»");
            error.Message.ShouldNotContain("evil");
        }
        host.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task Plain_http_is_refused_but_to_an_address_that_the_operator_named()
    {
        await using var host = await Host.Plain("done");
        using (var world = new World().Knows(VendorHost, "93.184.215.14").WithToken())
            (await world.Error(World.Get($"http://{VendorHost}/"))).Message.ShouldContain("plain HTTP");
        using (var world = new World($"127.0.0.1:{host.Port}").Knows(VendorHost, "127.0.0.1").WithToken())
            await world.Reply(World.Get($"http://{VendorHost}:{host.Port}/"));
        host.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_labelled_value_anywhere_in_a_call_is_bound_to_the_named_hosts()
    {
        await using var host = await Host.Tls(context => context.Response.WriteAsync("done"));
        using var world = new World($"127.0.0.1:{host.Port}").Knows("other.test", "127.0.0.1");
        var secret = World.Labelled("an-api-key-77", "trigger.key");
        var url = $"https://other.test:{host.Port}/x";
        HttpCall[] calls =
        [
            World.Get(url) with { Headers = [new("x-any", secret)] },
            World.Get(url) with { Query = [new("key", secret)] },
            World.Post(url, new HttpBody.Json(Value.Object(("deep", Value.Array(secret))))),
            World.Post(url, new HttpBody.Form([new("key", secret)])),
            World.Post(url, new HttpBody.Text(secret, "text/plain")),
            World.Post(url, new HttpBody.Multipart([new("key", secret)])),
            new() { Method = "GET", Target = new HttpTarget.Absolute(World.Labelled(url + "?k=an-api-key-77", "trigger.key"), null) },
        ];
        foreach (var call in calls) (await world.Error(call)).Code.ShouldBe("egress_refused");
        host.Requests.ShouldBeEmpty();
        foreach (var call in calls) await world.Reply(call with { AllowHosts = ["other.test"] });
        foreach (var call in calls)
            if (call.Target is HttpTarget.Absolute absolute) await world.Reply(call with { Target = absolute with { NamedHost = "other.test" } });
        host.Requests.Count.ShouldBe(2 * calls.Length);
        host.Requests.ShouldAllBe(r => (r.Target + r.Body + string.Join(' ', r.Headers.Values)).Contains("an-api-key-77"));
    }

    [Fact]
    public async Task A_host_that_an_expression_supplied_is_not_named_by_the_authors_literal_one()
    {
        await using var host = await Host.Tls(context => context.Response.WriteAsync("done"));
        using var world = new World($"127.0.0.1:{host.Port}").Knows("good.test.evil.test", "127.0.0.1");
        var call = World.Get($"https://good.test.evil.test:{host.Port}/", namedHost: "good.test") with { Headers = [new("x-key", World.Labelled("an-api-key-77", "trigger.key"))] };
        (await world.Error(call)).Code.ShouldBe("egress_refused");
    }

    [Theory]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(303)]
    [InlineData(307)]
    [InlineData(308)]
    public async Task A_redirect_to_another_host_loses_the_credential(int status)
    {
        await using var other = await Host.Tls(context => context.Response.WriteAsync("elsewhere"));
        await using var host = await Host.Tls(context => Redirect(context, status, $"https://cdn.vendor.test:{other.Port}/file"));
        using var world = Both(host, other).WithToken();
        (await world.Reply(World.Get($"https://{VendorHost}:{host.Port}/") with { MaxRedirects = 2 })).Body.ShouldBe("elsewhere");
        other.Requests.ShouldHaveSingleItem().Headers.Keys.ShouldNotContain("authorization");
    }

    [Fact]
    public async Task A_redirect_on_the_same_host_keeps_it()
    {
        await using var host = await Host.Tls(context => context.Request.Path == "/" ? Redirect(context, 307, "/there") : context.Response.WriteAsync("there"));
        using var world = Both(host, host).WithToken();
        (await world.Reply(World.Get($"https://{VendorHost}:{host.Port}/") with { MaxRedirects = 1 })).Body.ShouldBe("there");
        host.Requests[1].Headers["authorization"].ShouldBe("Bearer " + World.Token);
    }

    [Fact]
    public async Task A_labelled_body_is_not_repeated_to_another_host()
    {
        await using var other = await Host.Tls(context => context.Response.WriteAsync("elsewhere"));
        await using var host = await Host.Tls(context => Redirect(context, 307, $"https://other.test:{other.Port}/"));
        using var world = Both(host, other);
        var body = new HttpBody.Json(Value.Object(("password", World.Labelled("hunter2-hunter2", "trigger.password"))));
        (await world.Error(World.Post($"https://{VendorHost}:{host.Port}/", body) with { MaxRedirects = 2 })).Code.ShouldBe("egress_refused");
        other.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_host_cannot_pass_the_credential_on_in_the_address_that_it_redirects_to()
    {
        await using var other = await Host.Tls(context => context.Response.WriteAsync("elsewhere"));
        await using var host = await Host.Tls(context => Redirect(context, 302,
            $"https://other.test:{other.Port}/?t=" + Uri.EscapeDataString(context.Request.Headers.Authorization.ToString()["Bearer ".Length..])));
        using var world = Both(host, other).WithToken();
        (await world.Error(World.Get($"https://{VendorHost}:{host.Port}/") with { MaxRedirects = 2 })).Code.ShouldBe("egress_refused");
        other.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_downgrade_to_plain_http_loses_the_credential()
    {
        await using var plain = await Host.Plain("plain");
        await using var host = await Host.Tls(context => Redirect(context, 302, $"http://{VendorHost}:{plain.Port}/"));
        using var world = Both(host, plain).WithToken();
        await world.Reply(World.Get($"https://{VendorHost}:{host.Port}/") with { MaxRedirects = 2 });
        plain.Requests.ShouldHaveSingleItem().Headers.Keys.ShouldNotContain("authorization");
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public async Task A_call_is_never_sent_without_its_credential(string? token)
    {
        await using var host = await Host.Tls(context => context.Response.WriteAsync("done"));
        using var world = Both(host, host);
        world.Fields["something_else"] = World.Labelled("x", "vendor.something_else");
        if (token is not null) world.Fields["oauth_access_token"] = World.Labelled(token, "vendor.oauth_access_token");
        var error = await world.Error(World.Get($"https://{VendorHost}:{host.Port}/"));
        error.Code.ShouldBe("credentials_missing");
        error.Credential.ShouldBe("vendor.oauth_access_token");
        host.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task Basic_is_user_and_password_and_its_base64_is_known_to_the_matcher()
    {
        await using var host = await Host.Tls(context => context.Response.WriteAsync("you sent " + context.Request.Headers.Authorization));
        using var world = Both(host, host);
        world.App = World.Vendor(new AppAuth.Basic { Fields = [new("user", "User", "Name."), new("password", "Password", "Secret.")], Placements = [new Placement.Basic("user", "password")] });
        world.Fields["user"] = World.Labelled("ada", "vendor.user");
        world.Fields["password"] = World.Labelled("löve:lace-77", "vendor.password");
        var encoded = Convert.ToBase64String(Encoding.UTF8.GetBytes("ada:löve:lace-77"));
        var reply = await world.Reply(World.Get($"https://{VendorHost}:{host.Port}/"));
        host.Requests.ShouldHaveSingleItem().Headers["authorization"].ShouldBe("Basic " + encoded);
        reply.Body.TryGetText(out var text).ShouldBeTrue();
        text!.ShouldNotContain(encoded);
        ValueJson.ToText(world.Exchanges[0]).ShouldContain("Basic «vendor.password»");
    }

    [Fact]
    public async Task A_key_in_the_query_is_encoded_and_recorded_as_its_handle()
    {
        await using var host = await Host.Tls(context => context.Response.WriteAsync("done"));
        using var world = Both(host, host);
        world.App = World.Vendor(new AppAuth.Key { Fields = [new("api_key", "Key", "A key.")], Placements = [new Placement.Query("key", "api_key")] });
        world.Fields["api_key"] = World.Labelled("k&e=y 1234567", "vendor.api_key");
        await world.Reply(World.Get($"https://{VendorHost}:{host.Port}/v?a=1"));
        host.Requests.ShouldHaveSingleItem().Target.ShouldBe("/v?a=1&key=k%26e%3Dy%201234567");
        ValueJson.ToText(world.Exchanges[0]).ShouldContain("/v?a=1&key=«vendor.api_key»");
    }

    [Fact]
    public async Task What_an_expression_made_of_a_secret_is_known_to_the_matcher_too()
    {
        await using var host = await Host.Tls(context => context.Response.WriteAsync("got " + context.Request.Query["part"]));
        using var world = Both(host, host);
        // No text of the arena: an expression took a secret apart.
        var call = World.Get($"https://{VendorHost}:{host.Port}/") with { Query = [new("part", World.Labelled("second-half-of-it", "vendor.oauth_access_token"))] };
        (await world.Reply(call)).Body.ShouldBe("got «vendor.oauth_access_token»");
    }

    [Fact]
    public async Task A_header_that_is_a_credential_by_its_name_is_bound_and_known_like_one()
    {
        await using var host = await Host.Tls(context => context.Response.WriteAsync("got " + context.Request.Headers.Authorization.ToString()["Token ".Length..]));
        using var world = Both(host, host);
        var call = World.Get($"https://other.test:{host.Port}/") with { Headers = [new("Authorization", "Token typed-in-clear-77")] };
        (await world.Error(call)).Code.ShouldBe("egress_refused");
        (await world.Reply(call with { AllowHosts = ["other.test"] })).Body.ShouldBe("got «authorization»");
        ValueJson.ToText(world.Exchanges[0]).ShouldNotContain("typed-in-clear");
    }

    [Fact]
    public async Task An_override_of_the_base_address_becomes_the_apps_host()
    {
        await using var host = await Host.Plain("done");
        using var egress = new Egress(new EgressOptions
        {
            BaseUrls = new Dictionary<string, Uri> { ["vendor"] = new($"http://127.0.0.1:{host.Port}/proxy/") },
            Allow = EgressAllow.Parse($"127.0.0.1:{host.Port}"),
        }, TimeProvider.System);
        using var world = new World(egress: egress).WithToken();
        await world.Reply(HttpCall.Get("users", "ada"));
        host.Requests.ShouldHaveSingleItem().Target.ShouldBe("/proxy/users/ada");
    }

    private static World Both(Host first, Host second) =>
        new World($"127.0.0.1:{first.Port},127.0.0.1:{second.Port}").Knows(VendorHost, "127.0.0.1").Knows("cdn.vendor.test", "127.0.0.1").Knows("other.test", "127.0.0.1");

    private static Task Redirect(HttpContext context, int status, string location)
    {
        context.Response.StatusCode = status;
        context.Response.Headers.Location = location;
        return Task.CompletedTask;
    }
}
