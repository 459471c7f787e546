using System.Globalization;

namespace Keyway.Engine.Expressions.Urls;

/// <summary>An address in its parts, as the URL standard (url.spec.whatwg.org) has them: each part already in its encoded form.</summary>
internal sealed class UrlRecord
{
    public string Scheme { get; set; } = "";
    public string Username { get; set; } = "";
    public string Password { get; set; } = "";

    /// <summary>Null where an address has none (<c>mailto:</c>); empty for a file on this machine.</summary>
    public string? Host { get; set; }

    public int? Port { get; set; }
    public List<string> Path { get; } = [];

    /// <summary>The whole of a path that is not made of segments: <c>a@b.c</c> in <c>mailto:a@b.c</c>.</summary>
    public string? OpaquePath { get; set; }

    public string? Query { get; set; }
    public string? Fragment { get; set; }

    public bool IsSpecial => DefaultPort(Scheme) is not null;

    public string PathText => OpaquePath ?? string.Concat(Path.Select(p => "/" + p));
    public string HostAndPort => (Host ?? "") + PortText(":");
    public string Href => Scheme + ":" + Authority + PathText + (Query is null ? "" : "?" + Query) + (Fragment is null ? "" : "#" + Fragment);
    public string Origin => Scheme is "http" or "https" or "ws" or "wss" or "ftp" ? Scheme + "://" + HostAndPort : "null";

    public string PortText(string before) => Port is null ? "" : before + Port.Value.ToString(CultureInfo.InvariantCulture);

    // A path that begins with two slashes would read as a host.
    private string Authority => Host is not null
        ? "//" + (Username.Length + Password.Length > 0 ? Username + (Password.Length > 0 ? ":" + Password : "") + "@" : "") + HostAndPort
        : OpaquePath is null && Path.Count > 1 && Path[0].Length == 0 ? "/." : "";

    /// <summary>The port of a special scheme; -1 for <c>file</c>, null for a scheme that is not special.</summary>
    public static int? DefaultPort(string scheme) => scheme switch
    {
        "http" or "ws" => 80,
        "https" or "wss" => 443,
        "ftp" => 21,
        "file" => -1,
        _ => null,
    };
}
