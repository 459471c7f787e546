using System.Net;
using System.Text;
using Keyway.Engine.Apps;
using Keyway.Engine.Steps;
using Keyway.Engine.Values;

namespace Keyway.Secrets.Outbound;

/// <summary>
/// One call as it goes to the socket: every value written, the address checked against every label in it, and the credential put in last.
/// A class: it holds secrets.
/// </summary>
internal sealed class OutboundRequest
{
    private readonly List<OutboundHeader> _headers = [];
    private HttpMethod _method;
    private RequestBody? _body;
    private bool _bodyIsLabelled;

    private OutboundRequest(HttpMethod method, RequestUrl url) => (_method, Url) = (method, url);

    public RequestUrl Url { get; private set; }

    public IReadOnlyList<OutboundHeader> Headers => _headers;

    /// <summary>Whether anything secret is in it.</summary>
    public bool IsLabelled { get; private set; }

    public static OutboundRequest Of(HttpCall call, StepContext context, AppOrigin origin)
    {
        var writer = new RequestWriter(context.Arena);
        var url = RequestUrl.Of(call, origin, context.App.Key, writer);
        var request = new OutboundRequest(HttpMethod.Parse(call.Method), url);
        foreach (var pair in call.Headers)
            if (OutboundHeader.Of(pair, writer) is { } header) request._headers.Add(header);
        request.WriteBody(call.Body, writer);
        request.Authorize(context, call, origin, writer);
        return request;
    }

    private void WriteBody(HttpBody body, RequestWriter writer)
    {
        // Its labels are told apart from the rest: a body is what a redirect may repeat to another host.
        var before = writer.Forget();
        _body = RequestBody.Of(body, writer);
        _bodyIsLabelled = writer.Labels is not null;
        writer.Recall(before);
    }

    // Last, and only once the address is known to be one that may see it.
    private void Authorize(StepContext context, HttpCall call, AppOrigin origin, RequestWriter writer)
    {
        var labels = writer.Labels;
        if (context.Credential is { } credential)
            foreach (var field in credential.Fields.Values) labels = Labels.Union(labels, field.Labels);
        if (labels is not null && !origin.MayReceive(Url.Uri, call)) throw new EgressException(EgressErrors.WrongHost(labels, context.App.Key));
        if (context.Action.NeedsCredential || context.Credential is not null)
            foreach (var placement in context.App.Auth.Placements) Place(placement, new CredentialText(context, writer));
        IsLabelled = writer.Labels is not null;
    }

    private void Place(Placement placement, CredentialText credential)
    {
        switch (placement)
        {
            case Placement.Header header when credential.Of(header.Field) is { } text:
                _headers.RemoveAll(h => h.Name.Equals(header.Name, StringComparison.OrdinalIgnoreCase));
                _headers.Add(new(header.Name, HeaderRules.Value(header.Prefix + text), header.Prefix + credential.Handle(header.Field), isCredential: true));
                break;
            case Placement.Query query when credential.Of(query.Field) is { } text:
                Url = Url.WithQuery(query.Name, text, credential.Handle(query.Field));
                break;
            case Placement.Basic basic:
                var pair = credential.Of(basic.UserField) + ":" + credential.Of(basic.PasswordField);
                var encoded = Convert.ToBase64String(Encoding.UTF8.GetBytes(pair));
                credential.Remember(basic.PasswordField, encoded);
                _headers.RemoveAll(h => h.Name.Equals("authorization", StringComparison.OrdinalIgnoreCase));
                _headers.Add(new("Authorization", "Basic " + encoded, "Basic " + credential.Handle(basic.PasswordField), isCredential: true));
                break;
        }
    }

    public HttpRequestMessage Message()
    {
        var message = new HttpRequestMessage(_method, Url.Uri) { Version = HttpVersion.Version11, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
        if (_body is not null)
        {
            message.Content = new ReadOnlyMemoryContent(_body.Content);
            message.Content.Headers.TryAddWithoutValidation("Content-Type", _body.ContentType);
        }
        var hasAgent = false;
        foreach (var header in _headers)
        {
            hasAgent |= header.Name.Equals("user-agent", StringComparison.OrdinalIgnoreCase);
            if (message.Headers.TryAddWithoutValidation(header.Name, header.Value) || message.Content is null) continue;
            // A header of the body: what the step says wins.
            message.Content.Headers.Remove(header.Name);
            message.Content.Headers.TryAddWithoutValidation(header.Name, header.Value);
        }
        if (!hasAgent) message.Headers.TryAddWithoutValidation("User-Agent", "Keyway/1");
        return message;
    }

    /// <summary>Turns this into the request that a redirect asks for; nothing labelled goes on to another host.</summary>
    public void Redirect(HttpStatusCode status, Uri target, bool targetHoldsSecret)
    {
        if (!IsSameHost(Url.Uri, target))
        {
            if (targetHoldsSecret) throw new EgressException(EgressErrors.RedirectWithSecret);
            _headers.RemoveAll(h => h.IsCredential);
            IsLabelled = false;
            if (_bodyIsLabelled && KeepsBody(status)) throw new EgressException(EgressErrors.RedirectWithSecret);
        }
        if (!KeepsBody(status))
        {
            if (_method != HttpMethod.Head) _method = HttpMethod.Get;
            _body = null;
            _bodyIsLabelled = false;
            _headers.RemoveAll(h => h.Name.StartsWith("content-", StringComparison.OrdinalIgnoreCase));
        }
        IsLabelled |= targetHoldsSecret;
        Url = new(target, target.GetLeftPart(UriPartial.Path));
    }

    // As browsers do: 301 and 302 turn a POST into a GET, 303 anything but HEAD; 307 and 308 repeat the request.
    private bool KeepsBody(HttpStatusCode status) => status switch
    {
        HttpStatusCode.MovedPermanently or HttpStatusCode.Found => _method != HttpMethod.Post,
        HttpStatusCode.SeeOther => false,
        _ => true,
    };

    // Another port is another server; only the step from http to https is the same one.
    private static bool IsSameHost(Uri from, Uri to) =>
        from.IdnHost.Equals(to.IdnHost, StringComparison.OrdinalIgnoreCase)
        && ((from.Scheme == to.Scheme && from.Port == to.Port) || (from.Scheme == Uri.UriSchemeHttp && to.Scheme == Uri.UriSchemeHttps && from.IsDefaultPort && to.IsDefaultPort));
}

/// <summary>A header as sent, and as a record shows it. A class: it may hold a secret.</summary>
internal sealed class OutboundHeader(string name, string value, string shown, bool isCredential)
{
    public string Name => name;
    public string Value => value;
    public string Shown => shown;

    /// <summary>Labelled, or a credential by its name: it does not follow a redirect to another host.</summary>
    public bool IsCredential => isCredential;

    public static OutboundHeader? Of(HttpPair pair, RequestWriter writer)
    {
        var name = HeaderRules.Name(pair.Name);
        if (writer.Text(pair.Value, "a header") is not { } text) return null;
        HeaderRules.Value(text);
        var lower = name.ToLowerInvariant();
        var labels = pair.Value.Labels ?? (CredentialHeaders.Contains(name) ? Labels.Of(new Label(lower)) : null);
        if (labels is null) return new(name, text, CredentialHeaders.MayContain(name) ? new Label(lower).Handle : text, isCredential: false);
        writer.Remember(labels, text);
        // After the scheme stands what comes back in an echo: the token of "Bearer token".
        var space = text.IndexOf(' ');
        if (space > 0) writer.Remember(labels, text[(space + 1)..]);
        return new(name, text, labels.Handle, isCredential: true);
    }
}
