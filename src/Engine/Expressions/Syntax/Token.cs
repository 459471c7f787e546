namespace Keyway.Engine.Expressions.Syntax;

internal enum TokenKind : byte
{
    End,
    Name,
    Number,
    Text,
    Mark,
}

/// <summary>The smallest piece of an expression's text. A template and a regular expression begin as marks, and the parser asks for the rest.</summary>
internal readonly record struct Token(TokenKind Kind, int Start, int End, string Text, double Number = 0)
{
    public bool Is(string mark) => Kind == TokenKind.Mark && Text == mark;
    public bool IsName(string name) => Kind == TokenKind.Name && Text == name;

    /// <summary>How an error names it. A text or a number is not quoted: it may be anything.</summary>
    public string Description => Kind switch
    {
        TokenKind.End => "the end of the expression",
        TokenKind.Number => "a number",
        TokenKind.Text => "a text",
        _ => "'" + Text + "'",
    };
}

/// <summary>Ends parsing; caught by <see cref="Expression.Parse"/> and nowhere else.</summary>
internal sealed class ParseStopped(string code, string message, int at) : Exception(message)
{
    public ExpressionError Error(string source)
    {
        var (line, column) = Place.Of(source, at);
        return new(code, Message, line, column);
    }

    public static ParseStopped Syntax(string message, int at) => new(ErrorCodes.Syntax, message, at);
}

internal static class ErrorCodes
{
    public const string Syntax = "expression_syntax";
    public const string Type = "expression_type";
    public const string Reference = "expression_reference";
    public const string Range = "expression_range";
    public const string Limit = "expression_limit";
}

internal static class Place
{
    /// <summary>Line and column, from 1, of an offset into a text.</summary>
    public static (int Line, int Column) Of(string source, int offset)
    {
        var line = 1;
        var start = 0;
        for (var i = 0; i < offset && i < source.Length; i++)
        {
            if (source[i] == '\r' && i + 1 < source.Length && source[i + 1] == '\n') continue;
            if (source[i] is not ('\n' or '\r' or '\u2028' or '\u2029')) continue;
            line++;
            start = i + 1;
        }
        return (line, offset - start + 1);
    }
}
