using System.Buffers.Binary;
using System.Text;

namespace Keyway.Leaks;

/// <summary>Every eight bytes in a row of every canary. A canary shorter than that is looked for whole.</summary>
internal sealed class Windows
{
    public const int Size = 8;
    private const int FilterBits = 20;

    private const byte Separator = 0xff;

    private readonly bool[] _isText = new bool[256];
    private readonly Dictionary<ulong, int> _windows = [];
    private readonly bool[] _filter = new bool[1 << FilterBits];
    private readonly List<(byte[] Text, int Canary)> _short = [];

    public Windows(IEnumerable<string> canaries, IEnumerable<string> allowed)
    {
        Array.Fill(_isText, true, 0x20, 0x5f);
        foreach (var b in "\0\t\n\r"u8) _isText[b] = true;
        var allow = allowed.SelectMany(Of).ToHashSet();
        var index = 0;
        foreach (var canary in canaries)
        {
            var bytes = Encoding.UTF8.GetBytes(canary);
            foreach (var encoding in (Encoding[])[Encoding.UTF8, Encoding.Unicode, Encoding.Latin1])
                foreach (var b in encoding.GetBytes(canary)) _isText[b] = true;
            if (bytes.Length is > 0 and < Size) _short.Add((bytes, index));
            foreach (var window in Of(canary).Where(w => !allow.Contains(w)))
            {
                _windows.TryAdd(window, index);
                _filter[Slot(window)] = true;
            }
            index++;
        }
    }

    /// <summary>
    /// Every run of bytes that could spell a canary: printable ones, white space, the zeros of UTF-16, and what a canary beyond ASCII is made of.
    /// A database full of sealed payloads has few, which makes it cheap to look through.
    /// </summary>
    public byte[] TextsIn(byte[] bytes)
    {
        var texts = new List<byte>();
        for (var start = 0; start < bytes.Length; start++)
        {
            var end = start;
            while (end < bytes.Length && _isText[bytes[end]]) end++;
            if (end - start >= Size)
            {
                texts.AddRange(bytes.AsSpan(start..end));
                texts.Add(Separator);
            }
            start = end;
        }
        return [.. texts];
    }

    public Hit? FindIn(ReadOnlySpan<byte> bytes)
    {
        for (var at = 0; at + Size <= bytes.Length; at++)
        {
            var window = BinaryPrimitives.ReadUInt64LittleEndian(bytes[at..]);
            if (_filter[Slot(window)] && _windows.TryGetValue(window, out var canary)) return new(canary, Shown(bytes.Slice(at, Size)), at);
        }
        foreach (var (text, canary) in _short)
            if (bytes.IndexOf(text) is >= 0 and var at) return new(canary, Shown(text), at);
        return null;
    }

    private static IEnumerable<ulong> Of(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        for (var at = 0; at + Size <= bytes.Length; at++) yield return BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(at));
    }

    private static int Slot(ulong window) => (int)((window * 0x9E3779B97F4A7C15) >> (64 - FilterBits));

    private static string Shown(ReadOnlySpan<byte> bytes) => Encoding.UTF8.GetString(bytes);

    internal sealed record Hit(int Canary, string Window, int Offset);
}
