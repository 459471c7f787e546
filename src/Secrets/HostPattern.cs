using System.Globalization;

namespace Keyway.Secrets;

/// <summary>A host by name: exact, or <c>*.example.com</c> for every name below; with a port, that port only.</summary>
internal sealed class HostPattern
{
    private readonly string _host;
    private readonly bool _below;
    private readonly int? _port;

    private HostPattern(string host, bool below, int? port) => (_host, _below, _port) = (host, below, port);

    public static HostPattern? TryParse(string text)
    {
        int? port = null;
        var colon = text.LastIndexOf(':');
        // An IPv6 address in brackets has colons of its own.
        if (colon > text.LastIndexOf(']'))
        {
            if (!int.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number is < 1 or > 65535) return null;
            port = number;
            text = text[..colon];
        }
        var below = text.StartsWith("*.", StringComparison.Ordinal);
        var host = (below ? text[1..] : text).TrimEnd('.');
        if (Uri.CheckHostName(below ? host[1..] : host) == UriHostNameType.Unknown) return null;
        return new(host, below, port);
    }

    /// <summary>The pattern of exactly this address's host and port.</summary>
    public static HostPattern Of(Uri uri) => new(uri.IdnHost, false, uri.Port);

    public bool Matches(Uri uri) => Matches(uri.IdnHost, uri.Port);

    public bool Matches(string host, int port) =>
        (_port ?? port) == port
        && (_below ? host.EndsWith(_host, StringComparison.OrdinalIgnoreCase) && host.Length > _host.Length : host.Equals(_host, StringComparison.OrdinalIgnoreCase));
}
