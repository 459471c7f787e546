using Keyway.Engine.Steps;
using Keyway.Engine.Values;

namespace Keyway.Apps.Tests;

public sealed class HttpTests
{
    [Fact]
    public async Task A_request_returns_status_headers_and_body()
    {
        await using var api = await FakeApi.Start(_ => new FakeApi.Reply(201, """{"id":1}""").With("X-Total", "7"));
        using var bench = Bench.At(api.Address);
        var reply = Bench.Success(await bench.Run("http/request", Value.Object(("url", api.Address + "items"), ("method", "POST"), ("query", Value.Object(("a", Value.Array("1", "2")))), ("body", Value.Object(("b", 1))))));
        reply["status"].ShouldBe(201);
        reply["headers"]["x-total"].ShouldBe("7");
        reply["body"]["id"].ShouldBe(1);
        var request = api.Requests.ShouldHaveSingleItem();
        request.Target.ShouldBe("/items?a=1&a=2");
        request.Body.ShouldBe("""{"b":1}""");
    }

    [Theory]
    [InlineData("auto", "\"text\"", "text/plain; charset=utf-8", "text")]
    [InlineData("auto", "[1]", "application/json; charset=utf-8", "[1]")]
    [InlineData("auto", "7", "application/json; charset=utf-8", "7")]
    [InlineData("json", "\"text\"", "application/json; charset=utf-8", "\"text\"")]
    [InlineData("form", """{"a":"1 2","b":[3,4]}""", "application/x-www-form-urlencoded", "a=1+2&b=3&b=4")]
    [InlineData("text", "12", "text/plain; charset=utf-8", "12")]
    [InlineData("base64", "\"aGVsbG8=\"", "application/octet-stream", "hello")]
    public async Task A_body_is_written_as_its_type_says(string type, string body, string contentType, string sent)
    {
        await using var api = await FakeApi.Start(_ => "{}");
        using var bench = Bench.At(api.Address);
        Bench.Success(await bench.Run("http/request", Value.Object(("url", api.Address.AbsoluteUri), ("method", "PUT"), ("body", ValueJson.Parse(body)), ("body_type", type))));
        var request = api.Requests.ShouldHaveSingleItem();
        request.Headers["content-type"].ShouldBe(contentType);
        request.Body.ShouldBe(sent);
    }

    [Fact]
    public async Task A_multipart_body_has_fields_and_files()
    {
        await using var api = await FakeApi.Start(_ => "{}");
        using var bench = Bench.At(api.Address);
        var body = Value.Object(("note", "hi"), ("file", Value.Object(("filename", "a.txt"), ("mimetype", "text/plain"), ("base64", "aGVsbG8="))));
        Bench.Success(await bench.Run("http/request", Value.Object(("url", api.Address.AbsoluteUri), ("method", "POST"), ("body", body), ("body_type", "multipart"))));
        var request = api.Requests.ShouldHaveSingleItem();
        request.Headers["content-type"].ShouldStartWith("multipart/form-data; boundary=");
        request.Body.ShouldContain("name=\"note\"\r\n\r\nhi\r\n");
        request.Body.ShouldContain("name=\"file\"; filename=\"a.txt\"\r\nContent-Type: text/plain\r\n\r\nhello\r\n");
    }

    [Theory]
    [InlineData("form", "\"text\"")]
    [InlineData("multipart", "[1]")]
    [InlineData("text", "{}")]
    [InlineData("base64", "\"%%%\"")]
    [InlineData("base64", "{}")]
    public async Task A_body_that_is_not_what_its_type_says_is_an_invalid_input(string type, string body)
    {
        await using var api = await FakeApi.Start(_ => "{}");
        using var bench = Bench.At(api.Address);
        var error = Bench.Failure(await bench.Run("http/request", Value.Object(("url", api.Address.AbsoluteUri), ("method", "PUT"), ("body", ValueJson.Parse(body)), ("body_type", type))));
        error.Code.ShouldBe("invalid_input");
        api.Requests.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(400, false)]
    [InlineData(408, true)]
    [InlineData(429, true)]
    [InlineData(500, true)]
    public async Task An_error_status_fails_the_step_unless_it_is_to_go_on(int status, bool retryable)
    {
        await using var api = await FakeApi.Start(_ => new FakeApi.Reply(status, """{"why":"x"}""").With("retry-after", "9"));
        using var bench = Bench.At(api.Address);
        var error = Bench.Failure(await bench.Run("http/request", Value.Object(("url", api.Address.AbsoluteUri))));
        error.Code.ShouldBe("http_status");
        error.HttpStatus.ShouldBe(status);
        error.Retryable.ShouldBe(retryable);
        error.RetryAfter.ShouldBe(TimeSpan.FromSeconds(9));
        var reply = Bench.Success(await bench.Run("http/request", Value.Object(("url", api.Address.AbsoluteUri), ("fail_on_status", false))));
        reply["status"].ShouldBe(status);
        reply["body"]["why"].ShouldBe("x");
    }

