using Keyway.Engine.Triggers;

namespace Keyway.Server.Tests.Ingress;

/// <summary>SPEC 3.3: OPTIONS answers CORS by the trigger's setting.</summary>
public sealed class CorsTests(IngressHost host) : IClassFixture<IngressHost>
{
    private static Cors Only(bool credentials = false) => new(["https://app.example"], ["x-own"], credentials, TimeSpan.FromMinutes(10));

    private static Task<Answered> Preflight(Hook hook, string origin = "https://app.example") => hook.Send(HttpMethod.Options, "", null, null,
        ("Origin", origin), ("Access-Control-Request-Method", "POST"), ("Access-Control-Request-Headers", "authorization,content-type"));

    [Fact]
    public async Task By_default_any_origin_may_call_with_any_header()
    {
        var hook = host.Serve(new());
        var answered = await Preflight(hook);
        answered.Status.ShouldBe(204);
        answered.Header("Access-Control-Allow-Origin").ShouldBe("*");
        answered.Header("Access-Control-Allow-Methods").ShouldBe("GET,HEAD,PUT,PATCH,POST,DELETE");
        answered.Header("Access-Control-Allow-Headers").ShouldBe("authorization,content-type");
        answered.Header("Access-Control-Max-Age").ShouldBe("3600");
        answered.Header("Access-Control-Allow-Credentials").ShouldBeNull();
        hook.Starts.ShouldBeEmpty();
        (await hook.Get("", ("Origin", "https://any"))).Header("Access-Control-Allow-Origin").ShouldBe("*");
    }

    [Fact]
    public async Task A_listed_origin_is_allowed_by_name()
    {
        var hook = host.Serve(new() { Cors = Only(credentials: true) });
        var answered = await Preflight(hook);
        answered.Header("Access-Control-Allow-Origin").ShouldBe("https://app.example");
        answered.Header("Access-Control-Allow-Headers").ShouldBe("x-own");
        answered.Header("Access-Control-Allow-Credentials").ShouldBe("true");
        answered.Header("Vary")!.ShouldContain("Origin");
        answered.Header("Access-Control-Max-Age").ShouldBe("600");
    }

    [Theory]
    [InlineData("https://evil.example")]
    [InlineData("https://app.example.evil.example")]
    [InlineData("null")]
    public async Task Another_origin_is_told_nothing(string origin)
    {
        var hook = host.Serve(new() { Cors = Only() });
        (await Preflight(hook, origin)).Header("Access-Control-Allow-Origin").ShouldBeNull();
        (await hook.Get("", ("Origin", origin))).Header("Access-Control-Allow-Origin").ShouldBeNull();
    }

    [Fact]
    public async Task Off_says_nothing_of_origins_and_still_starts_no_run()
    {
        var hook = host.Serve(new() { Cors = Cors.Off });
        var answered = await Preflight(hook);
        answered.Status.ShouldBe(204);
        answered.Header("Access-Control-Allow-Origin").ShouldBeNull();
        hook.Starts.ShouldBeEmpty();
    }

    [Fact]
    public async Task Any_origin_never_comes_with_credentials()
    {
        var hook = host.Serve(new() { Cors = Cors.Any with { Credentials = true } });
        var answered = await Preflight(hook);
        answered.Header("Access-Control-Allow-Origin").ShouldBe("*");
        answered.Header("Access-Control-Allow-Credentials").ShouldBeNull();
    }

    [Fact]
    public async Task A_workflow_that_speaks_of_origins_itself_is_not_contradicted()
    {
        var hook = host.Serve(new() { Respond = Respond.ByWorkflow.Instance }, IngressHost.Finished(answer: new(200, [new("access-control-allow-origin", "https://own.example")], "x")));
        (await hook.Get("", ("Origin", "https://own.example"))).Header("Access-Control-Allow-Origin").ShouldBe("https://own.example");
    }

    [Fact]
    public async Task A_refusal_can_be_read_by_the_page_that_called()
    {
        var hook = host.Serve(new() { Auth = new TriggerAuth.Bearer([new("a", IngressHost.NamedKey("none"))]) });
        (await Preflight(hook)).Status.ShouldBe(204);
        var refused = await hook.Get("", ("Origin", "https://app.example"));
        refused.Status.ShouldBe(401);
        refused.Header("Access-Control-Allow-Origin").ShouldBe("*");
        refused.Header("Access-Control-Expose-Headers")!.ShouldContain("Keyway-Run");
    }

    [Fact]
    public async Task A_preflight_for_an_unknown_key_is_404()
    {
        using var request = new HttpRequestMessage(HttpMethod.Options, host.Address + "/h/unknown");
        using var response = await host.Client.SendAsync(request);
        ((int)response.StatusCode).ShouldBe(404);
    }

    [Fact]
    public async Task Names_asked_for_that_are_no_names_are_not_repeated()
    {
        var hook = host.Serve(new());
        var reply = await host.Raw($"OPTIONS {hook.Path} HTTP/1.1\r\nHost: x\r\nAccess-Control-Request-Headers: a<b\"\r\nConnection: close\r\n\r\n");
        reply.ShouldContain("Access-Control-Allow-Headers: *");
    }
}
