using System.Buffers.Binary;
using System.Text;

namespace Keyway.Leaks;

/// <summary>Every eight bytes in a row of every canary. A canary shorter than that is looked for whole.</summary>
internal sealed class Windows
{
    public const int Size = 8;
    private const int FilterBits = 20;

    private readonly Dictionary<ulong, int> _windows = [];
    private readonly bool[] _filter = new bool[1 << FilterBits];
    private readonly List<(byte[] Text, int Canary)> _short = [];

    public Windows(IEnumerable<string> canaries, IEnumerable<string> allowed)
    {
        var allow = allowed.SelectMany(Of).ToHashSet();
        var index = 0;
        foreach (var canary in canaries)
        {
            var bytes = Encoding.UTF8.GetBytes(canary);
            IsAscii &= System.Text.Ascii.IsValid(bytes);
            if (bytes.Length is > 0 and < Size) _short.Add((bytes, index));
            foreach (var window in Of(canary).Where(w => !allow.Contains(w)))
            {
                _windows.TryAdd(window, index);
                _filter[Slot(window)] = true;
            }
            index++;
        }
    }

    /// <summary>No canary holds anything else, so that a spelling of one is a run of printable bytes.</summary>
    public bool IsAscii { get; } = true;

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
