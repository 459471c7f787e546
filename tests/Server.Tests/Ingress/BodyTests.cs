using System.IO.Compression;
using System.Text;
using Keyway.Engine.Triggers;
using Keyway.Engine.Values;

namespace Keyway.Server.Tests.Ingress;

/// <summary>SPEC 3.1: the body by content type.</summary>
public sealed class BodyTests(IngressHost host) : IClassFixture<IngressHost>
{
    [Theory]
    [InlineData("application/json", """{"a":[1,true,null,"x"]}""", """{"a":[1,true,null,"x"]}""")]
    [InlineData("application/json; charset=utf-8", "[]", "[]")]
    [InlineData("APPLICATION/JSON; Charset=\"UTF-8\"", "1", "1")]
    [InlineData("application/vnd.api+json", """{"a":1}""", """{"a":1}""")]
    [InlineData("text/json", "\"x\"", "\"x\"")]
    [InlineData("application/json", "\uFEFF{\"a\":1}", """{"a":1}""")]
    [InlineData("application/json", """{"id":12345678901234567890,"n":1.10}""", """{"id":12345678901234567890,"n":1.10}""")]
    [InlineData("application/json", """{"a":1,"a":2}""", """{"a":2}""")]
    [InlineData("application/x-www-form-urlencoded", "a=1&b=x+y%21&a=2&c=&d", """{"a":["1","2"],"b":"x y!","c":"","d":""}""")]
    [InlineData("application/x-www-form-urlencoded", "a=%zz&b=%C3%BC&?c=1", """{"a":"%zz","b":"ü","?c":"1"}""")]
    [InlineData("application/x-www-form-urlencoded", "", "\"\"")]
    [InlineData("text/plain", "{\"a\":1}", "\"{\\\"a\\\":1}\"")]
    [InlineData("application/xml", "<a/>", "\"<a/>\"")]
    [InlineData("application/json-seq", "1", "\"1\"")]
    [InlineData("nonsense", "x", "\"x\"")]
    [InlineData(null, "x", "\"x\"")]
    public async Task A_body_is_read_by_its_content_type(string? contentType, string body, string expected)
    {
        var hook = host.Serve(new());
        (await hook.Post(contentType, body)).Status.ShouldBe(200);
        hook.Event["body"].ToString().ShouldBe(expected);
    }

    [Theory]
    [InlineData("{\"canary\":")]
    [InlineData("canary")]
    [InlineData("{\"canary\":1}x")]
    [InlineData("{'canary':1}")]
    [InlineData("")]
    [InlineData("{\"canary\":NaN}")]
    [InlineData("{\"canary\":\"\\ud800\"}")]
    [InlineData("{\"canary\":1,}")]
    [InlineData("/* canary */ {}")]
    public async Task Json_that_does_not_parse_is_400_and_is_not_repeated(string body)
    {
        var hook = host.Serve(new());
        var answered = await hook.Post("application/json", body);
        answered.Status.ShouldBe(400);
        answered.Code.ShouldBe("invalid_json");
        answered.Body.ShouldNotContain("canary");
        hook.Starts.ShouldBeEmpty();
    }

    [Fact]
    public async Task Json_nested_too_deep_is_400()
    {
        var hook = host.Serve(new());
        var answered = await hook.Post("application/json", new string('[', 100_000) + new string(']', 100_000));
        answered.Code.ShouldBe("invalid_json");
        (await hook.Post("application/json", new string('[', 256) + new string(']', 256))).Status.ShouldBe(200);
    }

