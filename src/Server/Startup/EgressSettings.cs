using Keyway.Secrets;

namespace Keyway.Server.Startup;

/// <summary>Where steps may send, from the settings.</summary>
internal static class EgressSettings
{
    public static EgressOptions Read(IConfiguration configuration, KeywayOptions options)
    {
        var baseUrls = new Dictionary<string, Uri>();
        foreach (var app in configuration.GetSection("Keyway:Apps").GetChildren())
        {
            if (app["BaseUrl"] is not { } text) continue;
            if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"))
                throw new StartupException($"Keyway:Apps:{app.Key}:BaseUrl must be an address such as https://slack.com/api.");
            baseUrls[app.Key.ToLowerInvariant()] = url;
        }
        var allow = options.EgressAllow;
        if (options.Sandbox)
        {
            // The sandbox is this server: its own address must be reachable, and the apps it plays lead to it unless they were sent elsewhere.
            var own = new Uri(options.Url.Replace("*", "127.0.0.1").Replace("+", "127.0.0.1").Replace("0.0.0.0", "127.0.0.1"));
            allow = allow.Length == 0 ? own.Authority : allow + "," + own.Authority;
            baseUrls.TryAdd("slack", new(own, "/sandbox/slack/api"));
            baseUrls.TryAdd("github", new(own, "/sandbox/github"));
        }
        try
        {
            return new() { BaseUrls = baseUrls, Allow = EgressAllow.Parse(allow) };
        }
        catch (FormatException error)
        {
            throw new StartupException("KEYWAY_EGRESS_ALLOW: " + error.Message);
        }
    }
}