    [Fact]
    public async Task Redirects_are_followed_unless_they_are_wanted_themselves()
    {
        await using var api = await FakeApi.Start(seen => seen.Target == "/" ? new FakeApi.Reply(302, "").With("location", "/there") : "{}");
        using var bench = Bench.At(api.Address);
        Bench.Success(await bench.Run("http/request", Value.Object(("url", api.Address.AbsoluteUri))))["status"].ShouldBe(200);
        Bench.Success(await bench.Run("http/request", Value.Object(("url", api.Address.AbsoluteUri), ("follow_redirects", false))))["status"].ShouldBe(302);
    }

    [Fact]
    public async Task A_cookie_goes_on_to_the_next_request_and_is_shown_to_nobody()
    {
        await using var api = await FakeApi.Start(seen => new FakeApi.Reply(200, "{}").With("set-cookie", "session=abcdef0123456789"));
        using var bench = Bench.At(api.Address);
        var login = Bench.Success(await bench.Run("http/request", Value.Object(("url", api.Address.AbsoluteUri))));
        ValueJson.ToText(login).ShouldContain("«http.set-cookie»");
        ValueJson.ToText(login).ShouldNotContain("abcdef0123456789");
        await bench.Run("http/request", Value.Object(("url", api.Address.AbsoluteUri), ("headers", Value.Object(("cookie", login["headers"]["set-cookie"])))));
        api.Requests[1].Headers["cookie"].ShouldBe("session=abcdef0123456789");
        ValueJson.ToText(bench.Exchanges[0]).ShouldNotContain("abcdef0123456789");
    }

    [Fact]
    public async Task A_credential_needs_a_named_host()
    {
        await using var api = await FakeApi.Start(_ => "{}");
        using var bench = Bench.At(new Uri("http://127.0.0.1:" + api.Address.Port));
        // The app http has a base address only in this bench; another name for the same machine is another host.
        var with = Value.Object(("url", $"http://127.0.0.2:{api.Address.Port}/"), ("headers", Value.Object(("authorization", Bench.Labelled("Bearer abc-abc-abc", "trigger.token")))));
        Bench.Failure(await bench.Run("http/request", with)).Code.ShouldBe("egress_refused");
        api.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_response_is_an_answer_for_the_caller()
    {
        using var bench = Bench.At(new Uri("http://127.0.0.1:9"));
        var result = await bench.Run("http/respond", Value.Object(("status", 201), ("headers", Value.Object(("x-a", 1), ("x-b", Value.Array("1", "2")))), ("body", Value.Object(("ok", true))), ("immediate", true)));
        var answer = result.ShouldBeOfType<StepResult.Succeeded>().Answer.ShouldNotBeNull();
        answer.Status.ShouldBe(201);
        answer.Headers.ShouldBe([new("x-a", "1"), new("x-b", "1"), new("x-b", "2")]);
        answer.Body["ok"].ShouldBe(true);
        answer.Immediate.ShouldBeTrue();
    }

    [Fact]
    public async Task A_response_is_200_without_a_body_when_nothing_is_said()
    {
        using var bench = Bench.At(new Uri("http://127.0.0.1:9"));
        var answer = (await bench.Run("http/respond", Value.Object())).ShouldBeOfType<StepResult.Succeeded>().Answer.ShouldNotBeNull();
        answer.Status.ShouldBe(200);
        answer.Body.IsUndefined.ShouldBeTrue();
        answer.Immediate.ShouldBeFalse();
    }

    [Theory]
    [InlineData("""{"status":199}""")]
    [InlineData("""{"status":600}""")]
    [InlineData("""{"status":"abc"}""")]
    [InlineData("""{"headers":{"x a":"1"}}""")]
    [InlineData("""{"headers":{"x-a":"1\r\nx-b: 2"}}""")]
    [InlineData("""{"headers":{"x-a":["ok","1\n2"]}}""")]
    [InlineData("""{"headers":{"x-a":{}}}""")]
    [InlineData("""{"headers":{"Content-Length":"1"}}""")]
    [InlineData("""{"headers":{"Keyway-Run":"1"}}""")]
    public async Task A_response_that_cannot_be_sent_is_an_invalid_input(string with)
    {
        using var bench = Bench.At(new Uri("http://127.0.0.1:9"));
        Bench.Failure(await bench.Run("http/respond", ValueJson.Parse(with))).Code.ShouldBe("invalid_input");
    }

    [Fact]
    public async Task A_credential_does_not_leave_in_a_header_of_a_response()
    {
        using var bench = Bench.At(new Uri("http://127.0.0.1:9"));
        var error = Bench.Failure(await bench.Run("http/respond", Value.Object(("headers", Value.Object(("x-token", Bench.Labelled("abc-abc-abc", "trigger.token")))))));
        error.Message.ShouldContain("reveal(");
        error.Message.ShouldNotContain("abc-abc-abc");
    }
}
