using System.Collections.Concurrent;
using System.Net;
using Keyway.Engine.Apps;
using Keyway.Engine.Redaction;
using Keyway.Engine.Steps;
using Keyway.Secrets.Outbound;

namespace Keyway.Secrets;

/// <summary>
/// The only way out: every request of every step passes here, and nothing else makes an HTTP client. It writes the credential into the request
/// last, sends it only where it may go, and hands back a reply that went through the run's matcher.
/// </summary>
public sealed class Egress : IDisposable
{
    private readonly EgressOptions _options;
    private readonly TimeProvider _time;
    private readonly HttpMessageInvoker _open;
    private readonly HttpMessageInvoker _plain;
    private readonly ConcurrentDictionary<string, AppOrigin> _origins = new();

    public Egress(EgressOptions options, TimeProvider time)
    {
        _options = options;
        _time = time;
        _open = Client(options, new Connector(options, namedOnly: false));
        // Secrets over plain HTTP have connections of their own, so that none made to a public address for something harmless is used for them.
        _plain = Client(options, new Connector(options, namedOnly: true));
    }

    /// <summary>Sends a call for a step; matches <see cref="SendHttp"/>.</summary>
    /// <exception cref="OperationCanceledException"><paramref name="ct"/> was cancelled; a call's own timeout is an outcome.</exception>
    public async ValueTask<HttpOutcome> Send(HttpCall call, StepContext context, CancellationToken ct)
    {
        OutboundRequest request;
        try
        {
            request = OutboundRequest.Of(call, context, Origin(context.App));
        }
        catch (EgressException e)
        {
            return new HttpOutcome.Failed(e.Error);
        }
        var began = _time.GetTimestamp();
        try
        {
            var reply = await Exchange(call, request, context, ct);
            context.Exchanges.Add(ExchangeRecord.Of(call, request, reply, _time.GetElapsedTime(began)));
            return new HttpOutcome.Replied(reply);
        }
        catch (Exception e) when (ErrorOf(e, ct) is { } error)
        {
            context.Exchanges.Add(ExchangeRecord.Of(call, request, error.Code, _time.GetElapsedTime(began)));
            return new HttpOutcome.Failed(error);
        }
    }

    /// <summary>A request of the server's own that carries no credential, such as for a token issuer's keys: guarded as all are, no redirect followed.</summary>
    public Task<HttpResponseMessage> Fetch(HttpRequestMessage request, CancellationToken ct) => _open.SendAsync(request, ct);

    private async ValueTask<HttpReply> Exchange(HttpCall call, OutboundRequest request, StepContext context, CancellationToken ct)
    {
        using var timeout = new CancellationTokenSource(call.Timeout, _time);
        using var either = ct.CanBeCanceled ? CancellationTokenSource.CreateLinkedTokenSource(ct, timeout.Token) : null;
        var stop = either?.Token ?? timeout.Token;
        for (var hop = 0; ; hop++)
        {
            using var message = request.Message();
            var isPlain = request.IsLabelled && request.Url.Uri.Scheme == Uri.UriSchemeHttp;
            using var response = await (isPlain ? _plain : _open).SendAsync(message, stop);
            if (call.MaxRedirects == 0 || RedirectOf(response) is not { } location) return await ReplyReader.Read(response, call, context, stop);
            if (hop >= call.MaxRedirects) throw new EgressException(EgressErrors.TooManyRedirects);
            Follow(request, response.StatusCode, location, context.Arena);
        }
    }

    private static string? RedirectOf(HttpResponseMessage response) =>
        (int)response.StatusCode is 301 or 302 or 303 or 307 or 308 && response.Headers.NonValidated.TryGetValues("Location", out var values) ? values.ToString() : null;

    private static void Follow(OutboundRequest request, HttpStatusCode status, string location, SecretArena arena)
    {
        if (!Uri.TryCreate(request.Url.Uri, location, out var target)) throw new EgressException(EgressErrors.BadRedirect);
        var whole = target.AbsoluteUri;
        // A host may write a credential that it was sent into the address that it redirects to.
        var redactor = new Redactor(arena);
        var holdsSecret = redactor.ScrubText(whole) != whole || Uri.UnescapeDataString(whole) is var plain && redactor.ScrubText(plain) != plain;
        request.Redirect(status, RequestUrl.WholeUrl(whole), holdsSecret);
    }

    /// <summary>The error for what the handler threw; null for a cancelled run and for a defect. No text of an exception goes further.</summary>
    private static StepError? ErrorOf(Exception exception, CancellationToken ct) => exception switch
    {
        EgressException e => e.Error,
        HttpRequestException { InnerException: EgressException e } => e.Error,
        OperationCanceledException when ct.IsCancellationRequested => null,
        OperationCanceledException => EgressErrors.Timeout,
        HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } => EgressErrors.Tls,
        HttpRequestException or IOException or InvalidDataException => EgressErrors.Unreachable,
        _ => null,
    };

    private AppOrigin Origin(App app) => _origins.GetOrAdd(app.Key, static (_, pair) => new AppOrigin(pair.app, pair._options), (app, _options));

    private static HttpMessageInvoker Client(EgressOptions options, Connector connector) => new(new SocketsHttpHandler
    {
        UseProxy = false,
        UseCookies = false,
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.All,
        ActivityHeadersPropagator = null,
        ConnectCallback = connector.Connect,
        ConnectTimeout = options.ConnectTimeout,
        // Short enough that a changed name is looked up, and checked, again.
        PooledConnectionLifetime = TimeSpan.FromMinutes(2),
        PooledConnectionIdleTimeout = TimeSpan.FromMinutes(1),
        MaxResponseDrainSize = 64 * 1024,
        SslOptions = { RemoteCertificateValidationCallback = options.Trust },
    });

    public void Dispose()
    {
        _open.Dispose();
        _plain.Dispose();
    }
}
