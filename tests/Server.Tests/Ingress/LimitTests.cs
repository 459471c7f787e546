using System.Text;
using Keyway.Server.Ingress;

namespace Keyway.Server.Tests.Ingress;

/// <summary>SPEC 3.3, and what the sender of a request can do wrong on purpose.</summary>
public sealed class LimitTests(IngressHost host) : IClassFixture<IngressHost>
{
    private const string Close = "Host: x\r\nConnection: close\r\n";

    private static string Chunk(string data) => $"{data.Length:x}\r\n{data}\r\n";

    [Theory]
    [InlineData(1000, 200)]
    [InlineData(1001, 413)]
    public async Task A_body_over_max_body_is_413(int size, int status)
    {
        var hook = host.Serve(new() { MaxBodyBytes = 1000 });
        var answered = await hook.Post("text/plain", new string('x', size));
        answered.Status.ShouldBe(status);
        if (status == 413) answered.Code.ShouldBe("body_too_large");
        hook.Starts.Count.ShouldBe(status == 200 ? 1 : 0);
    }

    [Theory]
    [InlineData(1000, "200")]
    [InlineData(1001, "413")]
    public async Task A_chunked_body_has_the_same_limit(int size, string status)
    {
        var hook = host.Serve(new() { MaxBodyBytes = 1000 });
        var reply = await host.Raw($"POST {hook.Path} HTTP/1.1\r\n{Close}Transfer-Encoding: chunked\r\n\r\n" + string.Concat(Enumerable.Repeat(Chunk("x"), size)) + "0\r\n\r\n");
        reply.ShouldStartWith("HTTP/1.1 " + status);
        hook.Starts.Count.ShouldBe(status == "200" ? 1 : 0);
    }

    [Fact]
    public async Task An_announced_size_is_refused_before_the_body_comes()
    {
        var hook = host.Serve(new() { MaxBodyBytes = 1000 });
        var reply = await host.FirstBytes($"POST {hook.Path} HTTP/1.1\r\nHost: x\r\nContent-Length: 9999999999\r\nExpect: 100-continue\r\n\r\n");
        reply.ShouldStartWith("HTTP/1.1 413");
        reply.ShouldContain("Connection: close");
    }

    [Fact]
    public async Task A_body_in_many_pieces_is_one_body()
    {
        var hook = host.Serve(new());
        var text = new string('a', 70_000) + new string('b', 70_000);
        var bytes = Encoding.ASCII.GetBytes($"POST {hook.Path} HTTP/1.1\r\n{Close}Content-Length: {text.Length}\r\n\r\n{text}");
        (await host.Raw([.. bytes.Chunk(9_973)])).ShouldStartWith("HTTP/1.1 200");
        hook.Event["body"].ShouldBe(text);
    }

