using System.Buffers;
using System.Text;

namespace Keyway.Engine.Redaction;

/// <summary>
/// Finds every spelling of a fixed set of secrets in UTF-8: whole or in fragments, under any escapes, and inside hexadecimal, base32 and
/// base64 two deep. Unchangeable, so that parallel steps share it.
/// </summary>
public sealed class Matcher
{
    // An encoding of an encoding; one more is a thing that nobody does by accident.
    private const int MaxDepth = 2;

    // Encoded texts are decoded in blocks; what overlaps is more than a fragment takes, however it is spelled.
    private const int Block = 8192, Overlap = 1024;

    // A SHA-256 in base64 without padding. What is shorter may be an ordinary id that stands beside a secret.
    private const int SignatureLength = 43;

    internal static readonly Matcher Nothing = new([]);

    private readonly NeedleTable[] _tables;
    private readonly int _least = int.MaxValue;
    private readonly bool _asciiOnly = true;
    private readonly bool _hasShort;

    internal Matcher(NeedleTable[] tables)
    {
        _tables = tables;
        foreach (var table in tables)
        {
            if (table.Least > 0) _least = Math.Min(_least, table.Least);
            _asciiOnly &= !table.HasMultibyte;
            _hasShort |= table.Short.Length > 0;
        }
    }

    /// <summary>Whether any secret may be in there. The question that every document is asked: made to be answered fast.</summary>
    public bool Touches(ReadOnlySpan<byte> utf8) => (_hasShort || utf8.Length >= _least) && Scan(utf8, 0, null, true);

    /// <summary>What of a text made from secrets is not found by them: all of it, or where one stands in it whole, runs as long as a signature.</summary>
    internal IEnumerable<string> UnknownIn(string text)
    {
        var marks = Marks(Encoding.UTF8.GetBytes(text), withShort: false);
        return marks.Exists(m => m.IsWhole) ? Token.Runs(Replace(text, withShort: false), SignatureLength) : [text];
    }

    /// <summary>The text with each secret replaced by its handle; the same text where there is none.</summary>
    public string Replace(string text) => Replace(text, withShort: true);

    /// <summary>Like <see cref="Replace(string)"/> without secrets so short that they may well be a word or a number of its own.</summary>
    internal string ReplaceKey(string key) => Replace(key, withShort: false);

    /// <summary>The handle of the first secret in a text that is as a whole a secret or not one: a number. Null where there is none.</summary>
    internal string? HandleIn(string text) => Marks(Encoding.UTF8.GetBytes(text), withShort: false) is [var mark, ..] ? mark.Owner.Label.Handle : null;

