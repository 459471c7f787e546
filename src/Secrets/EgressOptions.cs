using System.Net;
using System.Net.Security;

namespace Keyway.Secrets;

/// <summary>Where steps may send, as the operator set it.</summary>
public sealed record EgressOptions
{
    /// <summary>Another base address for an app, by its key (<c>Keyway__Apps__slack__BaseUrl</c>). Its host counts as the app's.</summary>
    public IReadOnlyDictionary<string, Uri> BaseUrls { get; init; } = new Dictionary<string, Uri>();

    /// <summary>The private addresses that may be reached, and over plain HTTP with a credential: <c>KEYWAY_EGRESS_ALLOW</c>.</summary>
    public EgressAllow Allow { get; init; } = EgressAllow.None;

    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Name to addresses. Another one in tests, to answer differently each time.</summary>
    public Func<string, CancellationToken, Task<IPAddress[]>> Resolve { get; init; } = static (host, ct) => Dns.GetHostAddressesAsync(host, ct);

    /// <summary>Another trust than the system's, in tests with a certificate of their own.</summary>
    internal RemoteCertificateValidationCallback? Trust { get; init; }
}
