using System.Buffers;
using System.Buffers.Binary;
using System.Reflection;

namespace Keyway.Storage.Coding;

/// <summary>
/// Compresses a few kilobytes of JSON, in LZ4's manner: literals and copies of what came before. What came before every text is a
/// dictionary of the words that events, requests and replies are made of, so that even a first header is a copy. No compressor of the framework
/// takes a dictionary; without one, Brotli and Deflate make a usual run half as large again and take three times as long.
/// </summary>
/// <remarks>
/// A dictionary is for ever, since databases hold texts that need it: a better one is a new file and a new <see cref="Packing"/>.
/// A text is a row of sequences: a byte of two halves (how many literals, how many bytes copied beyond the fewest; 15 says that more follows),
/// the literals, and how far back the copy begins.
/// </remarks>
internal static class SmallText
{
    /// <summary>Positions are 16 bits, dictionary included. Larger texts need none.</summary>
    public const int Largest = 32 * 1024;

    private const int FewestCopied = 4;
    private const int HashBits = 13;

    private static readonly byte[] Dictionary = ReadDictionary();
    private static readonly ushort[] DictionaryPlaces = Index(Dictionary);

    /// <summary>The length in <paramref name="packed"/>, which has room for the text and an eighth more.</summary>
    public static int Compress(ReadOnlySpan<byte> text, Span<byte> packed)
    {
        var size = Dictionary.Length + text.Length;
        var rented = ArrayPool<byte>.Shared.Rent(size);
        var rentedPlaces = ArrayPool<ushort>.Shared.Rent(1 << HashBits);
        try
        {
            var all = rented.AsSpan(0, size);
            Dictionary.CopyTo(all);
            text.CopyTo(all[Dictionary.Length..]);
            var places = rentedPlaces.AsSpan(0, 1 << HashBits);
            DictionaryPlaces.CopyTo(places);
            return Compress(all, places, packed);
        }
        finally
        {
            // It held a run's data.
            ArrayPool<byte>.Shared.Return(rented, clearArray: true);
            ArrayPool<ushort>.Shared.Return(rentedPlaces);
        }
    }

    private static int Compress(ReadOnlySpan<byte> all, Span<ushort> places, Span<byte> packed)
    {
        var writer = new Writer(packed);
        int at = Dictionary.Length, literals = at, last = all.Length - FewestCopied;
        while (at <= last)
        {
            var four = Four(all, at);
            var hash = Hash(four);
            int from = places[hash];
            places[hash] = (ushort)at;
            if (Four(all, from) != four)
            {
                at++;
                continue;
            }
            var length = FewestCopied + all[(from + FewestCopied)..].CommonPrefixLength(all[(at + FewestCopied)..]);
            while (at > literals && from > 0 && all[at - 1] == all[from - 1]) (at, from, length) = (at - 1, from - 1, length + 1);
            writer.Sequence(all[literals..at], at - from, length);
            literals = at + length;
            for (at++; at < literals && at <= last; at++) places[Hash(Four(all, at))] = (ushort)at;
            at = literals;
        }
        writer.Last(all[literals..]);
        return writer.Length;
    }

    public static void Decompress(ReadOnlySpan<byte> packed, Span<byte> text)
    {
        var reader = new ByteReader(packed);
        var at = 0;
        while (at < text.Length)
        {
            var halves = reader.Byte();
            var literals = reader.Bytes(Length(ref reader, halves >> 4));
            literals.CopyTo(text[at..]);
            at += literals.Length;
            if (at == text.Length) return;
            var length = Length(ref reader, halves & 15) + FewestCopied;
            var back = checked((int)reader.Unsigned());
            // Byte by byte: a copy may overlap itself, and may begin in the dictionary and end in the text.
            for (var end = at + length; at < end; at++) text[at] = at < back ? Dictionary[Dictionary.Length + at - back] : text[at - back];
        }
    }

    private static int Length(ref ByteReader reader, int half) => half < 15 ? half : 15 + checked((int)reader.Unsigned());

    private static uint Four(ReadOnlySpan<byte> all, int at) => BinaryPrimitives.ReadUInt32LittleEndian(all[at..]);

    private static int Hash(uint four) => (int)((four * 2654435761u) >> (32 - HashBits));

    private static ushort[] Index(ReadOnlySpan<byte> dictionary)
    {
        var places = new ushort[1 << HashBits];
        for (var at = 0; at <= dictionary.Length - FewestCopied; at++) places[Hash(Four(dictionary, at))] = (ushort)at;
        return places;
    }

    private static byte[] ReadDictionary()
    {
        using var resource = Assembly.GetExecutingAssembly().GetManifestResourceStream("Keyway.Storage.Coding.dictionary.1.txt")!;
        var bytes = new byte[resource.Length];
        resource.ReadExactly(bytes);
        return bytes;
    }

    private ref struct Writer(Span<byte> packed)
    {
        private readonly Span<byte> _packed = packed;
        private int _at;

        public readonly int Length => _at;

        public void Sequence(ReadOnlySpan<byte> literals, int back, int length)
        {
            length -= FewestCopied;
            _packed[_at++] = (byte)(Math.Min(literals.Length, 15) << 4 | Math.Min(length, 15));
            if (literals.Length >= 15) Number(literals.Length - 15);
            literals.CopyTo(_packed[_at..]);
            _at += literals.Length;
            if (length >= 15) Number(length - 15);
            Number(back);
        }

        public void Last(ReadOnlySpan<byte> literals)
        {
            if (literals.IsEmpty) return;
            _packed[_at++] = (byte)(Math.Min(literals.Length, 15) << 4);
            if (literals.Length >= 15) Number(literals.Length - 15);
            literals.CopyTo(_packed[_at..]);
            _at += literals.Length;
        }

        private void Number(int value)
        {
            for (; value >= 0x80; value >>= 7) _packed[_at++] = (byte)(value | 0x80);
            _packed[_at++] = (byte)value;
        }
    }
}
