using Keyway.Engine.Expressions.Nodes;
using Keyway.Engine.Values;

namespace Keyway.Engine.Expressions.Syntax;

/// <summary>
/// JavaScript's expression grammar, by recursive descent, one token ahead. It makes the nodes that evaluate; what is not an expression is refused
/// by its name.
/// </summary>
internal sealed partial class Parser
{
    private const int MaxLength = 256 * 1024;

    /// <summary>Evaluating takes stack for each level: 256 of them fit in what an evaluation makes sure of before every call.</summary>
    private const int MaxDepth = 256;

    private readonly string _source;
    private readonly Lexer _lexer;
    private Token _token;
    private ParseStopped? _unknown;
    private int _lastEnd;
    private int _depth;

    private Parser(string source)
    {
        _source = source;
        _lexer = new Lexer(source);
        _token = _lexer.Next();
    }

    public static Node Parse(string source)
    {
        if (source.Length > MaxLength) throw new ParseStopped(ErrorCodes.Limit, "the expression is longer than 256 KiB", 0);
        var parser = new Parser(source);
        if (parser._token.Kind == TokenKind.End) throw ParseStopped.Syntax("the expression is empty", 0);
        var root = parser.ParseSequence();
        parser.ExpectEnd();
        if (parser._unknown is not null) throw parser._unknown;
        return root;
    }

    private void ExpectEnd()
    {
        if (_token.Kind == TokenKind.End) return;
        if (_token.Is(";")) throw ParseStopped.Syntax("';' ends a statement; only one expression is allowed", _token.Start);
        if (_token.Is("=>")) throw ParseStopped.Syntax("an arrow function's parameters are names, patterns and defaults", _token.Start);
        if (_token.Kind == TokenKind.Name) Words.RefuseStatement(_token);
        throw Unexpected("the expression should end here");
    }

    private Node ParseSequence()
    {
        var first = ParseAssignment();
        if (!_token.Is(",")) return first;
        var items = new List<Node> { first };
        while (Take(",")) items.Add(ParseAssignment());
        return Made(new Sequence(first.Position, [.. items]));
    }

    /// <summary>One expression without a comma: what stands between the commas of a call.</summary>
    private Node ParseAssignment()
    {
        Descend();
        var node = TryArrow() ?? ParseConditional();
        if (_token.Kind == TokenKind.Mark && Words.IsAssignment(_token.Text))
            throw ParseStopped.Syntax($"'{_token.Text}' assigns, and an expression cannot; to compare, write ===", _token.Start);
        _depth--;
        return node;
    }

    private Node ParseConditional()
    {
        var test = ParseBinary(0);
        if (!_token.Is("?")) return test;
        Advance();
        var yes = ParseAssignment();
        Expect(":", "between the two values of '?'");
        return Made(new Conditional(test.Position, test, yes, ParseAssignment()));
    }

    private Node ParseBinary(int minimum)
    {
        Descend();
        var start = _token.Start;
        var isUnary = _token.Kind == TokenKind.Mark && _token.Text is "-" or "+" or "!" or "~" || _token.IsName("typeof") || _token.IsName("void");
        var left = ParseUnary();
        string? coalescing = null;
        while (Precedence.Of(_token) is var precedence and > 0 && precedence > minimum)
        {
            var op = _token;
            if (op.Text == "**" && isUnary && left.Position == start && left is Unary)
                throw ParseStopped.Syntax("'**' after a sign is ambiguous; put parentheses around the one that is meant", op.Start);
            // Both ways round: (a ?? b || c) and (a || b ?? c).
            if (op.Text is "??" or "||" or "&&")
            {
                if (coalescing is not null && (coalescing == "??") != (op.Text == "??")) throw MixedCoalescing(op);
                coalescing = op.Text;
            }
            if (op.Text == "+")
            {
                left = ParseSum(left, precedence);
                continue;
            }
            Advance();
            var right = ParseBinary(op.Text == "**" ? precedence - 1 : precedence);
            if (op.Text == "??" && right is Logical && !WasInParentheses(right)) throw MixedCoalescing(op);
            left = Join(op, left, right);
        }
        _depth--;
        return left;
    }

