using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Keyway.Secrets.Tests.Outbound;

/// <summary>A host on loopback that does what the test says, and counts who came.</summary>
public sealed class Host : IAsyncDisposable
{
    private static readonly X509Certificate2 Certificate = SelfSigned();

    private readonly WebApplication _app;

    private Host(WebApplication app) => _app = app;

    public List<Seen> Requests { get; } = [];

    public int Port => new Uri(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()).Port;

    public static Task<Host> Plain(Func<HttpContext, Task> answer) => Start(answer, tls: false);

    public static Task<Host> Tls(Func<HttpContext, Task> answer) => Start(answer, tls: true);

    public static Task<Host> Plain(string body) => Plain(context => context.Response.WriteAsync(body));

    private static async Task<Host> Start(Func<HttpContext, Task> answer, bool tls)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(k => k.Listen(IPAddress.Loopback, 0, o =>
        {
            if (tls) o.UseHttps(Certificate);
        }));
        var app = builder.Build();
        var host = new Host(app);
        app.Run(async context =>
        {
            using var reader = new StreamReader(context.Request.Body);
            var seen = new Seen(context.Request.Method, context.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpRequestFeature>()!.RawTarget,
                context.Request.Headers.ToDictionary(h => h.Key.ToLowerInvariant(), h => h.Value.ToString()), await reader.ReadToEndAsync());
            lock (host.Requests) host.Requests.Add(seen);
            context.Items["seen"] = seen;
            await answer(context);
        });
        await app.StartAsync();
        return host;
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private static X509Certificate2 SelfSigned()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=keyway test", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
    }

    public sealed record Seen(string Method, string Target, IReadOnlyDictionary<string, string> Headers, string Body);
}
