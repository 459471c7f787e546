namespace Keyway.Engine.Redaction;

/// <summary>
/// An alphabet that writes bytes as digits of a power of two: hexadecimal, base32, base64 with its URL form. A secret inside such a text
/// starts at any bit offset, so each alignment is decoded by itself.
/// </summary>
internal sealed class Radix
{
    public static readonly Radix Hex = new(4, "0123456789abcdef", "0123456789ABCDEF");
    public static readonly Radix Base64 = new(
        6,
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/",
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");

    // Two alphabets, not one of either case: else every long word would be a candidate twice over.
    public static readonly Radix Base32 = new(5, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567");
    public static readonly Radix Base32Lower = new(5, "abcdefghijklmnopqrstuvwxyz234567");

    public static readonly Radix[] All = [Base64, Hex, Base32, Base32Lower];

    // So many bytes are tried at once.
    private const int Probe = 4;

    private readonly sbyte[] _values = new sbyte[256];
    private readonly int _bits;
    private readonly int _reciprocal;
    private readonly int _period;
    private readonly (int Digit, int Mask)[] _topBits;

    private Radix(int bits, params ReadOnlySpan<string> alphabets)
    {
        _bits = bits;
        _reciprocal = (1 << 20) / bits + 1;
        Alignments = bits switch { 4 => 2, 6 => 4, _ => 8 };
        _period = Alignments * bits / 8;
        _topBits = [.. Enumerable.Range(0, Probe).Select(b => (b * 8 / bits, 1 << (bits - 1 - b * 8 % bits)))];
        Array.Fill(_values, (sbyte)-1);
        foreach (var alphabet in alphabets)
            for (var i = 0; i < alphabet.Length; i++) _values[alphabet[i]] = (sbyte)i;
    }

    /// <summary>After so many digits bytes and digits begin together again.</summary>
    public int Alignments { get; }

    public int ValueOf(byte digit) => _values[digit];

    /// <summary>The digits it takes at least to write so many bytes.</summary>
    public int DigitsFor(int bytes) => (bytes * 8 + _bits - 1) / _bits;

    /// <summary>How many whole bytes so many digits hold.</summary>
    public int BytesIn(int digits) => digits * _bits / 8;

    /// <summary>The next stretch of at least so many digits, from an index on; false when there is none.</summary>
    /// <remarks>Looks at the far end of where a stretch would be first, so that most bytes are never read.</remarks>
    public bool FindStretch(ReadOnlySpan<byte> text, int from, int least, out int start, out int end)
    {
        var values = _values;
        start = from;
        var probe = from + least - 1;
        while (probe < text.Length)
        {
            var at = probe;
            while (at >= start && values[text[at]] >= 0) at--;
            if (at < start)
            {
                end = probe + 1;
                while (end < text.Length && values[text[end]] >= 0) end++;
                return true;
            }
            start = at + 1;
            probe = at + least;
        }
        end = 0;
        return false;
    }

    /// <summary>
    /// The first digit where at least so many ASCII bytes in a row begin. An encoded text has them; an ordinary word or random
    /// bytes seldom do, which saves decoding them. -1 when there is none.
    /// </summary>
    public int FindAscii(ReadOnlySpan<byte> digits, int least)
    {
        var count = BytesIn(digits.Length);
        var stride = (least - Probe + 1) / _period * _period;
        for (var at = 0; at + Probe <= count; at += stride)
        {
            if (!IsAscii(digits[(at / _period * Alignments)..])) continue;
            int low = at, high = at + Probe;
            while (low > 0 && TopBitIsClear(digits, low - 1)) low--;
            while (high < count && high - low < least && TopBitIsClear(digits, high)) high++;
            if (high - low >= least) return low / _period * Alignments;
        }
        return -1;
    }

    /// <summary>Whether the first few bytes are ASCII, without a branch for each: in random digits none could be foreseen.</summary>
    private bool IsAscii(ReadOnlySpan<byte> digits)
    {
        var bits = 0;
        foreach (var (digit, mask) in _topBits) bits |= _values[digits[digit]] & mask;
        return bits == 0;
    }

    /// <summary>Decodes until the end, or up to the byte that ends a row of so many ASCII bytes; answers how many digits were taken.</summary>
    public int Decode(ReadOnlySpan<byte> digits, Span<byte> bytes, int least, out int length)
    {
        int pending = 0, bits = 0, row = 0;
        length = 0;
        for (var at = 0; at < digits.Length; at++)
        {
            pending = (pending << _bits) | (byte)_values[digits[at]];
            bits += _bits;
            if (bits < 8) continue;
            bits -= 8;
            var b = (byte)(pending >> bits);
            pending &= (1 << bits) - 1;
            bytes[length++] = b;
            if (b < 0x80) row++;
            else if (row >= least) return (at + Alignments) / Alignments * Alignments;
            else row = 0;
        }
        return digits.Length;
    }

    private bool TopBitIsClear(ReadOnlySpan<byte> digits, int index)
    {
        var bit = index * 8;
        var digit = (int)(((long)bit * _reciprocal) >> 20);
        return ((_values[digits[digit]] >> (_bits - 1 - (bit - digit * _bits))) & 1) == 0;
    }
}
