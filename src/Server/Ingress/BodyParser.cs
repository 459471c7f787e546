using System.Text;
using System.Text.Json;
using Keyway.Engine.Values;
using Microsoft.Net.Http.Headers;

namespace Keyway.Server.Ingress;

/// <summary>A body as <c>event.body</c>, or why it is refused. Not a record: the value holds the caller's credentials, not yet lifted.</summary>
public readonly struct ParsedBody
{
    public ParsedBody(Value value) => Value = value;
    public ParsedBody(Refusal refusal) => Refusal = refusal;

    public Value Value { get; }
    public Refusal? Refusal { get; }
}

/// <summary>From bytes to <c>event.body</c>, by content type.</summary>
public static class BodyParser
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static ValueTask<ParsedBody> Parse(string method, string? contentType, RequestBody body)
    {
        var bytes = body.Bytes;
        if (contentType is "application/json" or "application/json; charset=utf-8") return new(Json(method, null, bytes));
        if (!MediaTypeHeaderValue.TryParse(contentType, out var type)) return new(Text(null, bytes));

        var charset = type.Charset.HasValue ? HeaderUtilities.RemoveQuotes(type.Charset).Value : null;
        if (IsJson(type)) return new(Json(method, charset, bytes));
        if (bytes.IsEmpty) return new(new ParsedBody(""));
        if (Is(type, "application/x-www-form-urlencoded")) return new(Form(charset, bytes));
        return Is(type, "multipart/form-data") ? MultipartBody.Parse(type, body) : new(Text(charset, bytes));
    }

    /// <summary>Text in its charset. Without one: UTF-8 where the bytes are that, else base64, which loses nothing.</summary>
    public static ParsedBody Text(string? charset, ReadOnlyMemory<byte> bytes)
    {
        if (charset is not null && !IsUtf8(charset))
            return Find(charset) is { } encoding ? new(encoding.GetString(bytes.Span)) : new(Refusal.Charset);
        return new(TextOrBase64(bytes.Span));
    }

    public static string TextOrBase64(ReadOnlySpan<byte> bytes)
    {
        if (bytes.StartsWith(Encoding.UTF8.Preamble)) bytes = bytes[Encoding.UTF8.Preamble.Length..];
        return System.Text.Unicode.Utf8.IsValid(bytes) ? Encoding.UTF8.GetString(bytes) : Convert.ToBase64String(bytes);
    }

    private static ParsedBody Json(string method, string? charset, ReadOnlyMemory<byte> bytes)
    {
        // Many clients name a content type on every request, also on those that never have content.
        if (bytes.IsEmpty && method is "GET" or "HEAD" or "DELETE") return new("");
        if (charset is not null && !IsUtf8(charset))
        {
            if (Find(charset) is not { } encoding) return new(Refusal.Charset);
            bytes = StrictUtf8.GetBytes(encoding.GetString(bytes.Span));
        }
        var utf8 = bytes.Span;
        if (utf8.StartsWith(Encoding.UTF8.Preamble)) utf8 = utf8[Encoding.UTF8.Preamble.Length..];
        try
        {
            return new(ValueJson.Parse(utf8));
        }
        catch (JsonException e)
        {
            return new(Refusal.InvalidJson(e.Message));
        }
    }

    private static ParsedBody Form(string? charset, ReadOnlyMemory<byte> bytes)
    {
        var text = Text(charset, bytes);
        return text.Refusal is null && text.Value.TryGetText(out var form) ? new(FormFields.Read("?" + form)) : text;
    }

    private static bool IsJson(MediaTypeHeaderValue type) => Is(type, "application/json") || Is(type, "text/json") || type.Suffix.Equals("json", StringComparison.OrdinalIgnoreCase);

    private static bool Is(MediaTypeHeaderValue type, string name) => type.MediaType.Equals(name, StringComparison.OrdinalIgnoreCase);

    private static bool IsUtf8(string charset) => charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase) || charset.Equals("utf8", StringComparison.OrdinalIgnoreCase);

    private static Encoding? Find(string charset)
    {
        try
        {
            return CodePagesEncodingProvider.Instance.GetEncoding(charset) ?? Encoding.GetEncoding(charset);
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            return null;
        }
    }
}
