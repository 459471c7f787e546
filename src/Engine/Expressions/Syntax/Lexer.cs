using System.Globalization;

namespace Keyway.Engine.Expressions.Syntax;

/// <summary>
/// Cuts the text into tokens, one at a time: what a slash or a closing brace means is known to the parser alone, so it never looks ahead by itself.
/// </summary>
internal sealed partial class Lexer(string source)
{
    // Longest first: the first that fits is the token.
    private static readonly string[] Marks =
    [
        ">>>=", "...", "===", "!==", "**=", "<<=", ">>=", ">>>", "&&=", "||=", "??=",
        "=>", "==", "!=", "<=", ">=", "&&", "||", "??", "?.", "++", "--", "+=", "-=", "*=", "/=", "%=", "&=", "|=", "^=", "<<", ">>", "**",
        "{", "}", "(", ")", "[", "]", ".", ",", ";", "<", ">", "+", "-", "*", "/", "%", "&", "|", "^", "!", "~", "?", ":", "=", "`", "@", "#",
    ];

    /// <summary>Where the next token is looked for. The parser sets it back to read something again.</summary>
    public int Position { get; set; }

    public Token Next()
    {
        SkipBlanks();
        var start = Position;
        if (start >= source.Length) return new Token(TokenKind.End, start, start, "");
        var c = source[start];
        if (IsNameStart(c)) return Name(start);
        if (char.IsAsciiDigit(c) || (c == '.' && start + 1 < source.Length && char.IsAsciiDigit(source[start + 1]))) return Number(start);
        if (c is '"' or '\'') return Text(start, c);
        foreach (var mark in Marks)
        {
            if (string.CompareOrdinal(source, start, mark, 0, mark.Length) != 0) continue;
            // a?.5:1 is a conditional with the number .5
            if (mark == "?." && start + 2 < source.Length && char.IsAsciiDigit(source[start + 2])) continue;
            Position = start + mark.Length;
            return new Token(TokenKind.Mark, start, Position, mark);
        }
        if (c == '\\') throw ParseStopped.Syntax("a backslash is only allowed inside texts and regular expressions", start);
        throw ParseStopped.Syntax("a character that does not belong in an expression", start);
    }

    /// <summary>Whether a mark comes next. Moves to where it would begin.</summary>
    public bool TryPeek(string mark)
    {
        SkipBlanks();
        return string.CompareOrdinal(source, Position, mark, 0, mark.Length) == 0;
    }

    private Token Name(int start)
    {
        while (Position < source.Length && IsNamePart(source[Position])) Position++;
        return new Token(TokenKind.Name, start, Position, source[start..Position]);
    }

    private void SkipBlanks()
    {
        while (Position < source.Length)
        {
            var c = source[Position];
            if (IsBlank(c)) Position++;
            else if (c == '/' && Peek(1) == '/') SkipLine();
            else if (c == '/' && Peek(1) == '*') SkipComment();
            else return;
        }
    }

    private void SkipLine()
    {
        while (Position < source.Length && !IsLineEnd(source[Position])) Position++;
    }

    private void SkipComment()
    {
        var end = source.IndexOf("*/", Position + 2, StringComparison.Ordinal);
        if (end < 0) throw ParseStopped.Syntax("a comment that is not closed", Position);
        Position = end + 2;
    }

    private char Peek(int ahead) => Position + ahead < source.Length ? source[Position + ahead] : '\0';

    public static bool IsLineEnd(char c) => c is '\n' or '\r' or '\u2028' or '\u2029';

    /// <summary>White space and line ends, as JavaScript counts them: also what <c>trim()</c> takes away and <c>\s</c> matches.</summary>
    public static bool IsBlank(char c) =>
        c is ' ' or '\t' or '\n' or '\r' or '\v' or '\f' or '\u00a0' or '\ufeff' or '\u2028' or '\u2029'
        || (c > '\u0080' && char.GetUnicodeCategory(c) == UnicodeCategory.SpaceSeparator);

    public static bool IsNameStart(char c) =>
        char.IsAsciiLetter(c) || c is '$' or '_' || (c > '\u0080' && (char.IsLetter(c) || char.GetUnicodeCategory(c) == UnicodeCategory.LetterNumber));

    public static bool IsNamePart(char c) =>
        IsNameStart(c) || char.IsAsciiDigit(c)
        || (c > '\u0080' && (c is '\u200c' or '\u200d'
            || char.GetUnicodeCategory(c) is UnicodeCategory.DecimalDigitNumber or UnicodeCategory.NonSpacingMark
                or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.ConnectorPunctuation));
}
