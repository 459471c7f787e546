using System.Buffers;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Keyway.Engine.Apps;
using Keyway.Engine.Redaction;
using Keyway.Engine.Steps;
using Keyway.Engine.Values;

namespace Keyway.Secrets.Outbound;

/// <summary>Reads a reply: bounded, decoded, and through the run's matcher before it is data.</summary>
internal static class ReplyReader
{
    public static async ValueTask<HttpReply> Read(HttpResponseMessage response, HttpCall call, StepContext context, CancellationToken ct)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(16 * 1024);
        try
        {
            var length = 0;
            await using var stream = await response.Content.ReadAsStreamAsync(ct);
            // The stream is the unpacked one, so that a small reply that unpacks to a large one stops at the same limit.
            for (int read; (read = await stream.ReadAsync(buffer.AsMemory(length), ct)) > 0;)
            {
                length += read;
                if (length > call.MaxReplyBytes) throw new EgressException(EgressErrors.TooLarge(call.MaxReplyBytes));
                if (length == buffer.Length) buffer = Grow(buffer, length);
            }
            var body = Decode(buffer.AsSpan(0, length), response, call.Form);
            var redactor = new Redactor(context.Arena);
            return new HttpReply((int)response.StatusCode, Headers(response, context, redactor), redactor.Scrub(body));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
        }
    }

    private static byte[] Grow(byte[] full, int length)
    {
        var larger = ArrayPool<byte>.Shared.Rent(length * 2);
        full.AsSpan(0, length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(full, clearArray: true);
        return larger;
    }

    private static Value Decode(ReadOnlySpan<byte> body, HttpResponseMessage response, ReplyForm form)
    {
        var type = response.Content.Headers.ContentType;
        switch (form)
        {
            case ReplyForm.Bytes:
                return Convert.ToBase64String(body);
            case ReplyForm.Text:
                return Text(body, type);
            case ReplyForm.Json:
                if (body.IsEmpty) return Value.Null;
                // A vendor's proxy answers its errors in HTML: the status then says more than the form.
                return Json(body) ?? ((int)response.StatusCode >= 400 ? Text(body, type) : throw new EgressException(EgressErrors.Malformed));
            default:
                if (body.IsEmpty) return Value.Null;
                if (IsJson(type?.MediaType)) return Json(body) ?? Text(body, type);
                return IsText(type) ? Text(body, type) : Convert.ToBase64String(body);
        }
    }

    private static Value? Json(ReadOnlySpan<byte> body)
    {
        if (body.StartsWith("\uFEFF"u8)) body = body[3..];
        try
        {
            return ValueJson.Parse(body);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string Text(ReadOnlySpan<byte> body, MediaTypeHeaderValue? type)
    {
        try
        {
            var encoding = type?.CharSet is { Length: > 0 } name ? Encoding.GetEncoding(name.Trim('"')) : Encoding.UTF8;
            var text = encoding.GetString(body);
            return text.StartsWith('\uFEFF') ? text[1..] : text;
        }
        catch (ArgumentException)
        {
            return Encoding.UTF8.GetString(body);
        }
    }

    private static bool IsJson(string? mediaType) =>
        mediaType is not null && (mediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase) || mediaType.EndsWith("+json", StringComparison.OrdinalIgnoreCase));

    private static bool IsText(MediaTypeHeaderValue? type) => type?.MediaType is not { } media
        || type.CharSet is not null
        || media.StartsWith("text/", StringComparison.OrdinalIgnoreCase)
        || media.EndsWith("+xml", StringComparison.OrdinalIgnoreCase)
        || media.ToLowerInvariant() is "application/xml" or "application/javascript" or "application/x-www-form-urlencoded" or "application/x-ndjson" or "application/yaml";

    private static Dictionary<string, string> Headers(HttpResponseMessage response, StepContext context, Redactor redactor)
    {
        var headers = new Dictionary<string, string>(16, StringComparer.Ordinal);
        Add(response.Headers.NonValidated, headers, context, redactor);
        Add(response.Content.Headers.NonValidated, headers, context, redactor);
        return headers;
    }

    private static void Add(HttpHeadersNonValidated from, Dictionary<string, string> to, StepContext context, Redactor redactor)
    {
        foreach (var (given, values) in from)
        {
            var name = given.ToLowerInvariant();
            if (!CredentialHeaders.Contains(name))
            {
                to[name] = redactor.ScrubText(values.Count == 1 ? values.ToString() : string.Join(", ", values));
                continue;
            }
            // A session's cookie or a challenge: known by its name from now on, wherever it comes back.
            var label = new Label(context.App.Key + "." + name);
            foreach (var value in values) context.Arena.Register(label, value);
            to[name] = label.Handle;
        }
    }
}
