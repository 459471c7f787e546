using System.IO.Compression;

namespace Keyway.Leaks;

/// <summary>Compressed bytes: gzip and zlib wherever their first bytes stand; Brotli and bare deflate, which have none, at the beginning.</summary>
internal static class Packed
{
    private const int MostUnpacked = 64 << 20;

    public static IEnumerable<byte[]> Decode(byte[] bytes)
    {
        for (var at = 0; at + 3 < bytes.Length; at++)
        {
            if (bytes[at] == 0x1f && bytes[at + 1] == 0x8b && bytes[at + 2] == 8 && Unpack(bytes, at, s => new GZipStream(s, CompressionMode.Decompress)) is { } gzip) yield return gzip;
            if (bytes[at] == 0x78 && (bytes[at] * 256 + bytes[at + 1]) % 31 == 0 && Unpack(bytes, at, s => new ZLibStream(s, CompressionMode.Decompress)) is { } zlib) yield return zlib;
        }
        if (Unpack(bytes, 0, s => new BrotliStream(s, CompressionMode.Decompress)) is { } brotli) yield return brotli;
        if (Unpack(bytes, 0, s => new DeflateStream(s, CompressionMode.Decompress)) is { } deflate) yield return deflate;
    }

    /// <summary>What comes out until it ends or breaks: a damaged archive still gives its beginning away.</summary>
    private static byte[]? Unpack(byte[] bytes, int at, Func<Stream, Stream> open)
    {
        using var output = new MemoryStream();
        try
        {
            using var input = open(new MemoryStream(bytes, at, bytes.Length - at));
            var buffer = new byte[16 * 1024];
            for (int read; output.Length < MostUnpacked && (read = input.Read(buffer)) > 0;) output.Write(buffer, 0, read);
        }
        catch (Exception e) when (e is InvalidDataException or InvalidOperationException or IOException)
        {
            // Not packed, or not to the end.
        }
        return output.Length < Windows.Size ? null : output.ToArray();
    }
}
