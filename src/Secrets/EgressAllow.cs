using System.Globalization;
using System.Net;

namespace Keyway.Secrets;

/// <summary>
/// What <c>KEYWAY_EGRESS_ALLOW</c> says: address ranges, addresses and host names, each with a port or for all ports. A host's name opens the
/// private ranges that it resolves to; link-local addresses (where clouds keep their metadata) must be named as addresses.
/// </summary>
public sealed class EgressAllow
{
    public static readonly EgressAllow None = new([], []);

    private readonly AllowedRange[] _ranges;
    private readonly HostPattern[] _hosts;

    private EgressAllow(AllowedRange[] ranges, HostPattern[] hosts) => (_ranges, _hosts) = (ranges, hosts);

    private readonly record struct AllowedRange(IPNetwork Network, int? Port);

    /// <exception cref="FormatException">An entry is none of the forms; the message quotes it, and is for the operator.</exception>
    public static EgressAllow Parse(string? text)
    {
        List<AllowedRange> ranges = [];
        List<HostPattern> hosts = [];
        foreach (var entry in (text ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (TryRange(entry) is { } range) ranges.Add(range);
            else if (HostPattern.TryParse(entry) is { } host) hosts.Add(host);
            else throw new FormatException($"'{entry}' is not an address, a range such as 10.0.0.0/8, or a host name, each with :port or without.");
        }
        return new([.. ranges], [.. hosts]);
    }

    /// <summary>True where the operator named this very address.</summary>
    internal bool NamesAddress(IPAddress address, int port)
    {
        foreach (var range in _ranges)
            if ((range.Port ?? port) == port && range.Network.Contains(address)) return true;
        return false;
    }

    /// <summary>True where the operator named the host.</summary>
    internal bool NamesHost(string host, int port)
    {
        foreach (var pattern in _hosts)
            if (pattern.Matches(host, port)) return true;
        return false;
    }

    private static AllowedRange? TryRange(string entry)
    {
        if (TryNetwork(entry) is { } whole) return new(whole, null);
        var colon = entry.LastIndexOf(':');
        if (colon < 0 || !int.TryParse(entry.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port) || port is < 1 or > 65535) return null;
        var rest = entry[..colon];
        return TryNetwork(rest) is { } network ? new(network, port) : null;
    }

    private static IPNetwork? TryNetwork(string text)
    {
        if (text.Contains('/', StringComparison.Ordinal)) return IPNetwork.TryParse(text, out var network) ? network : null;
        if (text.StartsWith('['))
        {
            // TryParse would overlook a port after the bracket.
            if (!text.EndsWith(']')) return null;
            text = text[1..^1];
        }
        // TryParse alone also takes "10" for 0.0.0.10.
        if (!IPAddress.TryParse(text, out var address) || (address.ToString() != text && !text.Contains(':', StringComparison.Ordinal))) return null;
        return new IPNetwork(address, address.GetAddressBytes().Length * 8);
    }
}
