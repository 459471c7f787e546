using System.Net;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Keyway.Engine.Tests.Redaction;

/// <summary>A way to write a text, as programs out there do; by name, so that a failing case can be told.</summary>
public sealed record Spelling(string Name, Func<string, string> Write)
{
    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static readonly Spelling[] All =
    [
        new("as it is", s => s),
        new("JSON, few escapes", s => Inner(JsonSerializer.Serialize(s, Relaxed))),
        new("JSON, System.Text.Json", s => Inner(JsonSerializer.Serialize(s))),
        new("JSON, System.Text.Json, lower case", s => LowerEscapes(Inner(JsonSerializer.Serialize(s)))),
        new("JSON, ASCII only", s => Inner(AsciiJson(s))),
        new("JSON, every character", s => string.Concat(s.Select(c => $"\\u{(int)c:x4}"))),
        new("JSON with escaped slashes", s => Inner(JsonSerializer.Serialize(s, Relaxed)).Replace("/", "\\/")),
        new("percent, upper case", s => Uri.EscapeDataString(s)),
        new("percent, lower case", s => WebUtility.UrlEncode(s).Replace("+", "%20") is var e ? LowerPercent(e) : e),
        new("form", s => WebUtility.UrlEncode(s)),
        new("percent, every byte", s => string.Concat(Encoding.UTF8.GetBytes(s).Select(b => $"%{b:X2}"))),
        new("percent, twice", s => Uri.EscapeDataString(Uri.EscapeDataString(s))),
        new("HTML", s => WebUtility.HtmlEncode(s)),
        new("HTML, System.Text.Encodings.Web", s => HtmlEncoder.Default.Encode(s)),
        new("XML, numeric", s => string.Concat(s.EnumerateRunes().Select(r => char.IsAsciiLetterOrDigit((char)(r.Value & 0x7f)) && r.IsAscii ? r.ToString() : $"&#{r.Value};"))),
        new("shell, single quotes", s => "'" + s.Replace("'", "'\\''") + "'"),
        new("shell, double quotes inside", s => "'" + s.Replace("'", "'\"'\"'") + "'"),
        new("shell, backslashes", s => string.Concat(s.Select(c => char.IsAsciiLetterOrDigit(c) || c > 127 || c == '\n' ? c.ToString() : "\\" + c))),
        new("C#", s => "\"" + s.Replace("\\", "\\\\").Replace("\"", "\\\"").Replace("\n", "\\n") + "\""),
        new("C#, verbatim", s => "@\"" + s.Replace("\"", "\"\"") + "\""),
        new("JavaScript", s => "`" + s.Replace("\\", "\\\\").Replace("`", "\\`").Replace("${", "\\${") + "`"),
        new("Python", s => "'" + s.Replace("\\", "\\\\").Replace("'", "\\'").Replace("\n", "\\n") + "'"),
        new("Python, bytes", s => string.Concat(Encoding.UTF8.GetBytes(s).Select(b => b is >= 0x20 and < 0x7f && b != '\\' ? ((char)b).ToString() : $"\\x{b:x2}"))),
        new("Go", s => "\"" + s.Replace("\\", "\\\\").Replace("\"", "\\\"").Replace("\n", "\\n") + "\""),
        new("octal", s => string.Concat(Encoding.UTF8.GetBytes(s).Select(b => b is >= 0x30 and < 0x7f && b != '\\' ? ((char)b).ToString() : "\\" + Convert.ToString(b, 8).PadLeft(3, '0')))),
        new("hex", s => Convert.ToHexStringLower(Encoding.UTF8.GetBytes(s))),
        new("hex, upper case", s => Convert.ToHexString(Encoding.UTF8.GetBytes(s))),
        new("base32", s => Base32(Encoding.UTF8.GetBytes(s))),
        new("base32, lower case", s => Base32(Encoding.UTF8.GetBytes(s)).ToLowerInvariant()),
        new("base64", s => Convert.ToBase64String(Encoding.UTF8.GetBytes(s))),
        new("base64 in lines", s => Convert.ToBase64String(Encoding.UTF8.GetBytes(s), Base64FormattingOptions.InsertLineBreaks)),
        new("base64 in short indented lines", s => string.Join("\n  ", Convert.ToBase64String(Encoding.UTF8.GetBytes(s)).Chunk(7).Select(c => new string(c)))),
        new("base64url", s => Convert.ToBase64String(Encoding.UTF8.GetBytes(s)).TrimEnd('=').Replace('+', '-').Replace('/', '_')),
        new("base64 of a line", s => Convert.ToBase64String(Encoding.UTF8.GetBytes(s + "\n"))),
        new("UTF-16", s => Encoding.Latin1.GetString(Encoding.Unicode.GetBytes(s))),
        new("UTF-16, big endian", s => Encoding.Latin1.GetString(Encoding.BigEndianUnicode.GetBytes(s))),
        new("base64 of UTF-16", s => Convert.ToBase64String(Encoding.Unicode.GetBytes(s))),
        new("wrapped", s => string.Join("\r\n", s.Chunk(16).Select(c => new string(c)))),
    ];

    public static Spelling Named(string name) => All.Single(s => s.Name == name);

    public static IEnumerable<string> Names => All.Select(s => s.Name);

    private static string Inner(string quoted) => quoted[1..^1];

    private static string AsciiJson(string s) =>
        "\"" + string.Concat(s.Select(c => c switch
        {
            '"' or '\\' => "\\" + c,
            '\n' => "\\n",
            < ' ' or > '~' => $"\\u{(int)c:x4}",
            _ => c.ToString(),
        })) + "\"";

    private static string LowerEscapes(string json) =>
        System.Text.RegularExpressions.Regex.Replace(json, @"\\u[0-9A-F]{4}", m => m.Value.ToLowerInvariant());

    private static string LowerPercent(string text) =>
        System.Text.RegularExpressions.Regex.Replace(text, "%[0-9A-F]{2}", m => m.Value.ToLowerInvariant());

    private static string Base32(byte[] bytes)
    {
        const string alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
        var text = new StringBuilder();
        int pending = 0, bits = 0;
        foreach (var b in bytes)
        {
            pending = (pending << 8) | b;
            for (bits += 8; bits >= 5; bits -= 5) text.Append(alphabet[(pending >> (bits - 5)) & 31]);
            pending &= (1 << bits) - 1;
        }
        if (bits > 0) text.Append(alphabet[(pending << (5 - bits)) & 31]);
        while (text.Length % 8 != 0) text.Append('=');
        return text.ToString();
    }
}
