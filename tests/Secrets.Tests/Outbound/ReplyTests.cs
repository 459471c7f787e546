using System.IO.Compression;
using System.Net;
using System.Text;
using Keyway.Engine.Apps;
using Keyway.Engine.Values;
using Microsoft.AspNetCore.Http;

namespace Keyway.Secrets.Tests.Outbound;

/// <summary>What comes back is bounded, and holds no spelling of a secret before it is data.</summary>
public sealed class ReplyTests
{
    [Fact]
    public async Task An_echo_of_the_credential_is_its_handle_in_body_and_headers()
    {
        await using var host = await Host.Plain(context =>
        {
            context.Response.Headers["x-echo"] = context.Request.Headers.Authorization;
            context.Response.ContentType = "application/json";
            return context.Response.WriteAsync($$"""{"deep":[{"echo":"{{context.Request.Headers.Authorization}}"}],"{{World.Token}}":1}""");
        });
        using var world = At(host).WithToken();
        var reply = await world.Reply(HttpCall.Get("a"));
        ValueJson.ToText(reply.Body).ShouldNotContain(World.Token);
        ValueJson.ToText(reply.Body).ShouldContain("Bearer «vendor.oauth_access_token»");
        reply.Headers["x-echo"].ShouldBe("Bearer «vendor.oauth_access_token»");
        ValueJson.ToText(world.Exchanges[0]).ShouldNotContain(World.Token);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    [InlineData("deflate")]
    public async Task A_packed_echo_is_found_too(string encoding)
    {
        await using var host = await Host.Plain(context => Pack(context, encoding, Encoding.UTF8.GetBytes("you sent " + context.Request.Headers.Authorization)));
        using var world = At(host).WithToken();
        (await world.Reply(HttpCall.Get("a"))).Body.ShouldBe("you sent Bearer «vendor.oauth_access_token»");
    }

    [Fact]
    public async Task An_echo_cut_by_chunks_is_found_too()
    {
        await using var host = await Host.Plain(async context =>
        {
            foreach (var letter in "you sent " + World.Token + ".")
            {
                await context.Response.WriteAsync(letter.ToString());
                await context.Response.Body.FlushAsync();
            }
        });
        using var world = At(host).WithToken();
        (await world.Reply(HttpCall.Get("a"))).Body.ShouldBe("you sent «vendor.oauth_access_token».");
    }

    [Fact]
    public async Task A_cookie_and_a_challenge_are_credentials()
    {
        await using var host = await Host.Plain(context =>
        {
            context.Response.Headers.Append("set-cookie", "session=abcdef0123456789; HttpOnly");
            context.Response.Headers.WWWAuthenticate = "Bearer error=\"invalid_token\", nonce=\"zyxwv98765\"";
            return context.Response.WriteAsync("your cookie is session=abcdef0123456789; HttpOnly");
        });
        using var world = At(host);
        var reply = await world.Reply(HttpCall.Get("a"));
        reply.Headers["set-cookie"].ShouldBe("«vendor.set-cookie»");
        reply.Headers["www-authenticate"].ShouldBe("«vendor.www-authenticate»");
        reply.Body.ShouldBe("your cookie is «vendor.set-cookie»");
    }

    [Fact]
    public async Task A_long_reply_is_refused_packed_or_not()
    {
        await using var host = await Host.Plain(context => context.Request.Path == "/packed"
            ? Pack(context, "gzip", new byte[4 << 20])
            : context.Response.Body.WriteAsync(new byte[200_000]).AsTask());
        using var world = At(host);
        (await world.Error(HttpCall.Get("packed") with { MaxReplyBytes = 100_000 })).Code.ShouldBe("response_too_large");
        (await world.Error(HttpCall.Get("long") with { MaxReplyBytes = 199_999 })).Code.ShouldBe("response_too_large");
        (await world.Reply(HttpCall.Get("long") with { MaxReplyBytes = 200_000 })).Status.ShouldBe(200);
    }

    [Theory]
    [InlineData("application/json", "{\"a\":1}", "{\"a\":1}")]
    [InlineData("application/problem+json; charset=utf-8", "[1]", "[1]")]
    [InlineData("application/json", "not json", "\"not json\"")]
    [InlineData("text/html", "<p>", "\"<p>\"")]
    [InlineData("application/xml", "<a/>", "\"<a/>\"")]
    [InlineData("application/octet-stream", "abc", "\"YWJj\"")]
    [InlineData("image/png", "abc", "\"YWJj\"")]
    [InlineData("application/json", "", "null")]
    public async Task A_body_becomes_a_value_by_its_content_type(string type, string body, string json)
    {
        await using var host = await Host.Plain(context =>
        {
            context.Response.ContentType = type;
            return context.Response.WriteAsync(body);
        });
        using var world = At(host);
        ValueJson.ToText((await world.Reply(HttpCall.Get("a"))).Body).ShouldBe(json);
    }

    [Fact]
    public async Task A_body_becomes_what_the_step_asks_for()
    {
        await using var host = await Host.Plain(async context =>
        {
            context.Response.ContentType = "text/plain; charset=iso-8859-1";
            if (context.Request.Path == "/bad") context.Response.StatusCode = 502;
            await context.Response.Body.WriteAsync(context.Request.Path == "/json" ? "\uFEFF{\"a\":1}"u8.ToArray() : Encoding.Latin1.GetBytes("größer"));
        });
        using var world = At(host);
        (await world.Reply(HttpCall.Get("text") with { Form = ReplyForm.Text })).Body.ShouldBe("größer");
        (await world.Reply(HttpCall.Get("bytes") with { Form = ReplyForm.Bytes })).Body.ShouldBe(Convert.ToBase64String(Encoding.Latin1.GetBytes("größer")));
        (await world.Reply(HttpCall.Get("json") with { Form = ReplyForm.Json })).Body["a"].ShouldBe(1);
        (await world.Error(HttpCall.Get("text") with { Form = ReplyForm.Json })).Code.ShouldBe("malformed_reply");
        (await world.Reply(HttpCall.Get("bad") with { Form = ReplyForm.Json })).Status.ShouldBe(502);
    }

    [Fact]
    public async Task A_host_that_does_not_answer_in_time_is_a_timeout_and_a_cancelled_run_is_not()
    {
        var asked = new TaskCompletionSource();
        await using var host = await Host.Plain(async context =>
        {
            asked.TrySetResult();
            await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
        });
        using var world = At(host);
        var error = await world.Error(HttpCall.Get("a") with { Timeout = TimeSpan.FromMilliseconds(100) });
        error.Code.ShouldBe("timeout");
        error.Retryable.ShouldBeTrue();
        using var cancelled = new CancellationTokenSource();
        var sending = world.Send(HttpCall.Get("a"), cancelled.Token).AsTask();
        await asked.Task;
        await cancelled.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(sending);
    }

    [Fact]
    public async Task A_reply_that_breaks_off_and_a_closed_port_are_network_errors()
    {
        await using var host = await Host.Plain(async context =>
        {
            context.Response.ContentLength = 1000;
            await context.Response.WriteAsync("only this");
            await context.Response.Body.FlushAsync();
            context.Abort();
        });
        using var world = At(host);
        (await world.Error(HttpCall.Get("a"))).Code.ShouldBe("network_error");
        var record = ValueJson.ToText(world.Exchanges.ShouldHaveSingleItem());
        record.ShouldContain("\"error\":\"network_error\"");
        await host.DisposeAsync();
        (await world.Error(HttpCall.Get("a"))).Code.ShouldBe("network_error");
    }

    [Fact]
    public async Task A_certificate_that_nobody_vouches_for_is_a_tls_error()
    {
        await using var host = await Host.Tls(context => context.Response.WriteAsync("done"));
        using var world = new World($"127.0.0.1:{host.Port}", trust: false);
        (await world.Error(World.Get($"https://127.0.0.1:{host.Port}/"))).Code.ShouldBe("tls_error");
    }

    [Fact]
    public async Task A_record_is_small_and_tells_what_was_sent_and_answered()
    {
        await using var host = await Host.Plain(context =>
        {
            context.Response.Headers["x-request-id"] = "abc";
            context.Response.Headers["x-powered-by"] = "noise";
            context.Response.ContentType = "application/json";
            return context.Response.WriteAsync("""{"ok":true}""");
        });
        using var world = At(host).WithToken();
        await world.Reply(HttpCall.Post("a") with { Headers = [new("accept", "application/json"), new("x-api-key", "typed in clear"), new("x-mine", "shown")], Body = new HttpBody.Json(Value.Object(("text", "hi"))) });
        var record = world.Exchanges.ShouldHaveSingleItem();
        record["duration_ms"].TryGetNumber(out _).ShouldBeTrue();
        record.TryGetObject(out var map).ShouldBeTrue();
        map!.Remove("duration_ms");
        record["url"].ShouldBe($"http://127.0.0.1:{host.Port}/a");
        map.Remove("url");
        ValueJson.ToText(record).ShouldBe("""
            {"method":"POST","request":{"headers":{"x-api-key":"«x-api-key»","x-mine":"shown","authorization":"Bearer «vendor.oauth_access_token»"},"body":{"text":"hi"}},"status":200,"reply":{"headers":{"x-request-id":"abc"},"body":{"ok":true}}}
            """);
    }

    private static World At(Host host)
    {
        var world = new World($"127.0.0.1:{host.Port}");
        world.App = world.App with { BaseUrl = new Uri($"http://127.0.0.1:{host.Port}") };
        return world;
    }

    private static async Task Pack(HttpContext context, string encoding, byte[] body)
    {
        context.Response.Headers.ContentEncoding = encoding;
        context.Response.ContentType = "text/plain";
        await using Stream packing = encoding switch
        {
            "gzip" => new GZipStream(context.Response.Body, CompressionLevel.Fastest),
            "br" => new BrotliStream(context.Response.Body, CompressionLevel.Fastest),
            _ => new ZLibStream(context.Response.Body, CompressionLevel.Fastest),
        };
        await packing.WriteAsync(body);
    }
}
