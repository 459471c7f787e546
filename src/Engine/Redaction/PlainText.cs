using System.Buffers;

namespace Keyway.Engine.Redaction;

/// <summary>
/// A text with its escapes undone, and the way back from each of its bytes to the bytes that spell it. A text without escapes is itself:
/// nothing is copied, which is what ordinary JSON costs.
/// </summary>
internal readonly ref struct PlainText
{
    private readonly byte[]? _bytes;
    private readonly int[]? _starts;
    private readonly int[]? _ends;

    public PlainText(ReadOnlySpan<byte> text, bool mapped)
    {
        if (Unescaper.IsPlain(text))
        {
            Bytes = text;
            return;
        }
        _bytes = ArrayPool<byte>.Shared.Rent(text.Length);
        if (mapped)
        {
            _starts = ArrayPool<int>.Shared.Rent(text.Length);
            _ends = ArrayPool<int>.Shared.Rent(text.Length);
        }
        var length = Unescaper.Run(text, _bytes, _starts, _ends);
        Bytes = _bytes.AsSpan(0, length);
    }

    public ReadOnlySpan<byte> Bytes { get; }

    /// <summary>True where the plain form differs from the text.</summary>
    public bool IsChanged => _bytes is not null;

    /// <summary>Where in the text the spelling of this byte starts; asked only of a mapped one.</summary>
    public int Start(int index) => _starts is null ? index : _starts[index];

    public int StartOr(int index, int none) => index < Bytes.Length ? Start(index) : none;

    /// <summary>Where in the text the spelling of this byte ends.</summary>
    public int End(int index) => _ends is null ? index + 1 : _ends[index];

    /// <summary>Whether something was left out before this byte (a line break, a zero of UTF-16); unmapped, whether that is possible.</summary>
    public bool IsParted(int index) => _bytes is not null && (_starts is null || _starts[index] > _ends![index - 1]);

    /// <summary>The first byte whose spelling starts at this offset of the text or after it.</summary>
    public int IndexAt(int offset)
    {
        if (_starts is null) return offset;
        var found = _starts.AsSpan(0, Bytes.Length).BinarySearch(offset);
        if (found < 0) return ~found;
        while (found > 0 && _starts[found - 1] == offset) found--;
        return found;
    }

    public void Dispose()
    {
        if (_bytes is null) return;
        // It may be a secret without its escapes.
        ArrayPool<byte>.Shared.Return(_bytes, clearArray: true);
        if (_starts is null) return;
        ArrayPool<int>.Shared.Return(_starts);
        ArrayPool<int>.Shared.Return(_ends!);
    }
}