    [Theory]
    [InlineData("Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello!")]
    [InlineData("Content-Length: -1\r\n\r\nhello")]
    [InlineData("Content-Length: 5x\r\n\r\nhello")]
    [InlineData("Content-Length: 99999999999999999999\r\n\r\nhello")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\nzz\r\nhello\r\n0\r\n\r\n")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n-5\r\nhello\r\n0\r\n\r\n")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n5\r\nhelloX\r\n0\r\n\r\n")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFFF\r\nhello\r\n0\r\n\r\n")]
    [InlineData("Transfer-Encoding: gzip\r\n\r\nhello")]
    [InlineData("Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n")]
    [InlineData("X-Bad Name: 1\r\n\r\n")]
    [InlineData("X-Bad: a\0b\r\n\r\n")]
    [InlineData("X-Bad: \xff\xfe\r\n\r\n")]
    [InlineData(" folded: 1\r\n\r\n")]
    public async Task Broken_framing_and_headers_start_nothing(string rest)
    {
        var hook = host.Serve(new());
        var reply = await host.Raw($"POST {hook.Path} HTTP/1.1\r\n{Close}{rest}");
        reply.ShouldStartWith("HTTP/1.1 4");
        hook.Starts.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_length_and_chunks_together_never_smuggle_a_second_request()
    {
        var hook = host.Serve(new());
        var reply = await host.Raw(
            $"POST {hook.Path} HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET {hook.Path}/smuggled HTTP/1.1\r\n{Close}\r\n");
        hook.Starts.ShouldNotContain(s => s.Event.Event.Get("method").ToString() == "\"POST\"" && s.Event.Event.Get("body").ToString() == "\"0\\r\\n\\r\"");
        reply.ShouldNotContain("internal_error");
    }

    [Fact]
    public async Task A_body_cut_short_starts_nothing()
    {
        var hook = host.Serve(new());
        using (var socket = new System.Net.Sockets.TcpClient())
        {
            await socket.ConnectAsync(System.Net.IPAddress.Loopback, host.Port);
            var stream = socket.GetStream();
            await stream.WriteAsync(Encoding.ASCII.GetBytes($"POST {hook.Path} HTTP/1.1\r\n{Close}Content-Length: 100\r\n\r\nonly this"));
            socket.Client.Shutdown(System.Net.Sockets.SocketShutdown.Send);
            using var copy = new MemoryStream();
            try
            {
                await stream.CopyToAsync(copy);
            }
            catch (IOException)
            {
                // Reset, which is an answer too.
            }
            Encoding.ASCII.GetString(copy.ToArray()).ShouldNotContain("HTTP/1.1 200");
        }
        hook.Starts.ShouldBeEmpty();
    }

    [Fact]
    public async Task What_follows_the_announced_length_is_not_part_of_the_body()
    {
        var hook = host.Serve(new());
        await host.Raw($"POST {hook.Path} HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhelloTRAILING GARBAGE\r\n\r\n");
        hook.Event["body"].ShouldBe("hello");
    }

    [Theory]
    [InlineData(40_000, 1, "431")]
    [InlineData(100, 200, "431")]
    [InlineData(10_000, 1, "200")]
    public async Task Headers_over_their_limit_are_431(int length, int count, string status)
    {
        var hook = host.Serve(new());
        var headers = string.Concat(Enumerable.Range(0, count).Select(i => $"X-{i}: {new string('h', length)}\r\n"));
        (await host.Raw($"GET {hook.Path} HTTP/1.1\r\n{Close}{headers}\r\n")).ShouldStartWith("HTTP/1.1 " + status);
    }

    [Fact]
    public async Task A_request_line_over_its_limit_is_414() =>
        (await host.Raw($"GET {host.Serve(new()).Path}?{new string('q', 20_000)} HTTP/1.1\r\n{Close}\r\n")).ShouldStartWith("HTTP/1.1 414");

    [Fact]
    public async Task The_server_does_not_say_what_it_is()
    {
        var answered = await host.Serve(new()).Get();
        answered.Header("Server").ShouldBeNull();
        answered.Header("X-Powered-By").ShouldBeNull();
    }

    [Fact]
    public async Task Many_callers_at_once_get_their_own_answers()
    {
        var hook = host.Serve(new());
        var replies = await Task.WhenAll(Enumerable.Range(0, 200).Select(i => hook.Post("application/json", $"{{\"i\":{i}}}")));
        replies.ShouldAllBe(r => r.Status == 200);
        hook.Starts.Select(s => s.Event.Event.Get("body")["i"].ToString()).Distinct().Count().ShouldBe(200);
        replies.Select(r => r.Header("Keyway-Run")).Distinct().Count().ShouldBe(200);
    }

    [Fact]
    public void Settings_that_cannot_work_are_named()
    {
        var options = new IngressOptions { MaxHeaderBytes = 1, MinBodyBytesPerSecond = 0, TrustedProxies = ["10.0.0.0/8", "nonsense"] };
        var error = Should.Throw<InvalidOperationException>(options.Validate);
        error.Message.ShouldContain("MaxHeaderBytes");
        error.Message.ShouldContain("MinBodyBytesPerSecond");
        error.Message.ShouldContain("TrustedProxies");
        error.Message.ShouldNotContain("MaxCallers");
        new IngressOptions().Validate();
    }
}

/// <summary>A caller that sends as slowly as it can.</summary>
public sealed class SlowCallerTests : IAsyncLifetime
{
    private readonly IngressHost _host = new()
    {
        Options = { MinBodyBytesPerSecond = 1_000_000, BodyGracePeriod = TimeSpan.FromMilliseconds(1100), HeaderTimeout = TimeSpan.FromSeconds(1) },
    };

    public ValueTask InitializeAsync() => _host.InitializeAsync();
    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task A_body_slower_than_the_limit_is_408()
    {
        var hook = _host.Serve(new());
        var reply = await _host.Raw($"POST {hook.Path} HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nslow");
        reply.ShouldStartWith("HTTP/1.1 408");
        reply.ShouldContain("request_timeout");
        hook.Starts.ShouldBeEmpty();
    }

    [Fact]
    public async Task Headers_that_do_not_end_are_cut_off()
    {
        var hook = _host.Serve(new());
        var reply = await _host.Raw($"POST {hook.Path} HTTP/1.1\r\nHost: x\r\nX-Slow: ");
        reply.ShouldNotContain("HTTP/1.1 200");
        hook.Starts.ShouldBeEmpty();
    }
}
