namespace Keyway.Leaks;

/// <summary>One way of reading bytes as other bytes.</summary>
/// <param name="Name">For the path of a finding.</param>
/// <param name="Decode">What they may mean; nothing where they do not look like it.</param>
internal sealed record Decoder(string Name, Func<byte[], IEnumerable<byte[]>> Decode)
{
    public static readonly Decoder[] All =
    [
        new("percent", Escapes.Percent),
        new("form", Escapes.Form),
        new("backslash", Escapes.Backslash),
        new("XML", Escapes.Xml),
        new("doubled quotes", Escapes.DoubledQuotes),
        new("without white space", Escapes.WithoutSpace),
        new("UTF-16", Escapes.Utf16),
        new("hex", b => Digits.Hex.Decode(b)),
        new("base64", b => Digits.Base64.Decode(b)),
        new("base64url", b => Digits.Base64Url.Decode(b)),
        new("base32", b => Digits.Base32.Decode(b)),
    ];
}
