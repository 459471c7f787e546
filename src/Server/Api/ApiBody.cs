using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Keyway.Engine.Values;
using Microsoft.Net.Http.Headers;

namespace Keyway.Server.Api;

/// <summary>Reads a call's body: once, bounded, as strict UTF-8. What does not fit is refused without a word of it being repeated.</summary>
public static class ApiBody
{
    public const int MaxBytes = 4 * 1024 * 1024;

    private static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);

    /// <exception cref="RefusedException">The body is not what <paramref name="type"/> says.</exception>
    public static async ValueTask<T> Read<T>(HttpRequest request, JsonTypeInfo<T> type, CancellationToken ct)
    {
        RequireJson(request);
        var bytes = await ReadBytes(request, ct);
        try
        {
            return JsonSerializer.Deserialize(bytes.Span, type) ?? throw new RefusedException(Problems.MalformedBody.Because("The body is null; this call takes an object."));
        }
        catch (JsonException e)
        {
            // The serializer's own message and path quote the body; only the place is told.
            throw new RefusedException(Problems.MalformedBody.Because(
                $"The body is not JSON of the form that this call takes, near line {(e.LineNumber ?? 0) + 1}, byte {(e.BytePositionInLine ?? 0) + 1}. /openapi.json describes it."));
        }
    }

    /// <summary>The same, with an empty body standing for <paramref name="absent"/>.</summary>
    public static async ValueTask<T> ReadOr<T>(HttpRequest request, T absent, JsonTypeInfo<T> type, CancellationToken ct) =>
        IsEmpty(request) ? absent : await Read(request, type, ct);

    /// <summary>A body that may hold secrets: it becomes a value, never a text or a record, and the bytes are wiped.</summary>
    public static async ValueTask<ObjectValue> ReadObject(HttpRequest request, CancellationToken ct)
    {
        if (IsEmpty(request)) return new ObjectValue();
        RequireJson(request);
        var bytes = await ReadBytes(request, ct);
        try
        {
            return ValueJson.Parse(bytes.Span).TryGetObject(out var map) ? map : throw new RefusedException(Problems.MalformedBody.Because("The body is not a JSON object."));
        }
        catch (JsonException e)
        {
            throw new RefusedException(Problems.MalformedBody.Because($"The body is {e.Message}."));
        }
        finally
        {
            bytes.Span.Clear();
        }
    }

    /// <summary>A JSON body as bytes, for the few that must not become a text; the caller wipes them.</summary>
    public static ValueTask<Memory<byte>> ReadJsonBytes(HttpRequest request, CancellationToken ct)
    {
        RequireJson(request);
        return ReadBytes(request, ct);
    }

    public static async ValueTask<string> ReadText(HttpRequest request, CancellationToken ct)
    {
        var bytes = await ReadBytes(request, ct);
        try
        {
            return StrictUtf8.GetString(bytes.Span);
        }
        catch (DecoderFallbackException)
        {
            throw new RefusedException(Problems.MalformedBody.Because("The body is not valid UTF-8."));
        }
    }

    /// <summary>The media type in lower case without its parameters; empty when there is none.</summary>
    public static string MediaType(HttpRequest request) =>
        MediaTypeHeaderValue.TryParse(request.ContentType, out var type) ? type.MediaType.ToString().ToLowerInvariant() : "";

    private static bool IsEmpty(HttpRequest request) => request.ContentLength is 0 || (request.ContentLength is null && !request.Headers.ContainsKey("Transfer-Encoding") && request.Protocol != "HTTP/2");

    private static void RequireJson(HttpRequest request)
    {
        var media = MediaType(request);
        if (media != "application/json" && !media.EndsWith("+json", StringComparison.Ordinal)) throw new RefusedException(Problems.UnsupportedMediaType);
    }

    private static async ValueTask<Memory<byte>> ReadBytes(HttpRequest request, CancellationToken ct)
    {
        if (request.ContentLength > MaxBytes) throw TooLarge();
        var reader = request.BodyReader;
        while (true)
        {
            var read = await reader.ReadAsync(ct);
            if (read.Buffer.Length > MaxBytes) throw TooLarge();
            if (read.IsCompleted)
            {
                var bytes = read.Buffer.ToArray();
                reader.AdvanceTo(read.Buffer.End);
                return bytes;
            }
            reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    private static RefusedException TooLarge() => new(Problems.BodyTooLarge.Because($"The body is larger than {MaxBytes / 1024 / 1024} MiB."));
}