    private Sum ParseSum(Node first, int precedence)
    {
        var terms = new List<(Node, int)>();
        while (_token.Is("+"))
        {
            var at = _token.Start;
            Advance();
            terms.Add((ParseBinary(precedence), at));
        }
        return Made(new Sum(first.Position, first, [.. terms]));
    }

    private static ParseStopped MixedCoalescing(Token op) =>
        ParseStopped.Syntax("'??' beside '||' or '&&' needs parentheses around one of them", op.Start);

    private Node Join(Token op, Node left, Node right)
    {
        var at = op.Start;
        return Made<Node>(op.Text switch
        {
            "&&" => new Logical(at, LogicalOperator.And, left, right),
            "||" => new Logical(at, LogicalOperator.Or, left, right),
            "??" => new Logical(at, LogicalOperator.Coalesce, left, right),
            "===" => new Compare(at, Comparison.Same, left, right),
            "!==" => new Compare(at, Comparison.NotSame, left, right),
            "==" => new Compare(at, Comparison.Equal, left, right),
            "!=" => new Compare(at, Comparison.NotEqual, left, right),
            "<" => new Compare(at, Comparison.Less, left, right),
            "<=" => new Compare(at, Comparison.LessOrEqual, left, right),
            ">" => new Compare(at, Comparison.Greater, left, right),
            ">=" => new Compare(at, Comparison.GreaterOrEqual, left, right),
            "in" => new Compare(at, Comparison.In, left, right),
            "instanceof" => new Compare(at, Comparison.InstanceOf, left, right),
            _ => new Arithmetic(at, Precedence.Arithmetic(op.Text), left, right),
        });
    }

    private Node ParseUnary()
    {
        var op = _token;
        UnaryOperator? unary = op.Kind switch
        {
            TokenKind.Mark => op.Text switch
            {
                "!" => UnaryOperator.Not,
                "-" => UnaryOperator.Minus,
                "+" => UnaryOperator.Plus,
                "~" => UnaryOperator.Complement,
                "++" or "--" => throw ParseStopped.Syntax($"'{op.Text}' assigns, and an expression cannot; write + 1 or - 1", op.Start),
                _ => null,
            },
            TokenKind.Name when op.Text == "typeof" => UnaryOperator.Typeof,
            TokenKind.Name when op.Text == "void" => UnaryOperator.Void,
            _ => null,
        };
        if (unary is null) return ParseChain();
        Descend();
        Advance();
        var operand = unary == UnaryOperator.Typeof ? ParseTypeofOperand() : ParseUnary();
        _depth--;
        return Made(new Unary(op.Start, unary.Value, operand));
    }

    /// <summary><c>typeof</c> is the one operator that may ask for a name that does not exist.</summary>
    private Node ParseTypeofOperand()
    {
        var name = _token;
        if (name.Kind != TokenKind.Name || Words.IsReserved(name.Text) || IsKnown(name.Text)) return ParseUnary();
        Advance();
        if (_token.Kind != TokenKind.Mark || _token.Text is not ("." or "?." or "[" or "(" or "`")) return Made(new Constant(name.Start, Value.Undefined, name.Text));
        return Remember(name);
    }

    private T Made<T>(T node) where T : Node
    {
        foreach (var child in node.Children) node.Depth = Math.Max(node.Depth, child.Depth + 1);
        if (node.Depth > MaxDepth) throw TooDeep();
        return node;
    }

    private void Descend()
    {
        // A level of the text takes several frames here, so the stack itself is asked as well.
        if (++_depth > 4 * MaxDepth || !System.Runtime.CompilerServices.RuntimeHelpers.TryEnsureSufficientExecutionStack()) throw TooDeep();
    }

    private ParseStopped TooDeep() => new(ErrorCodes.Limit, "the expression nests too deeply", _token.Start);

    private void Advance()
    {
        _lastEnd = _lexer.Position;
        _token = _lexer.Next();
    }

    private bool Take(string mark)
    {
        if (!_token.Is(mark)) return false;
        Advance();
        return true;
    }

    private void Expect(string mark, string where)
    {
        if (!Take(mark)) throw Unexpected($"'{mark}' is missing {where}");
    }

    private ParseStopped Unexpected(string message) => ParseStopped.Syntax($"{message}, but there is {_token.Description}", _token.Start);
}
