using System.Globalization;
using System.Text;

namespace Keyway.Engine.Expressions.Syntax;

/// <summary>A piece of a template: what it says, what was written, and whether <c>${</c> follows.</summary>
internal readonly record struct TemplatePiece(string Text, string Raw, bool HoleFollows);

internal sealed partial class Lexer
{
    private Token Number(int start)
    {
        var value = source[start] == '0' ? Peek(1) switch
        {
            'x' or 'X' => Digits(16),
            'o' or 'O' => Digits(8),
            'b' or 'B' => Digits(2),
            >= '0' and <= '9' or '_' => throw ParseStopped.Syntax("a number does not begin with 0; octal is written 0o17", start),
            _ => Decimal(start),
        } : Decimal(start);
        if (Position < source.Length && source[Position] == 'n') throw ParseStopped.Syntax("BigInt numbers (10n) are not available", start);
        if (Position < source.Length && IsNamePart(source[Position])) throw ParseStopped.Syntax("a name follows a number without a space", Position);
        return new Token(TokenKind.Number, start, Position, "", value);
    }

    private double Digits(int radix)
    {
        Position += 2;
        var digits = TakeDigits(radix);
        return Texts.ParseInteger(digits, radix);
    }

    private double Decimal(int start)
    {
        var text = new StringBuilder();
        if (source[start] != '.') text.Append(TakeDigits(10));
        if (Peek(0) == '.')
        {
            Position++;
            text.Append('.');
            if (char.IsAsciiDigit(Peek(0))) text.Append(TakeDigits(10));
        }
        if (Peek(0) is 'e' or 'E')
        {
            Position++;
            text.Append('e');
            if (Peek(0) is '+' or '-') text.Append(source[Position++]);
            text.Append(TakeDigits(10));
        }
        return double.Parse("0" + text, NumberStyles.Float, CultureInfo.InvariantCulture);
    }

    private string TakeDigits(int radix)
    {
        var digits = new StringBuilder();
        var wasDigit = false;
        while (Position < source.Length)
        {
            var c = source[Position];
            if (c == '_')
            {
                if (!wasDigit || Texts.DigitOf(Peek(1)) >= radix) throw ParseStopped.Syntax("a '_' in a number stands between two digits", Position);
                wasDigit = false;
            }
            else if (Texts.DigitOf(c) < radix)
            {
                digits.Append(c);
                wasDigit = true;
            }
            else break;
            Position++;
        }
        if (digits.Length == 0) throw ParseStopped.Syntax("a number without digits", Position);
        return digits.ToString();
    }

    private Token Text(int start, char quote)
    {
        Position = start + 1;
        var text = new StringBuilder();
        while (true)
        {
            if (Position >= source.Length || source[Position] is '\n' or '\r') throw ParseStopped.Syntax("a text that is not closed", start);
            var c = source[Position++];
            if (c == quote) return new Token(TokenKind.Text, start, Position, text.ToString());
            if (c == '\\') Escape(text);
            else text.Append(c);
        }
    }

    /// <summary>Reads on inside a template, from just after its backtick or after the brace that closed a hole.</summary>
    public TemplatePiece Template(int opened)
    {
        var text = new StringBuilder();
        var start = Position;
        while (true)
        {
            if (Position >= source.Length) throw ParseStopped.Syntax("a template that is not closed", opened);
            var c = source[Position++];
            switch (c)
            {
                case '`':
                    return new TemplatePiece(text.ToString(), Raw(start, Position - 1), false);
                case '$' when Peek(0) == '{':
                    Position++;
                    return new TemplatePiece(text.ToString(), Raw(start, Position - 2), true);
                case '\\':
                    Escape(text);
                    break;
                case '\r':
                    if (Peek(0) == '\n') Position++;
                    text.Append('\n');
                    break;
                default:
                    text.Append(c);
                    break;
            }
        }

        string Raw(int from, int to) => source[from..to].Replace("\r\n", "\n").Replace('\r', '\n');
    }

    private void Escape(StringBuilder text)
    {
        var at = Position - 1;
        if (Position >= source.Length) throw ParseStopped.Syntax("a text ends in a backslash", at);
        var c = source[Position++];
        switch (c)
        {
            case 'n': text.Append('\n'); break;
            case 't': text.Append('\t'); break;
            case 'r': text.Append('\r'); break;
            case 'b': text.Append('\b'); break;
            case 'v': text.Append('\v'); break;
            case 'f': text.Append('\f'); break;
            case '0' when !char.IsAsciiDigit(Peek(0)): text.Append('\0'); break;
            case >= '0' and <= '9': throw ParseStopped.Syntax("an octal escape; write \\xHH", at);
            case 'x': text.Append((char)Hex(2, at)); break;
            case 'u' when Peek(0) == '{': AppendCodePoint(text, at); break;
            case 'u': text.Append((char)Hex(4, at)); break;
            case '\r':
                if (Peek(0) == '\n') Position++;
                break;
            case '\n' or '\u2028' or '\u2029': break;
            default: text.Append(c); break;
        }
    }

    private void AppendCodePoint(StringBuilder text, int at)
    {
        var close = source.IndexOf('}', Position);
        var digits = close < 0 ? "" : source[(Position + 1)..close];
        if (digits.Length is 0 or > 16 || !digits.All(char.IsAsciiHexDigit)) throw ParseStopped.Syntax("\\u{...} holds hex digits", at);
        var point = ulong.Parse(digits, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        if (point > 0x10ffff) throw ParseStopped.Syntax("\\u{...} is at most 10FFFF", at);
        Texts.AppendCodePoint(text, (int)point);
        Position = close + 1;
    }

    private int Hex(int length, int at)
    {
        if (Position + length > source.Length || !source.AsSpan(Position, length).ToString().All(char.IsAsciiHexDigit))
            throw ParseStopped.Syntax($"an escape with {length} hex digits is not complete", at);
        var value = int.Parse(source.AsSpan(Position, length), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        Position += length;
        return value;
    }

    /// <summary>Reads a regular expression whose slash is the token given: its body and its flags.</summary>
    public (string Body, string Flags) RegularExpression(Token slash)
    {
        Position = slash.Start + 1;
        var inClass = false;
        while (true)
        {
            if (Position >= source.Length || IsLineEnd(source[Position])) throw ParseStopped.Syntax("a regular expression that is not closed", slash.Start);
            var c = source[Position++];
            if (c == '\\') Position++;
            else if (c == '[') inClass = true;
            else if (c == ']') inClass = false;
            else if (c == '/' && !inClass) break;
        }
        var body = source[(slash.Start + 1)..(Position - 1)];
        var flags = Position;
        while (Position < source.Length && IsNamePart(source[Position])) Position++;
        return (body, source[flags..Position]);
    }
}
