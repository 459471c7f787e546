namespace Keyway.Leaks;

/// <summary>Runs of digits that may write bytes; read from every digit on, since what stands before may shift them.</summary>
internal sealed class Digits
{
    public static readonly Digits Hex = new("0123456789abcdef", 4, ignoreCase: true, least: 2 * Windows.Size);
    public static readonly Digits Base32 = new("abcdefghijklmnopqrstuvwxyz234567", 5, ignoreCase: true, least: 13);
    public static readonly Digits Base64 = new("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/", 6, ignoreCase: false, least: 11);
    public static readonly Digits Base64Url = new("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_", 6, ignoreCase: false, least: 11);

    // A run so long may be a file, which has to begin where it is unpacked; shorter ones are read all together.
    private const int OfAFile = 64;
    private const byte Separator = 0xff;

    private readonly int[] _values = new int[256];
    private readonly int _bits;
    private readonly int _least;

    private Digits(string alphabet, int bits, bool ignoreCase, int least)
    {
        (_bits, _least) = (bits, least);
        Array.Fill(_values, -1);
        for (var i = 0; i < alphabet.Length; i++)
        {
            _values[alphabet[i]] = i;
            if (ignoreCase) _values[char.ToUpperInvariant(alphabet[i])] = i;
        }
    }

    public IEnumerable<byte[]> Decode(byte[] bytes)
    {
        var runs = Runs(bytes).ToList();
        if (runs.Count == 0) yield break;
        foreach (var (start, end) in runs)
            if (end - start >= OfAFile) yield return Read(bytes.AsSpan(start..end)).ToArray();
        for (var shift = 0; shift < 8; shift++)
        {
            var all = new List<byte>();
            foreach (var (start, end) in runs)
            {
                if (end - start - shift < _least) continue;
                all.AddRange(Read(bytes.AsSpan((start + shift)..end)));
                all.Add(Separator);
            }
            yield return all.ToArray();
        }
    }

    private IEnumerable<(int Start, int End)> Runs(byte[] bytes)
    {
        for (var start = 0; start < bytes.Length; start++)
        {
            var end = start;
            while (end < bytes.Length && _values[bytes[end]] >= 0) end++;
            if (end - start >= _least) yield return (start, end);
            start = end;
        }
    }

    private ReadOnlySpan<byte> Read(ReadOnlySpan<byte> digits)
    {
        var result = new byte[digits.Length * _bits / 8];
        int length = 0, bits = 0, pending = 0;
        foreach (var digit in digits)
        {
            pending = ((pending << _bits) | _values[digit]) & 0xffff;
            bits += _bits;
            if (bits < 8) continue;
            bits -= 8;
            result[length++] = (byte)(pending >> bits);
        }
        return result;
    }
}
