using System.Net;
using System.Net.Sockets;

namespace Keyway.Secrets.Outbound;

/// <summary>What kind of place an address is. Steps reach <see cref="Public"/> ones; the rest is the operator's to open.</summary>
internal enum AddressKind
{
    Public,

    /// <summary>Inside somebody's network: private, loopback, carrier-grade NAT, unique local. A host's name in the allow list opens it.</summary>
    Private,

    /// <summary>Link-local and cloud metadata, multicast, reserved, tunnels: only an address in the allow list opens it.</summary>
    Special,
}

/// <summary>The special-purpose registries of IANA (RFC 6890 and its successors), and the metadata addresses of the clouds.</summary>
internal static class AddressRules
{
    private static readonly (IPNetwork Network, AddressKind Kind)[] Ranges =
    [
        .. Private("10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "::1/128", "fc00::/7"),
        // 168.63.129.16 is Azure's host; 192.88.99.0/24 the old 6to4 relays; 192.0.0.0/24 has DS-Lite and the NAT64 discovery.
        .. Special("0.0.0.0/8", "168.63.129.16/32", "169.254.0.0/16", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "198.18.0.0/15",
            "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4"),
        // Within 2000::/3: Teredo, ORCHID, benchmarking, documentation. fd00:ec2::254 and fd20:ce::254 are clouds' metadata inside fc00::/7.
        .. Special("2001::/23", "2001:db8::/32", "3fff::/20"),
    ];

    private static readonly IPNetwork[] Metadata = [IPNetwork.Parse("fd00:ec2::254/128"), IPNetwork.Parse("fd20:ce::254/128"), IPNetwork.Parse("100.100.100.200/32")];
    private static readonly IPNetwork GlobalUnicast = IPNetwork.Parse("2000::/3");
    private static readonly IPNetwork Nat64 = IPNetwork.Parse("64:ff9b::/96");
    private static readonly IPNetwork SixToFour = IPNetwork.Parse("2002::/16");
    private static readonly IPNetwork Compatible = IPNetwork.Parse("::/96");

    /// <summary>The kind of the address, or of the IPv4 address that it carries within.</summary>
    public static AddressKind KindOf(IPAddress address)
    {
        address = Plain(address);
        foreach (var network in Metadata)
            if (network.Contains(address)) return AddressKind.Special;
        foreach (var (network, kind) in Ranges)
            if (network.Contains(address)) return kind;
        if (address.AddressFamily == AddressFamily.InterNetwork) return AddressKind.Public;
        if (Nat64.Contains(address) || Compatible.Contains(address)) return CarriedKind(address, at: 12);
        if (SixToFour.Contains(address)) return CarriedKind(address, at: 2);
        return GlobalUnicast.Contains(address) ? AddressKind.Public : AddressKind.Special;
    }

    /// <summary>An IPv4 address in an IPv6 coat (<c>::ffff:10.0.0.1</c>) without it, and any address without its zone.</summary>
    public static IPAddress Plain(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6) return address.MapToIPv4();
        return address is { AddressFamily: AddressFamily.InterNetworkV6, ScopeId: not 0 } ? new IPAddress(address.GetAddressBytes()) : address;
    }

    // A tunnel to a private address is not opened by a host's name: nobody names one by accident.
    private static AddressKind CarriedKind(IPAddress address, int at)
    {
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out _);
        var carried = new IPAddress(bytes.Slice(at, 4));
        return KindOf(carried) == AddressKind.Public ? AddressKind.Public : AddressKind.Special;
    }

    /// <summary>
    /// Ports that speak something else than HTTP, where a request could be taken for a command: everything below 1024 except the two of HTTP,
    /// and the Fetch standard's bad ports above.
    /// </summary>
    public static bool IsHttpPort(int port) => port is 80 or 443
        || (port >= 1024 && port is not (1719 or 1720 or 1723 or 2049 or 3659 or 4045 or 4190 or 5060 or 5061 or 6000 or 6566 or 6679 or 6697 or 10080 or (>= 6665 and <= 6669)));

    private static IEnumerable<(IPNetwork, AddressKind)> Private(params string[] ranges) => ranges.Select(r => (IPNetwork.Parse(r), AddressKind.Private));
    private static IEnumerable<(IPNetwork, AddressKind)> Special(params string[] ranges) => ranges.Select(r => (IPNetwork.Parse(r), AddressKind.Special));
}
