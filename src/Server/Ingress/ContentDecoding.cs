using System.IO.Compression;

namespace Keyway.Server.Ingress;

/// <summary>Undoes a body's <c>Content-Encoding</c> within the same limit: a bomb is refused as soon as it has grown past it.</summary>
public static class ContentDecoding
{
    private const int Piece = 16 * 1024;

    public static bool IsPlain(string? encoding) => string.IsNullOrEmpty(encoding) || encoding.Equals("identity", StringComparison.OrdinalIgnoreCase);

    public static BodyRead Decode(RequestBody body, string encoding, int maxBytes)
    {
        // One encoding alone: a chain of them is how bombs are nested, and no client sends it.
        using var source = body.Open();
        using Stream? decoder = encoding.Trim().ToLowerInvariant() switch
        {
            "gzip" or "x-gzip" => new GZipStream(source, CompressionMode.Decompress),
            "br" => new BrotliStream(source, CompressionMode.Decompress),
            // HTTP's deflate is zlib (RFC 9110, 8.4.1.2).
            "deflate" => new ZLibStream(source, CompressionMode.Decompress),
            _ => null,
        };
        if (decoder is null) return new(Refusal.Encoding);

        var plain = new RequestBody(body.Length * 4);
        try
        {
            while (true)
            {
                var count = decoder.Read(plain.Room(Piece).Span);
                if (count == 0) return new(plain);
                plain.Advance(count);
                if (plain.Length > maxBytes) break;
            }
        }
        catch (InvalidDataException)
        {
            plain.Dispose();
            return new(Refusal.Compressed);
        }
        catch (InvalidOperationException)
        {
            // What BrotliStream says of bytes that are no Brotli.
            plain.Dispose();
            return new(Refusal.Compressed);
        }
        plain.Dispose();
        return new(Refusal.TooLarge(maxBytes));
    }
}
