namespace Keyway.Engine.Workflows;

/// <summary>
/// Finds the <c>{{ }}</c> of a text. Where an expression ends is decided by JavaScript's own brackets, strings, templates, regular expressions
/// and comments, so that <c>{{ {a: "}}"} }}</c> is one expression.
/// </summary>
internal static class TemplateScan
{
    /// <param name="From">Where the piece begins: its text, or the expression's text behind the braces and white space.</param>
    /// <param name="To">Where that ends.</param>
    public readonly record struct Piece(int From, int To, bool IsExpression);

    /// <param name="Open">Where something was begun that is never ended; -1 when all is well.</param>
    public readonly record struct Scanned(IReadOnlyList<Piece> Pieces, int Open, string What);

    public static bool HasExpression(string text) => text.Contains("{{", StringComparison.Ordinal);

    public static Scanned Scan(string text)
    {
        var pieces = new List<Piece>();
        var at = 0;
        while (at < text.Length)
        {
            var open = text.IndexOf("{{", at, StringComparison.Ordinal);
            if (open < 0) break;
            if (open > at) pieces.Add(new(at, open, false));
            var inside = new Inside(text, open + 2);
            var close = inside.FindEnd();
            if (close < 0) return new(pieces, inside.Open < 0 ? open : inside.Open, inside.Open < 0 ? "'{{' is never closed with '}}'" : inside.What + " is never closed");
            var (from, to) = (open + 2, close);
            while (from < to && char.IsWhiteSpace(text[from])) from++;
            while (to > from && char.IsWhiteSpace(text[to - 1])) to--;
            pieces.Add(new(from, to, true));
            at = close + 2;
        }
        if (at < text.Length) pieces.Add(new(at, text.Length, false));
        return new(pieces, -1, "");
    }

    /// <param name="Mark">The bracket, or a back quote for the <c>${</c> of a template literal.</param>
    /// <param name="At">Where it stands; for a template literal, where that begins.</param>
    private readonly record struct Bracket(char Mark, int At);

    /// <summary>One walk from behind <c>{{</c> to its <c>}}</c>.</summary>
    private struct Inside(string text, int from)
    {
        private int _at = from;

        public int Open { get; private set; } = -1;
        public string What { get; private set; } = "";

        /// <summary>Where the <c>}}</c> begins; negative when there is none.</summary>
        public int FindEnd()
        {
            var open = new Stack<Bracket>();
            var operandBefore = false;
            while (_at < text.Length)
            {
                var c = text[_at];
                switch (c)
                {
                    case '\'' or '"':
                        if (!SkipString(c)) return -1;
                        operandBefore = true;
                        continue;
                    case '`':
                        if (!SkipTemplate(open)) return -1;
                        operandBefore = text[_at - 1] == '`';
                        continue;
                    case '/' when Next is '*':
                        if (!SkipUntil("*/", "a comment")) return -1;
                        continue;
                    case '/' when Next is '/':
                        while (_at < text.Length && text[_at] is not ('\n' or '\r')) _at++;
                        continue;
                    case '/' when !operandBefore:
                        if (!SkipRegex()) return -1;
                        operandBefore = true;
                        continue;
                    case '(' or '[' or '{':
                        open.Push(new(c, _at));
                        operandBefore = false;
                        break;
                    case '}' when open.TryPeek(out var hole) && hole.Mark == '`':
                        // The end of ${...}: back into the template's text.
                        open.Pop();
                        _at++;
                        if (!TemplateText(open, hole.At)) return -1;
                        operandBefore = text[_at - 1] == '`';
                        continue;
                    case '}' when open.TryPeek(out var brace) && brace.Mark == '{':
                        open.Pop();
                        operandBefore = true;
                        break;
                    // A bracket is open that this cannot close. The expression will not parse, and ends here all the same, so that the rest of the text is read.
                    case '}':
                        if (Next == '}') return _at;
                        break;
                    case ')' or ']':
                        if (open.TryPeek(out var other) && other.Mark == (c == ')' ? '(' : '[')) open.Pop();
                        operandBefore = true;
                        break;
                    default:
                        if (char.IsWhiteSpace(c)) break;
                        if (IsWordPart(c))
                        {
                            operandBefore = SkipWord();
                            continue;
                        }
                        operandBefore = false;
                        break;
                }
                _at++;
            }
            return -1;
        }

        private readonly char Next => _at + 1 < text.Length ? text[_at + 1] : '\0';

        private static bool IsWordPart(char c) => char.IsLetterOrDigit(c) || c is '_' or '$' or '\\';

        /// <summary>True when what was skipped is a value, after which a slash divides.</summary>
        private bool SkipWord()
        {
            var start = _at;
            while (_at < text.Length && IsWordPart(text[_at])) _at++;
            return text.AsSpan(start, _at - start) is not ("typeof" or "in" or "instanceof" or "void" or "new" or "delete" or "return" or "await" or "yield");
        }

        private bool SkipString(char quote)
        {
            var start = _at++;
            for (; _at < text.Length; _at++)
            {
                if (text[_at] == '\\') _at++;
                else if (text[_at] == quote)
                {
                    _at++;
                    return true;
                }
                else if (text[_at] is '\n' or '\r') break;
            }
            return Unclosed(start, "a string");
        }

        private bool SkipTemplate(Stack<Bracket> open)
        {
            var start = _at++;
            return TemplateText(open, start);
        }

        private bool TemplateText(Stack<Bracket> open, int start)
        {
            for (; _at < text.Length; _at++)
            {
                switch (text[_at])
                {
                    case '\\':
                        _at++;
                        break;
                    case '`':
                        _at++;
                        return true;
                    case '$' when Next == '{':
                        open.Push(new('`', start));
                        _at += 2;
                        return true;
                }
            }
            return Unclosed(start, "a template literal");
        }

        private bool SkipRegex()
        {
            var start = _at++;
            var inClass = false;
            for (; _at < text.Length; _at++)
            {
                var c = text[_at];
                if (c == '\\') _at++;
                else if (c is '\n' or '\r') break;
                else if (c == '[') inClass = true;
                else if (c == ']') inClass = false;
                else if (c == '/' && !inClass)
                {
                    _at++;
                    return true;
                }
            }
            return Unclosed(start, "a regular expression");
        }

        private bool SkipUntil(string end, string what)
        {
            var start = _at;
            var found = text.IndexOf(end, _at + 2, StringComparison.Ordinal);
            if (found < 0) return Unclosed(start, what);
            _at = found + end.Length;
            return true;
        }

        private bool Unclosed(int start, string what)
        {
            Open = start;
            What = what;
            return false;
        }
    }
}
