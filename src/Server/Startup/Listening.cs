using Keyway.Server.Api;
using Keyway.Server.Ingress;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Keyway.Server.Startup;

/// <summary>Where the server listens: one address for all, or a second one for the ingress, so that the admin side need not be public.</summary>
internal static class Listening
{
    public static void Configure(WebApplicationBuilder builder, KeywayOptions options, IngressOptions ingress)
    {
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(ingress.Apply);
        var addresses = options.IngressUrl is { } own && own != options.Url ? new[] { options.Url, own } : [options.Url];
        foreach (var address in addresses)
            if (!Uri.TryCreate(address.Replace("*", "0.0.0.0").Replace("+", "0.0.0.0"), UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https"))
                throw new StartupException($"KEYWAY_URL and KEYWAY_INGRESS_URL must be addresses such as http://127.0.0.1:5400; '{address}' is not.");
        builder.WebHost.UseUrls(addresses);
    }

    /// <summary>With two addresses, the public one answers nothing but the ingress: no API, no sandbox, no UI.</summary>
    public static void KeepApart(WebApplication app, KeywayOptions options)
    {
        if (options.IngressUrl is null || options.IngressUrl == options.Url) return;
        int? ingressPort = null;
        app.Use(next => context =>
        {
            ingressPort ??= IngressUrl(app, options).Port;
            return context.Connection.LocalPort == ingressPort ? Problems.NotFound.ExecuteAsync(context) : next(context);
        });
    }

    /// <summary>Where the ingress is reached, with the port that it really has.</summary>
    public static Uri IngressUrl(WebApplication app, KeywayOptions options)
    {
        var addresses = Addresses(app);
        return new(options.IngressUrl is null || addresses.Count < 2 ? addresses[0] : addresses[1]);
    }

    public static Uri Url(WebApplication app) => new(Addresses(app)[0]);

    private static List<string> Addresses(WebApplication app) =>
        [.. app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Select(a => a.Replace("[::]", "127.0.0.1").Replace("0.0.0.0", "127.0.0.1"))];
}
