using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;

namespace Keyway.Server.Ingress;

/// <summary>Undoes a body's <c>Content-Encoding</c> within the same limit: a bomb is refused as soon as it has grown past it.</summary>
public static class ContentDecoding
{
    private const int Piece = 16 * 1024;

    public static bool IsPlain(string? encoding) => string.IsNullOrEmpty(encoding) || encoding.Equals("identity", StringComparison.OrdinalIgnoreCase);

    /// <summary>One encoding alone: a chain of them is how bombs are nested, and no client sends it.</summary>
    public static BodyRead Decode(RequestBody body, string encoding, int maxBytes)
    {
        if (body.Length == 0) return new(body);
        var plain = new RequestBody(body.Length * 4);
        var refusal = encoding.Trim().ToLowerInvariant() switch
        {
            "gzip" or "x-gzip" => Gzip(body, plain, maxBytes),
            "deflate" => Deflate(body, plain, maxBytes),
            "br" => Brotli(body.Span, plain, maxBytes),
            _ => Refusal.Encoding,
        };
        if (refusal is null) return new(plain);
        plain.Dispose();
        return new(refusal);
    }

    // The two streams take a body cut short for one that ended. What both formats end with tells them apart: the length, and a checksum.
    private static Refusal? Gzip(RequestBody body, RequestBody plain, int maxBytes)
    {
        using var decoder = new GZipStream(body.Open(), CompressionMode.Decompress);
        if (Fill(plain, decoder, maxBytes) is { } refusal) return refusal;
        return body.Length >= 18 && BinaryPrimitives.ReadUInt32LittleEndian(body.Span[^4..]) == plain.Length ? null : Refusal.Compressed;
    }

    /// <summary>HTTP's deflate is zlib (RFC 9110, 8.4.1.2).</summary>
    private static Refusal? Deflate(RequestBody body, RequestBody plain, int maxBytes)
    {
        using var decoder = new ZLibStream(body.Open(), CompressionMode.Decompress);
        if (Fill(plain, decoder, maxBytes) is { } refusal) return refusal;
        return body.Length >= 8 && BinaryPrimitives.ReadUInt32BigEndian(body.Span[^4..]) == Adler32(plain.Span) ? null : Refusal.Compressed;
    }

    private static Refusal? Brotli(ReadOnlySpan<byte> packed, RequestBody plain, int maxBytes)
    {
        using var decoder = new BrotliDecoder();
        while (true)
        {
            var status = decoder.Decompress(packed, plain.Room(Piece).Span, out var consumed, out var written);
            packed = packed[consumed..];
            plain.Advance(written);
            if (plain.Length > maxBytes) return Refusal.TooLarge(maxBytes);
            if (status == OperationStatus.Done) return packed.IsEmpty ? null : Refusal.Compressed;
            if (status != OperationStatus.DestinationTooSmall) return Refusal.Compressed;
        }
    }

    private static Refusal? Fill(RequestBody plain, Stream decoder, int maxBytes)
    {
        try
        {
            while (decoder.Read(plain.Room(Piece).Span) is > 0 and var count)
            {
                plain.Advance(count);
                if (plain.Length > maxBytes) return Refusal.TooLarge(maxBytes);
            }
            return null;
        }
        catch (InvalidDataException)
        {
            return Refusal.Compressed;
        }
    }

    private static uint Adler32(ReadOnlySpan<byte> bytes)
    {
        uint a = 1, b = 0;
        foreach (var one in bytes)
        {
            a = (a + one) % 65521;
            b = (b + a) % 65521;
        }
        return (b << 16) | a;
    }
}
