using System.IO.Compression;

namespace Keyway.Storage.Coding;

/// <summary>
/// The payloads of a batch as one block of bytes, compressed together: a step's record repeats its input, the exchange and the result, so
/// that together they are half of what they are singly. Packed before they are sealed, since noise does not compress.
/// </summary>
internal static class Packing
{
    private const byte Plain = 0, Brotli = 1;

    public static byte[] Pack(List<ReadOnlyMemory<byte>> payloads)
    {
        var writer = new ByteWriter(2048);
        foreach (var payload in payloads) writer.Blob(payload.Span);
        var plain = writer.Written;
        var packed = new byte[1 + 5 + BrotliEncoder.GetMaxCompressedLength(plain.Length)];
        if (BrotliEncoder.TryCompress(plain, packed.AsSpan(6), out var length, 1, 16) && length < plain.Length)
        {
            packed[0] = Brotli;
            System.Buffers.Binary.BinaryPrimitives.WriteInt32LittleEndian(packed.AsSpan(1), plain.Length);
            return packed[..(6 + length)];
        }
        return [Plain, .. plain];
    }

    public static IEnumerator<ReadOnlyMemory<byte>> Unpack(byte[] packed)
    {
        var plain = packed[0] switch
        {
            Plain => packed.AsMemory(1),
            Brotli => Decompress(packed),
            _ => throw new InvalidDataException("The run's data was packed by a newer version of Keyway."),
        };
        while (!plain.IsEmpty)
        {
            var (start, length) = First(plain.Span);
            yield return plain.Slice(start, length);
            plain = plain[(start + length)..];
        }
    }

    private static (int Start, int Length) First(ReadOnlySpan<byte> plain)
    {
        var reader = new ByteReader(plain);
        var blob = reader.Blob();
        return (plain.Length - reader.Left - blob.Length, blob.Length);
    }

    private static byte[] Decompress(byte[] packed)
    {
        var plain = new byte[System.Buffers.Binary.BinaryPrimitives.ReadInt32LittleEndian(packed.AsSpan(1))];
        if (!BrotliDecoder.TryDecompress(packed.AsSpan(6), plain, out var length) || length != plain.Length)
            throw new InvalidDataException("The run's data does not unpack.");
        return plain;
    }
}
