using System.Buffers.Text;
using System.Text;

namespace Keyway.Engine.Redaction;

/// <summary>Every text to be found for some secrets. Escapes need none of their own: they are undone before anything is compared.</summary>
internal sealed class NeedleList
{
    private const int MaxNesting = 4;

    // Below this a text stands in ordinary data by chance; a labelled one is still never shown.
    private const int ShortestWord = 3;

    private byte[] _plain = new byte[256];

    /// <summary>The plain texts, each between two zeros, which no plain text holds: a comparison never runs over an end.</summary>
    public ReadOnlySpan<byte> Plain => _plain.AsSpan(0, Length);

    public int Length { get; private set; } = 1;
    public List<Needle> Needles { get; } = [];
    public List<NeedlePart> Parts { get; } = [];
    public List<ShortSecret> Short { get; } = [];

    /// <summary>Texts so short that a backslash or percent sign that happens to stand before one could swallow its beginning.</summary>
    public List<ExactSecret> Exact { get; } = [];

    public bool HasMultibyte { get; private set; }

    public void Add(Secret secret)
    {
        Add(secret, Encoding.UTF8.GetBytes(secret.Text).AsSpan().Trim(" \t\r\n"u8), MaxNesting);
    }

    private void Add(Secret secret, ReadOnlySpan<byte> text, int nesting)
    {
        if (SecretJson.Leaves(text) is { } leaves)
        {
            AddText(secret, text, [new(0, text.Length, Evidence.Whole)], text.Length);
            if (nesting == 0) return;
            foreach (var leaf in leaves) Add(secret, Encoding.UTF8.GetBytes(leaf), nesting - 1);
            return;
        }
        if (AddText(secret, text, SecretShape.PartsOf(text), text.Length)) AddVariants(secret, text);
        if (SecretShape.UserAndPassword(text) is var (_, password) && text[password].Length < Needle.Window) AddShort(secret, text[password]);
        if (nesting > 0 && text.StartsWith("Basic "u8)) AddBasic(secret, text[6..], nesting);
    }

    /// <summary>False where the text is too short to be found by its fragments.</summary>
    private bool AddText(Secret secret, ReadOnlySpan<byte> text, List<SecretPart> parts, int written)
    {
        using var plain = new PlainText(text, mapped: true);
        var bytes = plain.Bytes;
        if (bytes.Length < Needle.Window)
        {
            AddShort(secret, text);
            return false;
        }
        var start = Length;
        Reserve(bytes.Length + 1);
        bytes.CopyTo(_plain.AsSpan(start));
        Length += bytes.Length + 1;
        Needles.Add(new(secret, start, start + bytes.Length, Parts.Count));
        foreach (var part in parts)
        {
            var (from, to) = (plain.IndexAt(part.Start), plain.IndexAt(part.End));
            if (to - from >= Needle.Window) Parts.Add(NeedlePart.Of(start + from, start + to, part.Evidence, written));
        }
        if (Parts.Count == Needles[^1].FirstPart) Parts.Add(NeedlePart.Of(start, start + bytes.Length, Evidence.Whole, written));
        HasMultibyte |= bytes.ContainsAnyInRange((byte)0x80, (byte)0xff);
        if (bytes.Length <= Needle.Window + 6) Exact.Add(new(secret, text.ToArray()));
        return true;
    }

    /// <summary>The spellings that no escape explains.</summary>
    private void AddVariants(Secret secret, ReadOnlySpan<byte> text)
    {
        if (text.Contains((byte)' ')) AddReplaced(secret, text, " ", "+");
        if (text.Contains((byte)'\''))
        {
            AddReplaced(secret, text, "'", "''");
            AddReplaced(secret, text, "'", "'''");
            AddReplaced(secret, text, "'", "'\"'\"'");
        }
        if (text.Contains((byte)'$')) AddReplaced(secret, text, "$", "$$");
        if (text.Contains((byte)'%')) AddReplaced(secret, text, "%", "%%");
        if (text.Contains((byte)'"')) AddReplaced(secret, text, "\"", "\"\"");
        if (!text.ContainsAnyInRange((byte)0x80, (byte)0xff)) return;
        var characters = Encoding.UTF8.GetString(text);
        AddSpelling(secret, Encoding.Unicode.GetBytes(characters), text);
        AddSpelling(secret, Encoding.BigEndianUnicode.GetBytes(characters), text);
        if (characters.All(c => c <= '\u00ff')) AddSpelling(secret, Encoding.Latin1.GetBytes(characters), text);
    }

    /// <summary>
    /// A sign at either end stays as it is: written twice it would be found where the text's own quote stands before the secret's.
    /// </summary>
    private void AddReplaced(Secret secret, ReadOnlySpan<byte> text, string what, string by)
    {
        var inner = Encoding.UTF8.GetString(text[1..^1]).Replace(what, by, StringComparison.Ordinal);
        AddSpelling(secret, [text[0], .. Encoding.UTF8.GetBytes(inner), text[^1]], text);
    }

    /// <summary>Another spelling of a text; where only parts of that are secret, nothing less than all of it counts.</summary>
    private void AddSpelling(Secret secret, byte[] spelling, ReadOnlySpan<byte> text)
    {
        var isPlain = SecretShape.PartsOf(text)[0] == new SecretPart(0, text.Length, Evidence.Fragment);
        AddText(secret, spelling, [new(0, spelling.Length, isPlain ? Evidence.Fragment : Evidence.Whole)], text.Length);
    }

    private void AddBasic(Secret secret, ReadOnlySpan<byte> encoded, int nesting)
    {
        var decoded = new byte[Base64.GetMaxDecodedFromUtf8Length(encoded.Length)];
        if (Base64.DecodeFromUtf8(encoded, decoded, out _, out var length) == System.Buffers.OperationStatus.Done) Add(secret, decoded.AsSpan(0, length), nesting - 1);
    }

    private void AddShort(Secret secret, ReadOnlySpan<byte> text)
    {
        if (text.Length >= ShortestWord) Short.AddRange(ShortSecret.SpellingsOf(secret, text));
    }

    private void Reserve(int count)
    {
        if (Length + count > _plain.Length) Array.Resize(ref _plain, Math.Max(Length + count, _plain.Length * 2));
    }
}

/// <summary>The bytes of a text as they are.</summary>
internal readonly record struct ExactSecret(Secret Owner, byte[] Bytes);
