using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Keyway.Server.Tests.Processes;

/// <summary>Plays Slack in the test's own process, so that it survives the server: remembers every message, and what token came with it.</summary>
internal sealed class FakeSlack : IAsyncDisposable
{
    private readonly WebApplication _app;

    private FakeSlack(WebApplication app) => _app = app;

    /// <summary>How often each text was posted.</summary>
    public ConcurrentDictionary<string, int> Posted { get; } = new();
    public ConcurrentBag<string> Tokens { get; } = [];

    /// <summary>Another answer than a posted message.</summary>
    public Func<HttpContext, Task>? Answer { get; set; }

    public Uri Url => new(_app.Urls.First());

    /// <summary>What makes a server send Slack's calls here.</summary>
    public (string, string)[] Settings => [("Keyway__Apps__slack__BaseUrl", new Uri(Url, "/api").AbsoluteUri), ("KEYWAY_EGRESS_ALLOW", "127.0.0.1")];

    public static async Task<FakeSlack> Start()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(k => k.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        var slack = new FakeSlack(app);
        app.Run(slack.Serve);
        await app.StartAsync();
        return slack;
    }

    private async Task Serve(HttpContext http)
    {
        Tokens.Add(http.Request.Headers.Authorization.ToString());
        if (Answer is { } answer)
        {
            await answer(http);
            return;
        }
        using var body = await JsonDocument.ParseAsync(http.Request.Body);
        var text = body.RootElement.GetProperty("text").GetString()!;
        Posted.AddOrUpdate(text, 1, static (_, n) => n + 1);
        http.Response.ContentType = "application/json; charset=utf-8";
        await http.Response.WriteAsync($$"""{"ok":true,"channel":"C1","ts":"1.000{{Posted.Count}}","message":{"type":"message","text":{{JsonSerializer.Serialize(text)}} } }""");
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
