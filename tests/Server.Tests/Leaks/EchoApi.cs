using System.IO.Compression;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace Keyway.Server.Tests.Leaks;

/// <summary>The worst API there is: it gives back the credential it was sent, in the form that the path names.</summary>
internal sealed class EchoApi : IAsyncDisposable
{
    /// <summary>Every way in which it misbehaves.</summary>
    public static readonly string[] Forms =
    [
        "body", "json", "header", "reason", "redirect", "gzip", "base64", "base64url", "hex", "percent", "html", "utf16", "truncated", "wrapped", "status401", "status500", "rejected", "abort",
    ];

    private readonly WebApplication _app;

    private EchoApi(WebApplication app) => _app = app;

    public Uri Url => new(_app.Urls.First());

    public static async Task<EchoApi> Start()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(k => k.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        app.Run(Serve);
        await app.StartAsync();
        return new(app);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private static async Task Serve(HttpContext http)
    {
        var token = http.Request.Headers.Authorization.ToString().Replace("Bearer ", "", StringComparison.Ordinal);
        var form = http.Request.Path.Value!.Split('/').FirstOrDefault(p => Forms.Contains(p)) ?? await FormInBody(http.Request);
        var utf8 = Encoding.UTF8.GetBytes(token);
        var reply = http.Response;
        reply.Headers.Date = "Thu, 01 Jan 2026 00:00:00 GMT";
        switch (form)
        {
            case "header":
                reply.Headers["X-Echo"] = Uri.EscapeDataString(token);
                await Text(reply, "seen");
                break;
            case "reason":
                http.Features.Get<IHttpResponseFeature>()!.ReasonPhrase = Convert.ToHexString(utf8);
                await Text(reply, "seen");
                break;
            case "redirect":
                reply.StatusCode = 302;
                reply.Headers.Location = "/body?seen=" + Uri.EscapeDataString(token);
                break;
            case "gzip":
                reply.Headers.ContentEncoding = "gzip";
                reply.ContentType = "text/plain";
                await using (var gzip = new GZipStream(reply.Body, CompressionLevel.Fastest)) await gzip.WriteAsync(Encoding.UTF8.GetBytes("you sent " + token));
                break;
            case "json":
                reply.ContentType = "application/json";
                await reply.WriteAsync($$"""{"ok":true,"nested":{"list":[1,{{System.Text.Json.JsonSerializer.Serialize(token)}}]},"{{Convert.ToHexString(utf8)}}":2}""");
                break;
            case "status401" or "status500":
                reply.StatusCode = form == "status401" ? 401 : 500;
                await Text(reply, $"<p>The token {token} is no good</p>");
                break;
            case "rejected":
                reply.ContentType = "application/json";
                await reply.WriteAsync($$"""{"ok":false,"error":"invalid_auth","detail":{{System.Text.Json.JsonSerializer.Serialize(token)}}}""");
                break;
            case "abort":
                http.Abort();
                break;
            default:
                await Text(reply, "you sent " + Spelled(form, token, utf8) + " to us");
                break;
        }
    }

    /// <summary>Slack's calls name no path of ours; there the channel names the form.</summary>
    private static async Task<string> FormInBody(HttpRequest request)
    {
        using var body = await System.Text.Json.JsonDocument.ParseAsync(request.Body);
        return body.RootElement.GetProperty("channel").GetString()!;
    }

    private static string Spelled(string form, string token, byte[] utf8) => form switch
    {
        "base64" => Convert.ToBase64String([.. "user:"u8, .. utf8, .. "\n"u8]),
        "base64url" => Convert.ToBase64String(utf8).Replace('+', '-').Replace('/', '_').TrimEnd('='),
        "hex" => Convert.ToHexStringLower(utf8),
        "percent" => Uri.EscapeDataString(Uri.EscapeDataString(token)),
        "html" => WebUtility.HtmlEncode(token),
        "utf16" => Convert.ToBase64String(Encoding.Unicode.GetBytes(token)),
        "truncated" => token[..(token.Length * 3 / 4)] + "...",
        "wrapped" => string.Join("\n", Convert.ToBase64String(utf8).Chunk(20).Select(c => new string(c))),
        _ => token,
    };

    private static Task Text(HttpResponse reply, string text)
    {
        reply.ContentType = "text/plain; charset=utf-8";
        return reply.WriteAsync(text);
    }
}
