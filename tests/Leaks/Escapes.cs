using System.Globalization;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;

namespace Keyway.Leaks;

/// <summary>
/// Readings that leave most bytes as they are. Only the neighbourhood of what was changed comes out: the rest was searched before.
/// Written with regular expressions over Latin-1, one for each kind, slow and plain.
/// </summary>
internal static partial class Escapes
{
    private const int Neighbourhood = 256;

    public static IEnumerable<byte[]> Percent(byte[] bytes) =>
        Replace(bytes, PercentPattern(), m => m.Groups["u"].Success ? Utf8(Number(m.Groups["u"])) : Byte(Number(m.Groups["b"])));

    public static IEnumerable<byte[]> Form(byte[] bytes) => Replace(bytes, FormPattern(), m => m.Value == "+" ? " " : Byte(Number(m.Groups["b"])));

    public static IEnumerable<byte[]> Backslash(byte[] bytes) => Replace(bytes, BackslashPattern(), m =>
    {
        if (m.Groups["high"].Success) return Utf8(char.ConvertToUtf32((char)Number(m.Groups["high"]), (char)Number(m.Groups["low"])));
        if (m.Groups["u"].Success) return Utf8(Number(m.Groups["u"]));
        if (m.Groups["x"].Success) return Byte(Number(m.Groups["x"]));
        if (m.Groups["o"].Success) return Byte(Convert.ToInt32(m.Groups["o"].Value, 8));
        return m.Groups["c"].Value switch
        {
            "n" => "\n",
            "r" => "\r",
            "t" => "\t",
            "b" => "\b",
            "f" => "\f",
            "0" => "\0",
            var c => c,
        };
    });

    public static IEnumerable<byte[]> Xml(byte[] bytes) =>
        Replace(bytes, EntityPattern(), m => Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(WebUtility.HtmlDecode(m.Value.Replace("&apos;", "'")))));

    public static IEnumerable<byte[]> DoubledQuotes(byte[] bytes) => Replace(bytes, DoubledPattern(), m => m.Value[..1]);

    public static IEnumerable<byte[]> WithoutSpace(byte[] bytes) => Replace(bytes, SpacePattern(), _ => "");

    /// <summary>Both byte orders of the ASCII range at once; and, where there is anything beyond, all of it in both orders from both offsets.</summary>
    public static IEnumerable<byte[]> Utf16(byte[] bytes)
    {
        foreach (var near in Replace(bytes, ZeroPattern(), _ => "")) yield return near;
        if (!bytes.AsSpan().ContainsAnyInRange((byte)0x80, (byte)0xfe) && !bytes.AsSpan().ContainsAnyInRange((byte)1, (byte)8)) yield break;
        foreach (var offset in (int[])[0, 1])
        {
            yield return Encoding.UTF8.GetBytes(Encoding.Unicode.GetString(bytes, offset, bytes.Length - offset));
            yield return Encoding.UTF8.GetBytes(Encoding.BigEndianUnicode.GetString(bytes, offset, bytes.Length - offset));
        }
    }

    private static IEnumerable<byte[]> Replace(byte[] bytes, Regex pattern, MatchEvaluator by)
    {
        var text = Encoding.Latin1.GetString(bytes);
        var from = -1;
        var to = -1;
        foreach (Match match in pattern.Matches(text))
        {
            if (from >= 0 && match.Index - to > Neighbourhood)
            {
                yield return Decoded(text, from, to, pattern, by);
                from = -1;
            }
            if (from < 0) from = Math.Max(0, match.Index - Neighbourhood);
            to = match.Index + match.Length;
        }
        if (from >= 0) yield return Decoded(text, from, to, pattern, by);
    }

    private static byte[] Decoded(string text, int from, int to, Regex pattern, MatchEvaluator by) =>
        Encoding.Latin1.GetBytes(pattern.Replace(text[from..Math.Min(text.Length, to + Neighbourhood)], by));

    private static int Number(Group hex) => int.Parse(hex.Value, NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    private static string Byte(int value) => ((char)(value & 0xff)).ToString();

    private static string Utf8(int point) =>
        Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(Rune.IsValid(point) ? new Rune(point).ToString() : "\ufffd"));

    [GeneratedRegex("%u(?<u>[0-9a-fA-F]{4})|%(?<b>[0-9a-fA-F]{2})")]
    private static partial Regex PercentPattern();

    [GeneratedRegex(@"\+|%(?<b>[0-9a-fA-F]{2})")]
    private static partial Regex FormPattern();

    [GeneratedRegex(
        @"\\+u(?<high>[dD][89abAB][0-9a-fA-F]{2})\\+u(?<low>[dD][c-fC-F][0-9a-fA-F]{2})|\\+u\{(?<u>[0-9a-fA-F]{1,6})\}|\\+u(?<u>[0-9a-fA-F]{4})|\\x(?<x>[0-9a-fA-F]{2})|\\(?<o>[0-3][0-7]{2})|\\(?<c>[^u])",
        RegexOptions.Singleline)]
    private static partial Regex BackslashPattern();

    [GeneratedRegex("&(#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|lt|gt|amp|quot|apos|nbsp);")]
    private static partial Regex EntityPattern();

    [GeneratedRegex("\"\"|'\"'\"'|''|\\$\\$|%%")]
    private static partial Regex DoubledPattern();

    [GeneratedRegex(@"\s+")]
    private static partial Regex SpacePattern();

    [GeneratedRegex(@"\0+")]
    private static partial Regex ZeroPattern();
}
