namespace Keyway.Leaks;

/// <summary>The texts in arbitrary bytes: what makes a database full of sealed payloads cheap to look through.</summary>
internal static class Text
{
    private const byte Separator = 0xff;

    /// <summary>Every run of printable bytes, white space and the zeros of UTF-16 that is long enough to spell something.</summary>
    public static byte[] RunsOf(byte[] bytes)
    {
        var texts = new List<byte>();
        for (var start = 0; start < bytes.Length; start++)
        {
            var end = start;
            while (end < bytes.Length && IsText(bytes[end])) end++;
            if (end - start >= Windows.Size)
            {
                texts.AddRange(bytes.AsSpan(start..end));
                texts.Add(Separator);
            }
            start = end;
        }
        return [.. texts];
    }

    private static bool IsText(byte b) => b is >= 0x20 and < 0x7f or 0 or (byte)'\t' or (byte)'\n' or (byte)'\r';
}
