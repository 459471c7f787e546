namespace Keyway.Engine.Redaction;

/// <summary>
/// The run of letters, digits and <c>+ / = _ -</c> around a find. Where only a fragment of a secret was recognised the rest of it may lie
/// beside it, changed in a way nobody foresaw: so the whole run goes, and never is a prefix shown.
/// </summary>
internal static class Token
{
    public static (int Start, int End) Around(ReadOnlySpan<byte> bytes, int start, int end)
    {
        while (start > 0 && Contains(bytes[start - 1])) start--;
        while (end < bytes.Length && Contains(bytes[end])) end++;
        return (start, end);
    }

    /// <summary>The same, but ends where the text has a line break that its plain form leaves out.</summary>
    public static (int Start, int End) Around(in PlainText plain, ReadOnlySpan<byte> text, int start, int end)
    {
        var bytes = plain.Bytes;
        while (start > 0 && Contains(bytes[start - 1]) && AreTogether(plain, text, start)) start--;
        while (end < bytes.Length && Contains(bytes[end]) && AreTogether(plain, text, end)) end++;
        return (start, end);
    }

    /// <summary>The runs of at least so many characters in a text.</summary>
    public static IEnumerable<string> Runs(string text, int least)
    {
        for (int start = 0, at = 0; at <= text.Length; at++)
        {
            if (at < text.Length && text[at] < 0x80 && Contains((byte)text[at])) continue;
            if (at - start >= least) yield return text[start..at];
            start = at + 1;
        }
    }

    /// <summary>Control bytes beside a find are halves of its UTF-16 characters; not line breaks and tabs, which part words.</summary>
    public static Mark WithControls(ReadOnlySpan<byte> text, Mark mark)
    {
        var (start, end) = (mark.Start, mark.End);
        while (start > 0 && IsControl(text[start - 1])) start--;
        while (end < text.Length && IsControl(text[end])) end++;
        return mark with { Start = start, End = end };
    }

    private static bool IsControl(byte b) => b < 0x20 && b is not ((byte)'\n' or (byte)'\r' or (byte)'\t');

    public static int AfterPadding(ReadOnlySpan<byte> bytes, int end)
    {
        while (end < bytes.Length && bytes[end] == (byte)'=') end++;
        return end;
    }

    /// <summary>Nothing lies between this byte and the one before it, but for the zeros of UTF-16.</summary>
    private static bool AreTogether(in PlainText plain, ReadOnlySpan<byte> text, int at)
    {
        var between = text[plain.End(at - 1)..Math.Max(plain.Start(at), plain.End(at - 1))];
        return !between.ContainsAnyExcept((byte)0);
    }

    private static bool Contains(byte b) =>
        char.IsAsciiLetterOrDigit((char)b) || b is (byte)'+' or (byte)'/' or (byte)'=' or (byte)'_' or (byte)'-';
}