    private string Replace(string text, bool withShort)
    {
        var rented = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(text.Length));
        try
        {
            var utf8 = rented.AsSpan(0, Encoding.UTF8.GetBytes(text, rented));
            if (!Touches(utf8) || Marks(utf8, withShort) is not { Count: > 0 } marks) return text;
            var result = new StringBuilder(text.Length);
            var at = 0;
            foreach (var mark in marks)
            {
                result.Append(Encoding.UTF8.GetString(utf8[at..mark.Start])).Append(mark.Owner.Label.Handle);
                at = mark.End;
            }
            return result.Append(Encoding.UTF8.GetString(utf8[at..])).ToString();
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented, clearArray: true);
        }
    }

    /// <summary>What is to be replaced, in order.</summary>
    internal List<Mark> Marks(ReadOnlySpan<byte> utf8, bool withShort = true)
    {
        var marks = new List<Mark>();
        if (_hasShort || utf8.Length >= _least) Scan(utf8, 0, marks, withShort);
        Mark.Merge(marks);
        return marks;
    }

    /// <summary>The bytes that no find can lie across, by value; and how long the longest secret is.</summary>
    internal bool[] PartingBytes(out int longest)
    {
        var parts = new bool[256];
        // Not what may stand inside an escape: &#43; and \u{2b}.
        foreach (var b in "!\"$'()*,.:<>?@[]^`|~"u8) parts[b] = true;
        longest = 0;
        foreach (var table in _tables) table.Exclude(parts, ref longest);
        return parts;
    }

    /// <summary>Without a list of marks it ends at the first find.</summary>
    private bool Scan(ReadOnlySpan<byte> text, int depth, List<Mark>? marks, bool withShort)
    {
        using var plain = new PlainText(text, mapped: marks is not null);
        var found = false;
        foreach (var table in _tables)
        {
            found |= ScanFragments(table, plain, text, marks);
            if (plain.IsChanged && (marks is not null || !found)) found |= ScanExact(table, text, marks);
            if (withShort && (marks is not null || !found)) found |= ScanShort(table, plain, marks);
            if (found && marks is null) return true;
        }
        return depth < MaxDepth && plain.Bytes.Length > _least ? found | ScanEncoded(plain, depth, marks) : found;
    }

    private static bool ScanFragments(NeedleTable table, in PlainText plain, ReadOnlySpan<byte> text, List<Mark>? marks)
    {
        if (table.Least == 0) return false;
        int from = 0, reached = 0;
        while (table.Find(plain.Bytes, ref from, ref reached, out var found))
        {
            if (marks is null) return true;
            var (start, end) = found.IsWhole ? (found.Start, found.End) : Token.Around(plain, text, found.Start, found.End);
            var stop = found.IsWhole && found.Owner.EndsInSpace ? plain.StartOr(end, text.Length) : plain.End(end - 1);
            marks.Add(Token.WithControls(text, new(plain.Start(start), stop, found.Owner, found.Length, found.IsWhole)));
        }
        return reached > 0;
    }

    private static bool ScanExact(NeedleTable table, ReadOnlySpan<byte> text, List<Mark>? marks)
    {
        var any = false;
        foreach (var (owner, bytes) in table.Exact)
        {
            for (int at = 0, next; (next = text[at..].IndexOf(bytes)) >= 0; at += next + bytes.Length)
            {
                if (marks is null) return true;
                any = true;
                marks.Add(new(at + next, at + next + bytes.Length, owner, bytes.Length, true));
            }
        }
        return any;
    }

    private static bool ScanShort(NeedleTable table, in PlainText plain, List<Mark>? marks)
    {
        var any = false;
        foreach (var secret in table.Short)
        {
            for (int at = 0, next; (next = secret.Find(plain, at)) >= 0; at = next + secret.Length)
            {
                if (marks is null) return true;
                any = true;
                var end = Token.AfterPadding(plain.Bytes, next + secret.Length);
                marks.Add(new(plain.Start(next), plain.End(end - 1), secret.Owner, secret.Length, true));
            }
        }
        return any;
    }

    private bool ScanEncoded(in PlainText plain, int depth, List<Mark>? marks)
    {
        var any = false;
        var bytes = plain.Bytes;
        foreach (var radix in Radix.All)
        {
            var least = radix.DigitsFor(_least);
            for (var from = 0; radix.FindStretch(bytes, from, least, out var start, out var end); from = end)
            {
                if (!Holds(radix, bytes[start..end], depth, marks is not null, out var heaviest)) continue;
                if (marks is null) return true;
                any = true;
                // Where the secret ends moves what stands after it, so that all of the encoded text goes.
                (start, end) = Token.Around(bytes, start, end);
                marks.Add(heaviest with { Start = plain.Start(start), End = plain.End(end - 1) });
            }
        }
        return any;
    }

    private bool Holds(Radix radix, ReadOnlySpan<byte> digits, int depth, bool named, out Mark heaviest)
    {
        heaviest = default;
        var marks = named ? new List<Mark>() : null;
        for (var at = 0; at == 0 || at + Overlap < digits.Length; at += Block - Overlap)
        {
            for (var shift = 0; shift < radix.Alignments; shift++)
            {
                var block = digits[Math.Min(at + shift, digits.Length)..Math.Min(at + Block, digits.Length)];
                if (ScanDigits(radix, block, depth, marks) && marks is null) return true;
            }
        }
        if (marks is null) return false;
        foreach (var mark in marks)
            if (mark.Weight > heaviest.Weight) heaviest = mark;
        return heaviest.Weight > 0;
    }

    private bool ScanDigits(Radix radix, ReadOnlySpan<byte> digits, int depth, List<Mark>? marks)
    {
        var found = false;
        while (digits.Length > 0)
        {
            // A secret beyond ASCII may hide in any bytes.
            var start = _asciiOnly ? radix.FindAscii(digits, _least) : 0;
            if (start < 0) break;
            found |= ScanDecoded(radix, digits[start..], depth, marks, out var taken);
            if (found && marks is null) return true;
            digits = digits[Math.Min(start + taken, digits.Length)..];
        }
        return found;
    }

    // Not part of its caller: the stack is taken only for digits that are worth decoding.
    private bool ScanDecoded(Radix radix, ReadOnlySpan<byte> digits, int depth, List<Mark>? marks, out int taken)
    {
        Span<byte> decoded = stackalloc byte[radix.BytesIn(digits.Length)];
        taken = radix.Decode(digits, decoded, _asciiOnly ? _least : int.MaxValue, out var length);
        decoded = decoded[..length];
        var found = Scan(decoded, depth + 1, marks, false);
        decoded.Clear();
        return found;
    }
}