    [Fact]
    public async Task Malformed_utf8_in_json_is_400()
    {
        var hook = host.Serve(new());
        foreach (var bytes in new byte[][] { [(byte)'"', 0xFF, (byte)'"'], [(byte)'"', 0xC0, 0x80, (byte)'"'], [(byte)'"', 0xED, 0xA0, 0x80, (byte)'"'], [0xFF, 0xFE] })
            (await hook.Send(HttpMethod.Post, "", "application/json", bytes)).Code.ShouldBe("invalid_json");
        hook.Starts.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_request_without_a_body_may_name_a_content_type()
    {
        var hook = host.Serve(new());
        var reply = await host.Raw($"GET {hook.Path} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n");
        reply.ShouldStartWith("HTTP/1.1 200");
        hook.Event["body"].ShouldBe("");
    }

    [Fact]
    public async Task Other_charsets_are_read_and_unknown_ones_refused()
    {
        var latin = host.Serve(new());
        await latin.Send(HttpMethod.Post, "", "text/plain; charset=iso-8859-1", [0xFC]);
        latin.Event["body"].ShouldBe("ü");

        var windows = host.Serve(new());
        await windows.Send(HttpMethod.Post, "", "text/plain; charset=windows-1252", [0x80]);
        windows.Event["body"].ShouldBe("€");

        var utf16 = host.Serve(new());
        await utf16.Send(HttpMethod.Post, "", "application/json; charset=utf-16", Encoding.Unicode.GetBytes("""{"a":"ü"}"""));
        utf16.Event["body"]["a"].ShouldBe("ü");

        var unknown = host.Serve(new());
        (await unknown.Send(HttpMethod.Post, "", "text/plain; charset=klingon", [1])).Code.ShouldBe("unsupported_charset");
        (await unknown.Send(HttpMethod.Post, "", "application/json; charset=utf-7", [1])).Code.ShouldBe("unsupported_charset");
        unknown.Starts.ShouldBeEmpty();
    }

    [Fact]
    public async Task Bytes_that_are_no_text_become_base64()
    {
        var hook = host.Serve(new());
        await hook.Send(HttpMethod.Post, "", "image/png", [0x89, 0x50, 0xFF]);
        hook.Event["body"].ShouldBe(Convert.ToBase64String([0x89, 0x50, 0xFF]));
    }

    [Fact]
    public async Task A_multipart_body_is_an_object_of_parts_with_files_as_data_urls()
    {
        var hook = host.Serve(new());
        using var form = new MultipartFormDataContent("b0undary");
        form.Add(new StringContent("Ada"), "name");
        form.Add(new StringContent("1"), "tag");
        form.Add(new StringContent("2"), "tag");
        var file = new ByteArrayContent([1, 2, 255]);
        file.Headers.ContentType = new("image/png");
        form.Add(file, "photo", "ä.png");
        (await hook.Send(HttpMethod.Post, "", form.Headers.ContentType!.ToString(), await form.ReadAsByteArrayAsync())).Status.ShouldBe(200);

        var body = hook.Event["body"];
        body["name"].ShouldBe("Ada");
        body["tag"].ToString().ShouldBe("""["1","2"]""");
        body["photo"].ToString().ShouldBe("""{"filename":"ä.png","mimetype":"image/png","size":3,"url":"data:image/png;base64,AQL/"}""");
    }

    [Theory]
    [InlineData("multipart/form-data", "--b\r\n\r\nx\r\n--b--")]
    [InlineData("multipart/form-data; boundary=", "--b\r\n\r\nx\r\n--b--")]
    [InlineData("multipart/form-data; boundary=b", "--b\r\nContent-Disposition: form-data; name=canary\r\n\r\nx")]
    [InlineData("multipart/form-data; boundary=b", "--b\r\n\r\ncanary\r\n--b--")]
    [InlineData("multipart/form-data; boundary=b", "canary")]
    [InlineData("multipart/form-data; boundary=b", "--b\r\nContent-Disposition: form-data; name=canary")]
    public async Task A_broken_multipart_body_is_400(string contentType, string body)
    {
        var hook = host.Serve(new());
        var answered = await hook.Post(contentType, body);
        answered.Status.ShouldBe(400);
        answered.Code.ShouldBe("invalid_body");
        answered.Body.ShouldNotContain("canary");
        hook.Starts.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_multipart_body_of_too_many_parts_or_headers_is_400()
    {
        var hook = host.Serve(new());
        var part = "--b\r\nContent-Disposition: form-data; name=a\r\n\r\n\r\n";
        (await hook.Post("multipart/form-data; boundary=b", string.Concat(Enumerable.Repeat(part, 1001)) + "--b--")).Code.ShouldBe("invalid_body");
        var headers = string.Concat(Enumerable.Range(0, 100).Select(i => $"X-{i}: 1\r\n"));
        (await hook.Post("multipart/form-data; boundary=b", "--b\r\n" + headers + "\r\nx\r\n--b--")).Code.ShouldBe("invalid_body");
    }

    [Fact]
    public async Task The_raw_body_is_kept_only_where_the_workflow_reads_it()
    {
        var text = host.Serve(new() { NeedsRawBody = true });
        await text.Post("application/json", """{ "a" : 1 }""");
        text.Event["raw_body"].ShouldBe("""{ "a" : 1 }""");

        var binary = host.Serve(new() { NeedsRawBody = true });
        await binary.Send(HttpMethod.Post, "", "application/octet-stream", [0, 255]);
        binary.Event["raw_body"].ShouldBe("AP8=");
    }

    public static TheoryData<string> Encodings => ["gzip", "br", "deflate"];

    [Theory, MemberData(nameof(Encodings))]
    public async Task A_compressed_body_is_decompressed(string encoding)
    {
        var hook = host.Serve(new() { NeedsRawBody = true });
        var answered = await hook.Send(HttpMethod.Post, "", "application/json", Compress(encoding, """{"a":1}"""u8.ToArray()), ("Content-Encoding", encoding));
        answered.Status.ShouldBe(200);
        hook.Event["body"].ToString().ShouldBe("""{"a":1}""");
        hook.Event["raw_body"].ShouldBe("""{"a":1}""");
    }

    [Theory, MemberData(nameof(Encodings))]
    public async Task A_bomb_is_refused_when_it_has_grown_past_the_limit(string encoding)
    {
        var hook = host.Serve(new() { MaxBodyBytes = 100_000 });
        var bomb = Compress(encoding, new byte[50_000_000]);
        bomb.Length.ShouldBeLessThan(100_000);
        var answered = await hook.Send(HttpMethod.Post, "", "text/plain", bomb, ("Content-Encoding", encoding));
        answered.Status.ShouldBe(413);
        answered.Code.ShouldBe("body_too_large");
        hook.Starts.ShouldBeEmpty();
    }

    [Theory, MemberData(nameof(Encodings))]
    public async Task What_does_not_decompress_is_400(string encoding)
    {
        var hook = host.Serve(new());
        (await hook.Send(HttpMethod.Post, "", "text/plain", "canary canary canary"u8.ToArray(), ("Content-Encoding", encoding))).Code.ShouldBe("invalid_encoding");
        var whole = Compress(encoding, Encoding.UTF8.GetBytes(string.Join(' ', Enumerable.Range(0, 1000))));
        (await hook.Send(HttpMethod.Post, "", "text/plain", whole[..(whole.Length / 2)], ("Content-Encoding", encoding))).Code.ShouldBe("invalid_encoding");
        hook.Starts.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("zstd")]
    [InlineData("gzip, gzip")]
    [InlineData("compress")]
    public async Task Another_content_encoding_is_415(string encoding)
    {
        var hook = host.Serve(new());
        var answered = await hook.Send(HttpMethod.Post, "", "text/plain", [1], ("Content-Encoding", encoding));
        answered.Status.ShouldBe(415);
        answered.Code.ShouldBe("unsupported_encoding");
    }

    private static byte[] Compress(string encoding, byte[] plain)
    {
        using var target = new MemoryStream();
        using (Stream stream = encoding switch
        {
            "gzip" => new GZipStream(target, CompressionLevel.Optimal, leaveOpen: true),
            "br" => new BrotliStream(target, CompressionLevel.Optimal, leaveOpen: true),
            _ => new ZLibStream(target, CompressionLevel.Optimal, leaveOpen: true),
        }) stream.Write(plain);
        return target.ToArray();
    }
}
