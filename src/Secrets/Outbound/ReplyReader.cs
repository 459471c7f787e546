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
            // Headers first: a cookie that they set is a secret that the body may repeat.
            var headers = new ReplyHeaders(response, context);
            var body = Body(buffer.AsSpan(0, length), response, call.Form, context.Arena);
            return new HttpReply((int)response.StatusCode, headers.Plain, body) { Credentials = headers.Credentials };
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

    private static Value Body(ReadOnlySpan<byte> bytes, HttpResponseMessage response, ReplyForm form, SecretArena arena)
    {
        var body = Decode(bytes, response, form);
        // The matcher sees through JSON's escapes, so that the bytes answer for the value, which need not be written again to be searched.
        var isClean = response.Content.Headers.ContentType?.CharSet is (null or "utf-8") && !arena.Matcher.Touches(bytes);
        return isClean ? body : new Redactor(arena).Scrub(body);
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
}
