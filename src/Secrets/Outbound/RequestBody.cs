using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Keyway.Engine.Apps;
using Keyway.Engine.Values;

namespace Keyway.Secrets.Outbound;

/// <summary>The bytes of a call's body. A class: they may hold a secret.</summary>
internal sealed class RequestBody(ReadOnlyMemory<byte> content, string contentType)
{
    public ReadOnlyMemory<byte> Content => content;
    public string ContentType => contentType;

    private const string JsonType = "application/json; charset=utf-8";
    private const string FormType = "application/x-www-form-urlencoded";

    public static RequestBody? Of(HttpBody body, RequestWriter writer) => body switch
    {
        HttpBody.None => null,
        HttpBody.Json json => new(writer.Json(json.Value), JsonType),
        HttpBody.Form form => new(Form(form.Fields, writer), FormType),
        HttpBody.Text text => new(Encoding.UTF8.GetBytes(writer.Text(text.Value, "the body") ?? ""), HeaderRules.Value(text.ContentType)),
        HttpBody.Bytes bytes => new(bytes.Content, HeaderRules.Value(bytes.ContentType)),
        HttpBody.Multipart multipart => Multipart(multipart.Parts, writer),
        _ => throw new InvalidOperationException("An unknown kind of body."),
    };

    private static byte[] Form(IReadOnlyList<HttpPair> fields, RequestWriter writer)
    {
        var text = new StringBuilder();
        foreach (var (name, value) in fields)
        {
            if (writer.Text(value, "the form") is not { } plain) continue;
            if (text.Length > 0) text.Append('&');
            text.Append(FormEncode(name)).Append('=').Append(FormEncode(plain));
        }
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private static string FormEncode(string text) => Uri.EscapeDataString(text).Replace("%20", "+", StringComparison.Ordinal);

    // By hand (RFC 7578), since the framework's writer leaves line breaks in names to the caller.
    private static RequestBody Multipart(IReadOnlyList<HttpPart> parts, RequestWriter writer)
    {
        var boundary = "keyway-" + RandomNumberGenerator.GetHexString(32, lowercase: true);
        using var bytes = new MemoryStream();
        foreach (var part in parts)
        {
            if (writer.Text(part.Value, "the multipart body") is not { } plain) continue;
            var head = new StringBuilder("--").Append(boundary).Append("\r\nContent-Disposition: form-data; name=\"").Append(Quote(part.Name)).Append('"');
            if (part.FileName is not null) head.Append("; filename=\"").Append(Quote(part.FileName)).Append('"');
            var type = part.ContentType ?? (part.FileName is null ? null : "application/octet-stream");
            if (type is not null) head.Append("\r\nContent-Type: ").Append(HeaderRules.Value(type));
            bytes.Write(Encoding.UTF8.GetBytes(head.Append("\r\n\r\n").ToString()));
            bytes.Write(part.IsBase64 ? FromBase64(plain, "multipart body") : Encoding.UTF8.GetBytes(plain));
            bytes.Write("\r\n"u8);
        }
        bytes.Write(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"--{boundary}--\r\n")));
        return new(bytes.ToArray(), "multipart/form-data; boundary=" + boundary);
    }

    private static byte[] FromBase64(string text, string where)
    {
        try
        {
            return Convert.FromBase64String(text);
        }
        catch (FormatException)
        {
            throw new EgressException(EgressErrors.Base64(where));
        }
    }

    private static string Quote(string name) => name.Replace("\"", "%22", StringComparison.Ordinal).Replace("\r", "%0D", StringComparison.Ordinal).Replace("\n", "%0A", StringComparison.Ordinal);
}
