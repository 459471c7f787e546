using Keyway.Engine.Apps;
using Keyway.Engine.Values;

namespace Keyway.Secrets.Outbound;

/// <summary>An exchange as history shows it. Bytes count: what every request says is left out.</summary>
internal static class ExchangeRecord
{
    public static Value Of(HttpCall call, OutboundRequest request, HttpReply reply, TimeSpan took)
    {
        var record = Begin(call, request);
        record.Set("status", reply.Status);
        var shown = new ObjectValue();
        var headers = new ObjectValue();
        foreach (var (name, value) in reply.Headers)
            if (HeaderRules.IsKeptOfReply(name) && !(name == "content-type" && value.StartsWith("application/json", StringComparison.OrdinalIgnoreCase))) headers.Set(name, value);
        if (headers.Count > 0) shown.Set("headers", headers);
        if (!reply.Body.IsNullish) shown.Set("body", reply.Body);
        record.Set("reply", shown);
        return End(record, took);
    }

    /// <summary>An exchange that came to no reply.</summary>
    public static Value Of(HttpCall call, OutboundRequest request, string errorCode, TimeSpan took)
    {
        var record = Begin(call, request);
        record.Set("error", errorCode);
        return End(record, took);
    }

    private static ObjectValue Begin(HttpCall call, OutboundRequest request)
    {
        var record = new ObjectValue(6);
        record.Set("method", call.Method);
        record.Set("url", request.Url.Shown);
        var sent = new ObjectValue(2);
        var headers = new ObjectValue();
        foreach (var header in request.Headers)
            if (!HeaderRules.IsNoise(header.Name)) headers.Set(header.Name.ToLowerInvariant(), header.Shown);
        if (headers.Count > 0) sent.Set("headers", headers);
        var body = Body(call.Body);
        if (!body.IsUndefined) sent.Set("body", body);
        record.Set("request", sent);
        return record;
    }

    private static Value End(ObjectValue record, TimeSpan took)
    {
        record.Set("duration_ms", Math.Round(took.TotalMilliseconds));
        return record;
    }

    private static Value Body(HttpBody body) => body switch
    {
        HttpBody.Json json => json.Value,
        HttpBody.Form form => Pairs(form.Fields),
        HttpBody.Text text => text.Value,
        HttpBody.Bytes bytes => Value.Object(("bytes", bytes.Content.Length)),
        HttpBody.Multipart multipart => Parts(multipart.Parts),
        _ => Value.Undefined,
    };

    private static Value Pairs(IReadOnlyList<HttpPair> fields)
    {
        var shown = new ObjectValue(fields.Count);
        foreach (var (name, value) in fields) shown.Set(name, value);
        return shown;
    }

    private static Value Parts(IReadOnlyList<HttpPart> parts)
    {
        var shown = new ObjectValue(parts.Count);
        foreach (var part in parts) shown.Set(part.Name, part.FileName is null ? part.Value : Value.Object(("filename", part.FileName)));
        return shown;
    }
}
