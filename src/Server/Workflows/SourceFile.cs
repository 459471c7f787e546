using System.Text;
using Keyway.Engine.Workflows;

namespace Keyway.Server.Workflows;

/// <summary>A workflow file as text: read by its form into the one tree that the check knows.</summary>
public static class SourceFile
{
    /// <summary>A longer file is refused unread.</summary>
    public const int MaxLength = 1024 * 1024;

    /// <summary>Deeper than this is refused: no workflow needs it, and every later reader may recurse.</summary>
    public const int MaxDepth = 64;

    /// <summary>Scalars, lists and maps in all, aliases counted as often as they are used.</summary>
    public const int MaxNodes = 100_000;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads a file.</summary>
    /// <param name="form"><c>yaml</c> or <c>json</c>.</param>
    public static SourceRead Read(string text, string form)
    {
        if (text.StartsWith('\uFEFF')) text = text[1..];
        var lines = new SourceLines(text);
        if (text.Length > MaxLength) return Failed("source_too_large", $"A workflow file holds at most {MaxLength:N0} characters.", new(1, 1));
        if (UnfitCharacter(text) is { } unfit) return Failed("source_encoding", unfit.Message, lines.At(unfit.At));
        if (string.IsNullOrWhiteSpace(text)) return Failed("source_syntax", "The file is empty. A workflow begins with 'keyway: 1'.", new(1, 1));
        try
        {
            return new SourceRead.Read(form switch
            {
                "yaml" => new YamlReader(text, lines).Read(),
                "json" => new JsonReader(text, lines).Read(),
                _ => throw new ArgumentOutOfRangeException(nameof(form), form, "yaml or json"),
            });
        }
        catch (SourceRefused refused)
        {
            return Failed(refused.Code, refused.Message, lines.At(refused.Index));
        }
    }

    /// <summary>Reads a file from its bytes, which must be UTF-8.</summary>
    public static SourceRead Read(ReadOnlySpan<byte> utf8, string form)
    {
        string text;
        try
        {
            text = Strict.GetString(utf8);
        }
        catch (DecoderFallbackException e)
        {
            var good = Strict.GetString(utf8[..Math.Clamp(e.Index, 0, utf8.Length)]);
            return Failed("source_encoding", "The file is not UTF-8 here. Save it as UTF-8.", new SourceLines(good).At(good.Length));
        }
        return Read(text, form);
    }

    private static (int At, string Message)? UnfitCharacter(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c is '\t' or '\n' or '\r' or (>= ' ' and < '\u007f')) continue;
            // A control character is invisible in an editor, and a NUL would end the file for some readers. The three odd line ends are
            // line ends to YAML 1.1 and text to YAML 1.2: what a person cannot see should not decide.
            if (char.IsControl(c) || c is '\u2028' or '\u2029')
                return (i, "The file holds a control character here. Write it as an escape inside a double-quoted text, or remove it.");
            if (!char.IsSurrogate(c)) continue;
            if (!char.IsHighSurrogate(c) || i + 1 >= text.Length || !char.IsLowSurrogate(text[i + 1]))
                return (i, "The file holds half of a character here. Save it as UTF-8.");
            i++;
        }
        return null;
    }

    private static SourceRead.Failed Failed(string code, string message, LineColumn at) =>
        new(new Problem(code, message, new SourceSpot("", at.Line, at.Column)));
}

/// <summary>Ends the reading of a file at a place; caught in <see cref="SourceFile"/> alone.</summary>
#pragma warning disable CA1064, CA1032 // Never leaves SourceFile.
internal sealed class SourceRefused(string code, string message, int index) : Exception(message)
{
    public string Code => code;

    /// <summary>The offset in the text.</summary>
    public int Index => index;
}
