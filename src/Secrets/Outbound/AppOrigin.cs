using Keyway.Engine.Apps;

namespace Keyway.Secrets.Outbound;

/// <summary>An app's address and the hosts that may see its credential, worked out once.</summary>
internal sealed class AppOrigin
{
    private readonly HostPattern[] _hosts;

    public AppOrigin(App app, EgressOptions options)
    {
        var baseUrl = options.BaseUrls.GetValueOrDefault(app.Key) ?? app.BaseUrl;
        BaseUrl = baseUrl?.AbsoluteUri.TrimEnd('/');
        // Where an operator set another address, the vendor's own stays the app's: links in replies still point there.
        var hosts = app.Hosts.Select(HostPattern.TryParse).OfType<HostPattern>();
        if (app.BaseUrl is { } own) hosts = hosts.Append(HostPattern.Of(own));
        if (baseUrl is not null) hosts = hosts.Append(HostPattern.Of(baseUrl));
        _hosts = [.. hosts];
    }

    /// <summary>Without a trailing slash; null for an app without one address.</summary>
    public string? BaseUrl { get; }

    /// <summary>Whether something labelled may go to this address: the app's hosts, the call's own list, or the host its author wrote.</summary>
    public bool MayReceive(Uri url, HttpCall call)
    {
        foreach (var host in _hosts)
            if (host.Matches(url)) return true;
        if (call.Target is HttpTarget.Absolute { NamedHost: { } named } && HostPattern.TryParse(named)?.Matches(url) == true) return true;
        foreach (var allowed in call.AllowHosts)
            if (HostPattern.TryParse(allowed)?.Matches(url) == true) return true;
        return false;
    }
}
