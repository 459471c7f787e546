using System.Buffers.Binary;
using System.Numerics;

namespace Keyway.Engine.Redaction;

/// <summary>
/// Finds fragments of some secrets in a plain text. Every four bytes in a row of every secret part are in a hash table; of the text only
/// every fifth or ninth position is looked up, since a fragment that counts is long enough to cover one. What hits is compared both ways
/// to the ends of the match.
/// </summary>
internal sealed class NeedleTable
{
    private const int Gram = 4;
    private const int LongestChain = 32;
    private const uint Spread = 0x9E3779B1;

    // A match that ends inside the last one is the same; one that reaches further may begin up to so many bytes before its end.
    private const int LookBack = 64;

    private readonly byte[] _plain;
    private readonly Needle[] _needles;
    private readonly NeedlePart[] _parts;
    private readonly int[] _heads;
    private readonly int[] _next;
    private readonly int _shift;
    private readonly int _stride = Needle.LongWindow - Gram + 1;

    public NeedleTable(Secret[] secrets)
    {
        Secrets = secrets;
        var list = new NeedleList();
        foreach (var secret in secrets) list.Add(secret);
        _plain = list.Plain.ToArray();
        _needles = [.. list.Needles];
        _parts = [.. list.Parts];
        Short = [.. list.Short];
        Exact = [.. list.Exact];
        HasMultibyte = list.HasMultibyte;
        foreach (var part in _parts) _stride = Math.Min(_stride, part.Least - Gram + 1);
        var bits = Math.Max(8, BitOperations.Log2((uint)_plain.Length) + 3);
        _shift = 32 - bits;
        _heads = new int[1 << bits];
        _next = new int[_plain.Length];
        foreach (var part in _parts) Index(part);
    }

    public Secret[] Secrets { get; }
    public ShortSecret[] Short { get; }
    public ExactSecret[] Exact { get; }
    public bool HasMultibyte { get; }

    /// <summary>The least that a fragment must have; 0 where nothing is looked for by fragments.</summary>
    public int Least => _parts.Length == 0 ? 0 : _stride + Gram - 1;

    /// <summary>Looks for fragments from an index on. The end of the text found is the place to go on from.</summary>
    public bool Find(ReadOnlySpan<byte> text, ref int from, ref int reached, out Found found)
    {
        // Rounded up to the grid that makes every long enough fragment be met.
        var at = (Math.Max(from, reached - LookBack) + _stride - 1) / _stride * _stride;
        for (; at <= text.Length - Gram; at += _stride)
        {
            var head = _heads[Slot(text, at)];
            if (head == 0 || !Compare(text, at, head, reached, out found)) continue;
            from = at + _stride;
            reached = found.End;
            return true;
        }
        found = default;
        return false;
    }

    /// <summary>Unmarks the bytes that stand in any of the secrets.</summary>
    public void Exclude(bool[] bytes, ref int longest)
    {
        foreach (var b in _plain) bytes[b] = false;
        foreach (var needle in _needles) longest = Math.Max(longest, needle.End - needle.Start);
        foreach (var secret in Short) secret.Exclude(bytes);
        foreach (var secret in Exact)
            foreach (var b in secret.Bytes) bytes[b] = false;
    }

    private bool Compare(ReadOnlySpan<byte> text, int at, int head, int reached, out Found best)
    {
        best = default;
        var position = head;
        for (var links = 0; position > 0; position = _next[position])
        {
            if (++links > LongestChain) return Search(text, at, reached, ref best) || best.Length > 0;
            Extend(text, at, position, reached, ref best);
        }
        return best.Length > 0;
    }

    /// <summary>For four bytes that stand in very many places: each fragment that could lie here is searched for as a whole.</summary>
    private bool Search(ReadOnlySpan<byte> text, int at, int reached, ref Found best)
    {
        var least = Least;
        for (var start = Math.Max(0, at + Gram - least); start <= at && start + least <= text.Length; start++)
        {
            if (!MayHold(text.Slice(start, least))) continue;
            var position = _plain.AsSpan().IndexOf(text.Slice(start, least));
            if (position > 0) Extend(text, start, position, reached, ref best);
        }
        return best.Length > 0;
    }

    /// <summary>Spares the search where any four bytes of the fragment stand nowhere.</summary>
    private bool MayHold(ReadOnlySpan<byte> fragment)
    {
        for (var at = 0; at <= fragment.Length - Gram; at++)
            if (_heads[Slot(fragment, at)] == 0) return false;
        return true;
    }

    private void Extend(ReadOnlySpan<byte> text, int at, int position, int reached, ref Found best)
    {
        var after = text[at..].CommonPrefixLength(_plain.AsSpan(position));
        if (after < Gram || at + after <= reached) return;
        var before = 0;
        while (before < at && text[at - before - 1] == _plain[position - before - 1]) before++;
        var needle = NeedleAt(position);
        var (start, end) = (position - before, position + after);
        if (!IsShown(needle, start, end)) return;
        ref readonly var n = ref _needles[needle];
        var found = new Found(at - before, at + after, n.Owner, start == n.Start && end == n.End);
        if (found.IsBetterThan(best)) best = found;
    }

    private bool IsShown(int needle, int start, int end)
    {
        var last = needle + 1 < _needles.Length ? _needles[needle + 1].FirstPart : _parts.Length;
        for (var i = _needles[needle].FirstPart; i < last; i++)
            if (_parts[i].IsShownBy(start, end)) return true;
        return false;
    }

    private int NeedleAt(int position)
    {
        int low = 0, high = _needles.Length - 1;
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            if (_needles[middle].Start <= position) low = middle;
            else high = middle - 1;
        }
        return low;
    }

    private void Index(NeedlePart part)
    {
        var (from, to) = (part.Start, part.End - Gram);
        if (part.Least > Needle.LongWindow)
        {
            // Whatever shows so much of it shows its middle; and all of it is best met before the parts of it that are known by themselves.
            var length = part.End - part.Start;
            if (part.Least < length) from += (length - _stride - Gram + 1) / 2;
            to = from + _stride - 1;
        }
        for (var position = from; position <= to; position++)
        {
            if (_next[position] != 0) continue;
            ref var head = ref _heads[Slot(_plain, position)];
            _next[position] = head == 0 ? -1 : head;
            head = position;
        }
    }

    private int Slot(ReadOnlySpan<byte> text, int at) => (int)((BinaryPrimitives.ReadUInt32LittleEndian(text[at..]) * Spread) >> _shift);

    /// <summary>A match in a plain text.</summary>
    internal readonly record struct Found(int Start, int End, Secret Owner, bool IsWhole)
    {
        public int Length => End - Start;

        public bool IsBetterThan(Found other) => IsWhole != other.IsWhole ? IsWhole : Length > other.Length;
    }
}
