using System.Net;
using System.Net.Sockets;
using Keyway.Engine.Steps;

namespace Keyway.Secrets.Outbound;

/// <summary>
/// Makes connections: resolves the name once, checks every answer, and connects to an address that was checked. A name cannot resolve to
/// something else between the check and the connection, since there is no second look-up.
/// </summary>
/// <param name="namedOnly">Only addresses that the allow list opens: for what is secret over plain HTTP.</param>
internal sealed class Connector(EgressOptions options, bool namedOnly)
{
    public async ValueTask<Stream> Connect(SocketsHttpConnectionContext context, CancellationToken ct)
    {
        var endPoint = context.DnsEndPoint;
        var addresses = IPAddress.TryParse(endPoint.Host, out var literal) ? [literal] : await Resolve(endPoint.Host, ct);
        var named = options.Allow.NamesHost(endPoint.Host, endPoint.Port);
        foreach (var address in addresses) Check(AddressRules.Plain(address), endPoint.Port, named);
        return await Connect(addresses, endPoint.Port, ct);
    }

    private async ValueTask<IPAddress[]> Resolve(string host, CancellationToken ct)
    {
        try
        {
            var addresses = await options.Resolve(host, ct);
            if (addresses.Length > 0) return addresses;
        }
        catch (SocketException) { }
        throw new EgressException(EgressErrors.UnknownHost);
    }

    private void Check(IPAddress address, int port, bool hostIsNamed)
    {
        if (options.Allow.NamesAddress(address, port)) return;
        var kind = AddressRules.KindOf(address);
        if (hostIsNamed && kind != AddressKind.Special) return;
        if (namedOnly) throw new EgressException(EgressErrors.PlainHttp);
        if (kind != AddressKind.Public) throw new EgressException(EgressErrors.PrivateAddress);
        if (!AddressRules.IsHttpPort(port)) throw new EgressException(EgressErrors.Port);
    }

    private static async ValueTask<Stream> Connect(IPAddress[] addresses, int port, CancellationToken ct)
    {
        for (var i = 0; ; i++)
        {
            var socket = new Socket(addresses[i].AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await socket.ConnectAsync(new IPEndPoint(addresses[i], port), ct);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch (SocketException) when (i + 1 < addresses.Length)
            {
                socket.Dispose();
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        }
    }
}
