using System.Buffers;
using System.Text.Json;
using Keyway.Engine.Catalog;
using Keyway.Server.Auth;

namespace Keyway.Server.Api;

/// <summary>A sealed thing of the catalogue: all that is ever shown of it.</summary>
/// <param name="Revision">How often it was written; the reply's <c>ETag</c>.</param>
public sealed record ItemReply(string Name, int Revision, DateTimeOffset ChangedAt)
{
    public static ItemReply Of(CatalogItem item) => new(item.Name, item.Revision, item.ChangedAt);
}

/// <summary>What writing any item of the catalogue has in common.</summary>
/// <param name="Item">As it was saved, with its revision.</param>
public sealed record ItemPut(CatalogItem Item, bool IsNew)
{
    /// <summary>Null when it is no longer at the revision that the writer started from; nothing is written then.</summary>
    public static async Task<ItemPut?> Write(CatalogItem item, string act, HttpContext http, ApiPorts api, CancellationToken ct)
    {
        var before = await api.Catalog.FindItem(item.Kind, item.Name, ct);
        var expected = await ETags.Expected(http.Request, () => ValueTask.FromResult(before?.Revision));
        await api.Audit(Caller.Of(http), act, item.Name, ct);
        if (!await api.Catalog.PutItem(item, expected, ct)) return null;
        var saved = await api.Catalog.FindItem(item.Kind, item.Name, ct) ?? item;
        ETags.Set(http.Response, saved.Revision);
        return new(saved, before is null);
    }
}

/// <summary>Names of what the catalogue keeps.</summary>
public static class ItemName
{
    /// <summary>As in <c>keyway:name#field</c> and in addresses: no character that would need escaping.</summary>
    public static bool IsSlug(string name) =>
        name.Length is > 0 and <= 128 && char.IsAsciiLetterOrDigit(name[0]) && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.');

    /// <summary>As in <c>env.NAME</c>.</summary>
    public static bool IsVariable(string name) =>
        name.Length is > 0 and <= 128 && !char.IsAsciiDigit(name[0]) && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_');
}

/// <summary>The body of a write of something secret.</summary>
/// <param name="Value">A text, or (for a secret) an object of texts.</param>
public sealed record GivenValue(JsonElement Value)
{
    /// <summary>
    /// The JSON of the field <c>value</c>, cut out of the body as bytes: it is never a text in memory. The caller wipes it.
    /// </summary>
    public static async ValueTask<byte[]> Read(HttpRequest request, bool textOnly, CancellationToken ct)
    {
        var body = await ApiBody.ReadJsonBytes(request, ct);
        try
        {
            return Cut(body.Span, textOnly);
        }
        catch (JsonException)
        {
            throw new RefusedException(Problems.MalformedBody);
        }
        finally
        {
            body.Span.Clear();
        }
    }

    /// <summary>A JSON text's characters as UTF-8, unescaped.</summary>
    public static byte[] Text(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        reader.Read();
        var text = new byte[json.Length];
        var length = reader.CopyString(text);
        var exact = text[..length];
        text.AsSpan().Clear();
        return exact;
    }

    private static byte[] Cut(ReadOnlySpan<byte> body, bool textOnly)
    {
        var reader = new Utf8JsonReader(body);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) throw new JsonException();
        byte[]? found = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (found is not null || !reader.ValueTextEquals("value"u8)) throw BodyFields.Refuse("value", "what is to be kept; it is the only field of the body");
            reader.Read();
            var from = (int)reader.TokenStartIndex;
            Fits(ref reader, textOnly);
            found = body[from..(int)reader.BytesConsumed].ToArray();
        }
        if (reader.Read()) throw new JsonException();
        return found ?? throw BodyFields.Refuse("value", "what is to be kept");
    }

    private static void Fits(ref Utf8JsonReader reader, bool textOnly)
    {
        if (IsText(ref reader)) return;
        if (textOnly) throw BodyFields.Refuse("value", "a text that is not empty");
        if (reader.TokenType != JsonTokenType.StartObject) throw BodyFields.Refuse("value", "a text that is not empty, or an object of such texts");
        var any = false;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            reader.Read();
            if (!IsText(ref reader)) throw BodyFields.Refuse("value", "a text that is not empty, or an object of such texts");
            any = true;
        }
        if (!any) throw BodyFields.Refuse("value", "a text that is not empty, or an object of such texts");
    }

    private static bool IsText(ref Utf8JsonReader reader) => reader.TokenType == JsonTokenType.String && reader.ValueSpan.Length > 0;
}
