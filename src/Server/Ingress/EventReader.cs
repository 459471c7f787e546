using System.Collections.Frozen;
using Keyway.Engine.Values;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;

namespace Keyway.Server.Ingress;

/// <summary>A request's fields as <c>steps.trigger.event</c>.</summary>
public static class EventReader
{
    // Kestrel hands out header names in their usual spelling: lowering these each time would be the event's costliest strings.
    private static readonly FrozenDictionary<string, string> LowerCase = new[]
    {
        HeaderNames.Accept, HeaderNames.AcceptCharset, HeaderNames.AcceptEncoding, HeaderNames.AcceptLanguage, HeaderNames.Authorization, HeaderNames.CacheControl,
        HeaderNames.Connection, HeaderNames.ContentEncoding, HeaderNames.ContentLength, HeaderNames.ContentType, HeaderNames.Cookie, HeaderNames.Expect,
        HeaderNames.Host, HeaderNames.IfMatch, HeaderNames.IfNoneMatch, HeaderNames.KeepAlive, HeaderNames.Origin, HeaderNames.Pragma, HeaderNames.ProxyAuthorization,
        HeaderNames.Range, HeaderNames.Referer, HeaderNames.RequestId, HeaderNames.TE, HeaderNames.TraceParent, HeaderNames.TraceState, HeaderNames.TransferEncoding,
        HeaderNames.Upgrade, HeaderNames.UpgradeInsecureRequests, HeaderNames.UserAgent, HeaderNames.Via, HeaderNames.XRequestedWith, "X-Forwarded-For",
        "X-Forwarded-Host", "X-Forwarded-Proto", "X-Request-Id", "Idempotency-Key", "Prefer",
    }.ToFrozenDictionary(n => n, n => n.ToLowerInvariant(), StringComparer.Ordinal);

    public static ObjectValue Read(HttpContext http, TriggerMatch match, ObjectValue query, Value body, string? rawBody, string? clientIp, string scheme, string host)
    {
        var fields = new ObjectValue(8);
        fields.Set("method", http.Request.Method);
        fields.Set("path", Path(http, match.Taken));
        fields.Set("url", Url(http, scheme, host));
        fields.Set("query", query);
        fields.Set("headers", Headers(http.Request.Headers));
        fields.Set("body", body);
        if (rawBody is not null) fields.Set("raw_body", rawBody);
        fields.Set("client_ip", clientIp);
        return fields;
    }

    private static ObjectValue Headers(IHeaderDictionary headers)
    {
        var fields = new ObjectValue(headers.Count);
        foreach (var (name, values) in headers)
            fields.Set(LowerCase.TryGetValue(name, out var lower) ? lower : name.ToLowerInvariant(), values.Count == 1 ? values[0] : string.Join(", ", (IEnumerable<string?>)values));
        return fields;
    }

    // As called, percent-encoding and all. Only where the target was not in its plain form (dot segments, an encoded key) is it written anew
    // from the path that led here, so that both always speak of the same thing.
    private static string Path(HttpContext http, int taken)
    {
        var path = http.Request.Path.Value!;
        if (taken >= path.Length) return "/";
        var target = http.Features.Get<IHttpRequestFeature>()!.RawTarget.AsSpan();
        var end = target.IndexOf('?');
        if (end >= 0) target = target[..end];
        if (path.AsSpan().SequenceEqual(target)) return path[taken..];
        var isPlain = target.StartsWith(path.AsSpan(0, taken)) && target.Length > taken && target[taken] == '/'
            && !target.Contains("/.", StringComparison.Ordinal) && !target.Contains("%2e", StringComparison.OrdinalIgnoreCase);
        return isPlain ? target[taken..].ToString() : new PathString(path[taken..]).ToUriComponent();
    }

    private static string Url(HttpContext http, string scheme, string host)
    {
        var target = http.Features.Get<IHttpRequestFeature>()!.RawTarget;
        return target.StartsWith('/') ? string.Concat(scheme, "://", host, target) : target;
    }
}
