using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Keyway.Server.Ingress;

/// <summary>Limits of the door that hold for every trigger. The defaults suit a server on the open internet.</summary>
public sealed class IngressOptions
{
    /// <summary>All headers of a request together.</summary>
    public int MaxHeaderBytes { get; set; } = 32 * 1024;
    public int MaxHeaderCount { get; set; } = 100;

    /// <summary>The request line; a query lives in it.</summary>
    public int MaxRequestLineBytes { get; set; } = 16 * 1024;

    /// <summary>A body larger than this is refused whatever a trigger's <c>max_body</c> says.</summary>
    public int MaxBodyBytes { get; set; } = 64 * 1024 * 1024;

    public TimeSpan HeaderTimeout { get; set; } = TimeSpan.FromSeconds(15);
    public TimeSpan KeepAliveTimeout { get; set; } = TimeSpan.FromSeconds(130);

    /// <summary>A body slower than this, after <see cref="BodyGracePeriod"/>, is answered with 408.</summary>
    public int MinBodyBytesPerSecond { get; set; } = 240;
    public TimeSpan BodyGracePeriod { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Null leaves them to the operating system's limit.</summary>
    public int? MaxConnections { get; set; }
    public int MaxStreamsPerConnection { get; set; } = 100;

    /// <summary>Proxies whose <c>X-Forwarded-For</c>, <c>-Proto</c> and <c>-Host</c> are believed (addresses or CIDR).</summary>
    public string[] TrustedProxies { get; set; } = [];

    /// <summary>How many callers' rates are remembered; the one seen longest ago is forgotten first.</summary>
    public int MaxCallers { get; set; } = 20_000;

    /// <summary>
    /// The ingress shares its origin with the UI. Then what workflows answer is put in a sandbox by <c>Content-Security-Policy</c>, so that a page
    /// made from a caller's input cannot act as the person signed in.
    /// </summary>
    public bool SharesOriginWithUi { get; set; } = true;

    /// <summary>Refuses settings that cannot work, naming each; call it when the server starts.</summary>
    public void Validate()
    {
        List<string> wrong = [];
        Require(MaxHeaderBytes is >= 1024 and <= 1024 * 1024, nameof(MaxHeaderBytes), "1024 to 1048576");
        Require(MaxHeaderCount is >= 10 and <= 1000, nameof(MaxHeaderCount), "10 to 1000");
        Require(MaxRequestLineBytes is >= 1024 and <= 256 * 1024, nameof(MaxRequestLineBytes), "1024 to 262144");
        Require(MaxBodyBytes >= 1024, nameof(MaxBodyBytes), "at least 1024");
        Require(HeaderTimeout > TimeSpan.Zero, nameof(HeaderTimeout), "more than zero");
        Require(KeepAliveTimeout > TimeSpan.Zero, nameof(KeepAliveTimeout), "more than zero");
        Require(MinBodyBytesPerSecond > 0, nameof(MinBodyBytesPerSecond), "more than zero");
        Require(BodyGracePeriod > TimeSpan.FromSeconds(1), nameof(BodyGracePeriod), "more than one second");
        Require(MaxConnections is null or > 0, nameof(MaxConnections), "more than zero, or absent");
        Require(MaxStreamsPerConnection > 0, nameof(MaxStreamsPerConnection), "more than zero");
        Require(MaxCallers >= 100, nameof(MaxCallers), "at least 100");
        Require(TrustedProxies.All(p => ClientAddress.TryParseRange(p, out _)), nameof(TrustedProxies), "addresses or CIDR ranges");
        if (wrong.Count > 0) throw new InvalidOperationException("Keyway:Ingress: " + string.Join("; ", wrong) + ".");

        void Require(bool holds, string setting, string rule)
        {
            if (!holds) wrong.Add($"{setting} must be {rule}");
        }
    }

    public void Apply(KestrelServerOptions kestrel)
    {
        kestrel.AddServerHeader = false;
        kestrel.AllowSynchronousIO = false;
        var limits = kestrel.Limits;
        limits.MaxRequestHeadersTotalSize = MaxHeaderBytes;
        limits.MaxRequestHeaderCount = MaxHeaderCount;
        limits.MaxRequestLineSize = MaxRequestLineBytes;
        limits.MaxRequestBufferSize = Math.Max(1024 * 1024, MaxRequestLineBytes + MaxHeaderBytes);
        limits.MaxRequestBodySize = MaxBodyBytes;
        limits.RequestHeadersTimeout = HeaderTimeout;
        limits.KeepAliveTimeout = KeepAliveTimeout;
        limits.MinRequestBodyDataRate = new(MinBodyBytesPerSecond, BodyGracePeriod);
        limits.MaxConcurrentConnections = MaxConnections;
        limits.Http2.MaxStreamsPerConnection = MaxStreamsPerConnection;
        limits.Http2.MaxRequestHeaderFieldSize = Math.Min(MaxHeaderBytes, 16 * 1024);
    }

    internal IPNetwork[] TrustedRanges() =>
        [.. TrustedProxies.Select(p => ClientAddress.TryParseRange(p, out var range) ? range : throw new InvalidOperationException("Validate was not called."))];
}
