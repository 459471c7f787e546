using System.Text;
using Keyway.Engine.Expressions.Syntax;
using Keyway.Engine.Secrets;

namespace Keyway.Engine.Expressions;

/// <summary>
/// A secret's reference with holes: <c>vault:users/${id}/github?version=3#token</c>. It is taken apart by its literal text alone, so what fills
/// a hole is always one path segment, a part of one, or the field, whatever characters it holds.
/// </summary>
public sealed class SecretTemplate
{
    private readonly Piece[] _segments;
    private readonly Piece? _field;
    private readonly bool _isAbsolute;

    private SecretTemplate(string store, bool isAbsolute, Piece[] segments, Piece? field, SecretOptions options, int holes)
    {
        StoreName = store;
        _isAbsolute = isAbsolute;
        _segments = segments;
        _field = field;
        Options = options;
        HoleCount = holes;
        var literal = segments.TakeWhile(s => s.Holes == 0).Select(s => s.Texts[0]).ToArray();
        LiteralSegments = literal;
        LiteralPrefix = new SecretPath(literal, isAbsolute).Text + (literal.Length < segments.Length && literal.Length > 0 ? "/" : "");
    }

    /// <summary>The store that is asked: always literal.</summary>
    public string StoreName { get; }

    /// <summary>The path segments before the first one with a hole, unescaped.</summary>
    public IReadOnlyList<string> LiteralSegments { get; }

    /// <summary>The same as text (<c>users/</c>); the whole path when it has no hole. This much of a reference may be shown anywhere.</summary>
    public string LiteralPrefix { get; }

    /// <summary>True when the path began with a slash: it counts from the store's root.</summary>
    public bool IsAbsolute => _isAbsolute;

    /// <summary>The field, when it is literal.</summary>
    public string? LiteralField => _field is { Holes: 0 } ? _field.Texts[0] : null;

    public SecretOptions Options { get; }

    /// <summary>How many holes there are.</summary>
    public int HoleCount { get; }

    /// <summary>A reference without holes, for settings and other plain text. Null with a problem when it cannot be read.</summary>
    public static SecretTemplate? Parse(string text, out string? problem) => Parse([text], out problem);

    /// <summary>The literal texts of a template: one more than it has holes.</summary>
    internal static SecretTemplate? Parse(IReadOnlyList<string> texts, out string? problem)
    {
        problem = null;
        try
        {
            return new Reader(texts).Read();
        }
        catch (FormatException e)
        {
            problem = e.Message;
            return null;
        }
    }

    /// <summary>The reference with its holes filled. Null with a problem, which names no value, when one of them cannot be a part of a reference.</summary>
    public SecretRef? Resolve(ReadOnlySpan<string> holes, out string? problem)
    {
        if (holes.Length != HoleCount) throw new ArgumentException("one text a hole", nameof(holes));
        problem = null;
        foreach (var hole in holes)
            if (hole.Length == 0) problem = "a part of a secret reference is empty";
        if (problem is not null) return null;

        var at = 0;
        var path = new string[_segments.Length];
        for (var i = 0; i < path.Length; i++)
        {
            path[i] = _segments[i].Fill(holes, ref at);
            if (path[i] is "." or "..") problem = "a part of a secret reference is '.' or '..'";
        }
        var field = _field?.Fill(holes, ref at);
        foreach (var hole in holes)
        {
            if (hole.AsSpan().ContainsAnyInRange('\0', '\u001f')) problem = "a part of a secret reference holds a control character";
            // Half a surrogate pair has no UTF-8: two different texts would become one reference.
            else if (!Texts.IsWellFormed(hole)) problem = "a part of a secret reference is not valid Unicode";
        }
        return problem is null ? new SecretRef(StoreName, new SecretPath(path, _isAbsolute), field, Options) : null;
    }

    /// <summary>A segment or the field: literal texts with a hole between each two.</summary>
    private sealed class Piece(string[] texts)
    {
        public string[] Texts => texts;
        public int Holes => texts.Length - 1;

        public string Fill(ReadOnlySpan<string> holes, ref int at)
        {
            if (texts.Length == 1) return texts[0];
            var text = new StringBuilder(texts[0]);
            for (var i = 1; i < texts.Length; i++) text.Append(holes[at++]).Append(texts[i]);
            return text.ToString();
        }
    }

    /// <summary>Reads the literal texts as one, where a hole is a character that no text can contain.</summary>
    private sealed class Reader(IReadOnlyList<string> texts)
    {
        private const char Hole = '\uffff';

        public SecretTemplate Read()
        {
            foreach (var text in texts)
                if (text.Contains(Hole)) throw new FormatException("a secret reference holds a character that is not allowed");
            var whole = string.Join(Hole, texts);
            if (whole.Length == 0) throw new FormatException("a secret reference is empty; write store:path#field");

            var colon = whole.IndexOf(':');
            if (colon <= 0) throw new FormatException("a secret reference begins with a store and a colon: store:path#field");
            var store = whole[..colon];
            if (store.Contains(Hole)) throw new FormatException("the store of a secret reference must be literal");
            if (!store.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.')) throw new FormatException("a store's name has letters, digits, '-', '_' and '.' only");

            var rest = whole[(colon + 1)..];
            var field = TakeAfter(ref rest, '#');
            var options = ReadOptions(TakeAfter(ref rest, '?'));
            var isAbsolute = rest.StartsWith('/');
            if (isAbsolute) rest = rest[1..];
            if (rest.Length == 0) throw new FormatException("a secret reference needs a path after the store: store:path#field");
            var segments = rest.Split('/').Select(s => ReadPiece(s, "a path segment")).ToArray();
            return new SecretTemplate(store, isAbsolute, segments, field is null ? null : ReadPiece(field, "the field"), options, texts.Count - 1);
        }

        private static string? TakeAfter(ref string text, char mark)
        {
            var at = text.IndexOf(mark);
            if (at < 0) return null;
            var after = text[(at + 1)..];
            text = text[..at];
            return after;
        }

        private static Piece ReadPiece(string text, string what)
        {
            if (text.Length == 0) throw new FormatException($"{what} of a secret reference is empty");
            var piece = new Piece([.. text.Split(Hole).Select(t => Unescape(t, what))]);
            if (piece.Holes == 0 && piece.Texts[0] is "." or "..") throw new FormatException($"{what} of a secret reference is '.' or '..'");
            return piece;
        }

        private static string Unescape(string text, string what)
        {
            for (var i = text.IndexOf('%'); i >= 0; i = text.IndexOf('%', i + 1))
                if (i + 2 >= text.Length || !char.IsAsciiHexDigit(text[i + 1]) || !char.IsAsciiHexDigit(text[i + 2]))
                    throw new FormatException($"{what} of a secret reference has a '%' without two hex digits; a percent sign itself is %25");
            return Uri.UnescapeDataString(text);
        }

        private static SecretOptions ReadOptions(string? text)
        {
            if (text is null) return SecretOptions.None;
            if (text.Contains(Hole)) throw new FormatException("the options of a secret reference (after '?') must be literal");
            string? version = null, stage = null;
            foreach (var part in text.Split('&'))
            {
                var equals = part.IndexOf('=');
                var value = equals < 0 ? "" : Unescape(part[(equals + 1)..], "an option");
                switch (equals < 0 ? part : part[..equals])
                {
                    case "version" when value.Length > 0: version = value; break;
                    case "stage" when value.Length > 0: stage = value; break;
                    default: throw new FormatException("the options of a secret reference are version=... and stage=...");
                }
            }
            return new SecretOptions(version, stage);
        }
    }
}
