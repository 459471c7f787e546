using Keyway.Engine.Apps;
using Keyway.Engine.Values;

namespace Keyway.Secrets.Tests.Outbound;

/// <summary>What a call is written as, and what no value can do to it.</summary>
public sealed class RequestTests
{
    [Theory]
    [InlineData("../admin", "/v1/users/..%2Fadmin")]
    [InlineData("a/b", "/v1/users/a%2Fb")]
    [InlineData("a?b#c", "/v1/users/a%3Fb%23c")]
    [InlineData("%2e%2e", "/v1/users/%252e%252e")]
    [InlineData("a b+ü", "/v1/users/a%20b%2B%C3%BC")]
    [InlineData("a\r\nb", "/v1/users/a%0D%0Ab")]
    [InlineData("...", "/v1/users/...")]
    public async Task A_segment_is_one_segment_whatever_is_in_it(string segment, string target)
    {
        await using var host = await Host.Plain("done");
        using var world = At(host, "/v1");
        await world.Reply(HttpCall.Get("users", segment));
        host.Requests.ShouldHaveSingleItem().Target.ShouldBe(target);
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    public async Task A_segment_that_would_climb_is_refused(string segment)
    {
        await using var host = await Host.Plain("done");
        using var world = At(host);
        (await world.Error(HttpCall.Get("users", segment))).Code.ShouldBe("invalid_url");
        (await world.Error(HttpCall.Get("users", Value.Null))).Code.ShouldBe("invalid_url");
        (await world.Error(HttpCall.Get("users", Value.Object()))).Code.ShouldBe("invalid_input");
    }

    [Fact]
    public async Task An_address_that_is_too_long_is_refused()
    {
        await using var host = await Host.Plain("done");
        using var world = At(host);
        (await world.Error(HttpCall.Get("users", new string('a', 33_000)))).Code.ShouldBe("invalid_url");
        (await world.Error(World.Get("http://127.0.0.1/" + new string('a', 33_000)))).Code.ShouldBe("invalid_url");
    }

    [Fact]
    public async Task Query_pairs_are_encoded_and_absent_ones_left_out()
    {
        await using var host = await Host.Plain("done");
        using var world = At(host);
        await world.Reply(HttpCall.Get("a") with { Query = [new("q", "x&y=z"), new("none", Value.Null), new("n", 3), new("b", true), new("q", "2"), new("ä", "")] });
        host.Requests.ShouldHaveSingleItem().Target.ShouldBe("/a?q=x%26y%3Dz&n=3&b=true&q=2&%C3%A4=");
    }

    [Theory]
    [InlineData("a\r\nx-evil: 1")]
    [InlineData("a\nb")]
    [InlineData("a\rb")]
    [InlineData("a\0b")]
    [InlineData("ä")]
    public async Task No_value_can_write_another_header(string value)
    {
        await using var host = await Host.Plain("done");
        using var world = At(host);
        (await world.Error(HttpCall.Get("a") with { Headers = [new("x-a", value)] })).Code.ShouldBe("invalid_input");
        (await world.Error(HttpCall.Get("a") with { Headers = [new("x-a", World.Labelled(value, "a.b"))] })).Code.ShouldBe("invalid_input");
        (await world.Error(World.Post(World.Get("x").Method, new HttpBody.Text("t", value)) with { Target = new HttpTarget.Relative(["a"]) })).Code.ShouldBe("invalid_input");
        (await world.Error(HttpCall.Post("a") with { Body = new HttpBody.Multipart([new("f", "x", "f.txt", value)]) })).Code.ShouldBe("invalid_input");
        host.Requests.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("Host")]
    [InlineData("content-length")]
    [InlineData("Transfer-Encoding")]
    [InlineData("connection")]
    [InlineData("proxy-authorization")]
    [InlineData("x a")]
    [InlineData("x:a")]
    [InlineData("")]
    public async Task Headers_of_the_connection_cannot_be_given(string name)
    {
        await using var host = await Host.Plain("done");
        using var world = At(host);
        (await world.Error(HttpCall.Get("a") with { Headers = [new(name, "v")] })).Code.ShouldBe("invalid_input");
        host.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_credential_that_holds_a_line_break_is_refused_before_the_call()
    {
        await using var host = await Host.Plain("done");
        using var world = At(host);
        world.Fields["oauth_access_token"] = World.Labelled("abc\r\nx-evil: 1", "vendor.oauth_access_token");
        (await world.Error(HttpCall.Get("a"))).Code.ShouldBe("invalid_input");
        host.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task Bodies_are_written_as_their_kind_says()
    {
        await using var host = await Host.Plain("done");
        using var world = At(host);
        var secret = World.Labelled("s3cret\"+<", "vendor.key");
        async Task<Host.Seen> Sent(HttpBody body)
        {
            await world.Reply(HttpCall.Post("a") with { Body = body });
            return host.Requests[^1];
        }

        var json = await Sent(new HttpBody.Json(Value.Object(("a", 1), ("s", secret), ("n", World.Labelled("1", "x.n")), ("u", Value.Undefined))));
        ValueJson.Parse(json.Body).ShouldBe(Value.Object(("a", 1), ("s", "s3cret\"+<"), ("n", "1")));
        json.Headers["content-type"].ShouldBe("application/json; charset=utf-8");

        var form = await Sent(new HttpBody.Form([new("a b", "1&2"), new("s", secret), new("none", Value.Undefined)]));
        form.Body.ShouldBe("a+b=1%262&s=s3cret%22%2B%3C");
        form.Headers["content-type"].ShouldBe("application/x-www-form-urlencoded");

        (await Sent(new HttpBody.Text("plain", "text/csv"))).Body.ShouldBe("plain");
        (await Sent(new HttpBody.Bytes("bytes"u8.ToArray(), "application/x-any"))).Headers["content-type"].ShouldBe("application/x-any");

        var multipart = await Sent(new HttpBody.Multipart([new("field", secret), new("fi\"le\r\n", "aGVsbG8=", "a\".txt", "text/plain", IsBase64: true)]));
        multipart.Body.ShouldContain("name=\"field\"\r\n\r\ns3cret\"+<\r\n");
        multipart.Body.ShouldContain("name=\"fi%22le%0D%0A\"; filename=\"a%22.txt\"\r\nContent-Type: text/plain\r\n\r\nhello\r\n");
    }

    [Fact]
    public async Task A_steps_own_content_type_wins()
    {
        await using var host = await Host.Plain("done");
        using var world = At(host);
        await world.Reply(HttpCall.Post("a") with { Body = new HttpBody.Json(Value.Object()), Headers = [new("Content-Type", "application/vnd.api+json")] });
        host.Requests.ShouldHaveSingleItem().Headers["content-type"].ShouldBe("application/vnd.api+json");
    }

    [Fact]
    public async Task Nothing_but_what_the_step_asked_for_is_sent()
    {
        await using var host = await Host.Plain("done");
        using var world = At(host);
        await world.Reply(HttpCall.Get("a"));
        host.Requests.ShouldHaveSingleItem().Headers.Keys.Order().ShouldBe(["accept-encoding", "host", "user-agent"]);
    }

    [Theory]
    [InlineData(301, "POST", "GET")]
    [InlineData(302, "POST", "GET")]
    [InlineData(303, "PUT", "GET")]
    [InlineData(307, "POST", "POST")]
    [InlineData(308, "PUT", "PUT")]
    [InlineData(301, "PUT", "PUT")]
    public async Task A_redirect_changes_the_method_as_browsers_do(int status, string sent, string repeated)
    {
        await using var host = await Host.Plain(context =>
        {
            if (context.Request.Path != "/a") return Task.CompletedTask;
            context.Response.StatusCode = status;
            context.Response.Headers.Location = "/b?c=1";
            return Task.CompletedTask;
        });
        using var world = At(host);
        await world.Reply(HttpCall.Post("a") with { Method = sent, Body = new HttpBody.Text("body", "text/plain"), MaxRedirects = 1 });
        host.Requests[1].Method.ShouldBe(repeated);
        host.Requests[1].Target.ShouldBe("/b?c=1");
        host.Requests[1].Body.ShouldBe(repeated == "GET" ? "" : "body");
    }

    [Fact]
    public async Task Redirects_are_only_followed_as_often_as_asked()
    {
        await using var host = await Host.Plain(context =>
        {
            context.Response.StatusCode = 302;
            context.Response.Headers.Location = "/again";
            return Task.CompletedTask;
        });
        using var world = At(host);
        (await world.Reply(HttpCall.Get("a"))).Status.ShouldBe(302);
        host.Requests.Count.ShouldBe(1);
        (await world.Error(HttpCall.Get("a") with { MaxRedirects = 2 })).Code.ShouldBe("too_many_redirects");
        host.Requests.Count.ShouldBe(4);
    }

    private static World At(Host host, string path = "")
    {
        var world = new World($"127.0.0.1:{host.Port}");
        world.App = world.App with { BaseUrl = new Uri($"http://127.0.0.1:{host.Port}{path}") };
        return world;
    }
}
