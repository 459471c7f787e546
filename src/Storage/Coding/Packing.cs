using System.Buffers;
using System.IO.Compression;

namespace Keyway.Storage.Coding;

/// <summary>
/// The payloads of a batch as one block of bytes, compressed together: a step's record repeats its input, the exchange and the result.
/// Packed before it is sealed, since noise does not compress. The first byte says how; the numbers are for ever.
/// </summary>
internal static class Packing
{
    private const byte Plain = 0, Brotli = 1, Small = 2;

    public static byte[] Pack(List<ReadOnlyMemory<byte>> payloads)
    {
        var writer = new ByteWriter(2048);
        foreach (var payload in payloads) writer.Blob(payload.Span);
        var plain = writer.Written;
        var room = plain.Length + plain.Length / 8 + 16;
        var rented = ArrayPool<byte>.Shared.Rent(room);
        try
        {
            var packed = rented.AsSpan(0, room);
            var (how, length) = plain.Length <= SmallText.Largest ? (Small, SmallText.Compress(plain, packed))
                : BrotliEncoder.TryCompress(plain, packed, out var written, quality: 2, window: 18) ? (Brotli, written)
                : (Plain, int.MaxValue);
            if (length >= plain.Length) return [Plain, .. plain];
            var header = new ByteWriter(8);
            header.Byte(how);
            header.Unsigned((ulong)plain.Length);
            return [.. header.Written, .. packed[..length]];
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented, clearArray: true);
        }
    }

    public static List<ReadOnlyMemory<byte>> Unpack(byte[] packed)
    {
        var plain = Decompress(packed);
        var payloads = new List<ReadOnlyMemory<byte>>();
        for (var at = 0; at < plain.Length;)
        {
            var reader = new ByteReader(plain.Span[at..]);
            var length = reader.Blob().Length;
            at = plain.Length - reader.Left;
            payloads.Add(plain.Slice(at - length, length));
        }
        return payloads;
    }

    private static ReadOnlyMemory<byte> Decompress(byte[] packed)
    {
        if (packed[0] == Plain) return packed.AsMemory(1);
        var reader = new ByteReader(packed.AsSpan(1));
        var plain = new byte[checked((int)reader.Unsigned())];
        switch (packed[0])
        {
            case Small:
                SmallText.Decompress(reader.Rest, plain);
                break;
            case Brotli when BrotliDecoder.TryDecompress(reader.Rest, plain, out var length) && length == plain.Length:
                break;
            default:
                throw new InvalidDataException("The run's data was packed by a newer version of Keyway.");
        }
        return plain;
    }
}
