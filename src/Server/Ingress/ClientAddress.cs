using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Keyway.Server.Ingress;

/// <summary>Who calls, and at which address: the peer, or what a trusted proxy says of it.</summary>
public sealed class ClientAddress(IReadOnlyList<IPNetwork> trusted)
{
    public static bool TryParseRange(string text, out IPNetwork range)
    {
        if (IPNetwork.TryParse(text, out range)) return true;
        if (!IPAddress.TryParse(text, out var single)) return false;
        range = new(single, single.GetAddressBytes().Length * 8);
        return true;
    }

    /// <summary>The first address from the right that is no trusted proxy: what stands to its left the caller may have written itself.</summary>
    public IPAddress? Of(HttpContext http)
    {
        var client = Plain(http.Connection.RemoteIpAddress);
        if (!IsTrusted(client)) return client;
        var chain = http.Request.Headers["X-Forwarded-For"];
        for (var line = chain.Count - 1; line >= 0; line--)
        {
            var hops = chain[line].AsSpan();
            while (!hops.IsEmpty)
            {
                var comma = hops.LastIndexOf(',');
                if (!TryParseHop(hops[(comma + 1)..].Trim(), out var hop)) return client;
                client = hop;
                if (!IsTrusted(client)) return client;
                hops = comma < 0 ? [] : hops[..comma];
            }
        }
        return client;
    }

    /// <summary>Scheme and host as the caller wrote them, where a trusted proxy passes them on.</summary>
    public (string Scheme, string Host) Origin(HttpContext http)
    {
        var request = http.Request;
        if (!IsTrusted(Plain(http.Connection.RemoteIpAddress))) return (request.Scheme, request.Host.Value ?? "");
        return (Last(request.Headers["X-Forwarded-Proto"]) is "https" or "http" ? Last(request.Headers["X-Forwarded-Proto"])! : request.Scheme,
            Last(request.Headers["X-Forwarded-Host"]) is { Length: > 0 } host ? host : request.Host.Value ?? "");
    }

    private static string? Last(StringValues values)
    {
        if (values.Count == 0) return null;
        var text = values[^1]!;
        return text[(text.LastIndexOf(',') + 1)..].Trim();
    }

    // "192.0.2.1", "192.0.2.1:4711", "2001:db8::1", "[2001:db8::1]:4711"
    private static bool TryParseHop(ReadOnlySpan<char> text, out IPAddress? address)
    {
        if (!IPAddress.TryParse(text, out address) && IPEndPoint.TryParse(text, out var point)) address = point.Address;
        address = Plain(address);
        return address is not null;
    }

    private bool IsTrusted(IPAddress? address)
    {
        if (address is null) return false;
        foreach (var range in trusted)
            if (range.Contains(address)) return true;
        return false;
    }

    private static IPAddress? Plain(IPAddress? address) => address is { IsIPv4MappedToIPv6: true } ? address.MapToIPv4() : address;
}
