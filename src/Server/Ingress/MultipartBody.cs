using System.Text;
using Keyway.Engine.Values;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace Keyway.Server.Ingress;

/// <summary>
/// <c>multipart/form-data</c> to an object of parts. A file stays in memory, as a <c>data:</c> URL: it is no larger than the body, which has a limit, and
/// it goes where the event goes, so that there is no second place to seal, expire and destroy.
/// </summary>
public static class MultipartBody
{
    private const int MaxParts = 1000;

    public static async ValueTask<ParsedBody> Parse(MediaTypeHeaderValue type, RequestBody body)
    {
        var boundary = HeaderUtilities.RemoveQuotes(type.Boundary).Value;
        if (boundary is not { Length: > 0 and <= 70 }) return new(Refusal.Multipart);

        var parts = new ObjectValue();
        using var stream = body.Open();
        var reader = new MultipartReader(boundary, stream);
        try
        {
            var count = 0;
            while (await reader.ReadNextSectionAsync() is { } section)
            {
                if (++count > MaxParts || section.GetContentDispositionHeader() is not { } disposition) return new(Refusal.Multipart);
                var name = HeaderUtilities.RemoveQuotes(disposition.Name).Value ?? "";
                using var content = new MemoryStream();
                await section.Body.CopyToAsync(content);
                var part = content.GetBuffer().AsMemory(0, (int)content.Length);
                if (disposition.IsFileDisposition())
                {
                    FormFields.Add(parts, name, File(disposition, section.ContentType, part.Span));
                    continue;
                }
                var text = BodyParser.Text(CharsetOf(section.ContentType), part);
                if (text.Refusal is not null) return text;
                FormFields.Add(parts, name, text.Value);
            }
        }
        // What the reader throws for a body cut short, and for headers too many or too long.
        catch (Exception e) when (e is IOException or InvalidDataException)
        {
            return new(Refusal.Multipart);
        }
        return new(parts);
    }

    private static Value File(ContentDispositionHeaderValue disposition, string? contentType, ReadOnlySpan<byte> content)
    {
        var filename = disposition.FileNameStar.HasValue ? disposition.FileNameStar.Value : HeaderUtilities.RemoveQuotes(disposition.FileName).Value;
        var mimetype = MediaTypeHeaderValue.TryParse(contentType, out var type) ? type.MediaType.Value! : "application/octet-stream";
        return Value.Object(
            ("filename", filename),
            ("mimetype", mimetype),
            ("size", content.Length),
            ("url", $"data:{mimetype};base64,{Convert.ToBase64String(content)}"));
    }

    private static string? CharsetOf(string? contentType) =>
        MediaTypeHeaderValue.TryParse(contentType, out var type) && type.Charset.HasValue ? HeaderUtilities.RemoveQuotes(type.Charset).Value : null;
}
