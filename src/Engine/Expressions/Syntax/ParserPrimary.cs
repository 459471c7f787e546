using Keyway.Engine.Expressions.Library;
using Keyway.Engine.Expressions.Nodes;
using Keyway.Engine.Expressions.RegularExpressions;
using Keyway.Engine.Values;

namespace Keyway.Engine.Expressions.Syntax;

/// <summary>Literals, names, arrays, objects and parentheses.</summary>
internal sealed partial class Parser
{
    /// <summary><c>process</c>, which stands for nothing but its <c>env</c>.</summary>
    private sealed class ProcessName(int position) : Node(position)
    {
        public override Value Eval(Evaluating.Evaluator ev, Frame frame) => Value.Undefined;
    }

    private Node ParsePrimary()
    {
        var token = _token;
        switch (token.Kind)
        {
            case TokenKind.Number:
                Advance();
                return new Constant(token.Start, token.Number);
            case TokenKind.Text:
                Advance();
                return new Constant(token.Start, token.Text);
            case TokenKind.Name:
                return ParseName(token);
            case TokenKind.Mark:
                switch (token.Text)
                {
                    case "(": return ParseParentheses();
                    case "[": return ParseArray();
                    case "{": return ParseObject();
                    case "`": return ParseTemplate(isRaw: false);
                    case "/" or "/=": return ParseRegularExpression(token);
                    case "=>": throw ParseStopped.Syntax("an arrow function's parameters are names: a => ..., or (a, b) => ...", token.Start);
                    case "...": throw ParseStopped.Syntax("'...' is allowed in a call, an array or an object", token.Start);
                }
                break;
        }
        throw Unexpected("a value is expected");
    }

    private Node ParseName(Token name)
    {
        Advance();
        switch (name.Text)
        {
            case "true": return new Constant(name.Start, Value.True);
            case "false": return new Constant(name.Start, Value.False);
            case "null": return new Constant(name.Start, Value.Null);
        }
        if (Words.IsReserved(name.Text)) throw Words.Refuse(name);
        if (name.Text == "async" && (_token.Kind == TokenKind.Name || _token.Is("("))) throw ParseStopped.Syntax("'async' is not allowed: an expression gives its value at once", name.Start);
        if (FindLocal(name) is { } local) return local;
        if (_token.Is("=>")) throw ParseStopped.Syntax("an arrow function is not allowed here without parentheses around it", name.Start);
        return name.Text switch
        {
            "steps" => new ScopeRoot(name.Start, Root.Steps),
            "env" => new ScopeRoot(name.Start, Root.Env),
            "now" => new Now(name.Start),
            "secret" => new Secret(name.Start, null, []) { IsName = true },
            "process" when _token.Is(".") || _token.Is("?.") => new ProcessName(name.Start),
            _ when Globals.TryGet(name.Text, out var value) => new Constant(name.Start, value, name.Text),
            _ => Remember(name),
        };
    }

    /// <summary>A name that does not exist is told after all that is wrong with the grammar: often it is the grammar that made it a name.</summary>
    private Constant Remember(Token name)
    {
        _unknown ??= Unknown(name);
        return new Constant(name.Start, Value.Undefined, name.Text);
    }

    private bool IsKnown(string name) =>
        name is "steps" or "env" or "now" or "secret" or "process" or "async" || IsLocal(name) || Globals.TryGet(name, out _);

    private static ParseStopped Unknown(Token name) => Words.IsMissing(name.Text)
        ? Words.NotAvailable(name)
        : new(ErrorCodes.Reference, $"'{name.Text}' is not defined; there are steps, env, now, secret and JavaScript's standard functions", name.Start);

    private RegularExpression ParseRegularExpression(Token slash)
    {
        var (body, flags) = _lexer.RegularExpression(slash);
        Advance();
        try
        {
            return new RegularExpression(slash.Start, RegexProgram.Compile(body, flags));
        }
        catch (RegexSyntaxException e)
        {
            throw ParseStopped.Syntax(e.Message, slash.Start);
        }
    }

    private Node ParseParentheses()
    {
        var open = _token;
        Advance();
        if (_token.Is(")")) throw ParseStopped.Syntax("a value is missing between the parentheses", _token.Start);
        var inner = ParseSequence();
        if (_token.Is("=>")) throw ParseStopped.Syntax("an arrow function's parameters are names, patterns and defaults", open.Start);
        Expect(")", "to close the parenthesis");
        _inParentheses.Add(inner);
        return inner;
    }

    private ArrayLiteral ParseArray()
    {
        var start = _token.Start;
        Advance();
        var items = new List<Node>();
        while (!_token.Is("]"))
        {
            // There are no holes in our arrays: a skipped item is undefined.
            if (_token.Is(",")) items.Add(new Constant(_token.Start, Value.Undefined));
            else items.Add(ParseSpreadable());
            if (!Take(",")) break;
        }
        Expect("]", "to close the array");
        return Made(new ArrayLiteral(start, [.. items]));
    }

    private ObjectLiteral ParseObject()
    {
        var start = _token.Start;
        Advance();
        var entries = new List<ObjectEntry>();
        while (!_token.Is("}"))
        {
            entries.Add(ParseEntry());
            if (!Take(",")) break;
        }
        Expect("}", "to close the object");
        return Made(new ObjectLiteral(start, [.. entries]));
    }

    private ObjectEntry ParseEntry()
    {
        var key = _token;
        if (Take("...")) return new ObjectEntry.Rest(ParseAssignment());
        if (Take("["))
        {
            var computed = ParseAssignment();
            Expect("]", "after a computed name");
            RefuseMethod(key);
            Expect(":", "after the name of a property");
            var value = ParseAssignment();
            return LiteralKey(computed) is { } literal ? new ObjectEntry.Named(literal, value) : new ObjectEntry.Computed(computed, value);
        }
        var name = ReadPropertyName("a property's name is expected");
        RefuseMethod(key);
        if (Take(":"))
        {
            if (name == "__proto__") throw ParseStopped.Syntax("'__proto__' is not available", key.Start);
            return new ObjectEntry.Named(name, ParseAssignment());
        }
        if (_token.Is("=")) throw ParseStopped.Syntax("'=' assigns, and an expression cannot; a property is written name: value", _token.Start);
        if (key.Kind != TokenKind.Name) throw Unexpected("':' is missing after the name of a property");
        if (_token.Kind is TokenKind.Name or TokenKind.Text or TokenKind.Number || _token.Is("["))
            throw key.Text is "get" or "set" or "async" or "static" ? MethodRefused(key) : Unexpected("':' is missing after the name of a property");
        return new ObjectEntry.Named(name, ShorthandValue(key));
    }

    /// <summary>The value of <c>{ name }</c>, read as if the name stood alone.</summary>
    private Node ShorthandValue(Token key)
    {
        if (Words.IsReserved(key.Text)) throw Words.Refuse(key);
        var after = (_token, _lexer.Position);
        _token = key;
        _lexer.Position = key.End;
        var value = ParseName(key);
        (_token, _lexer.Position) = after;
        return value;
    }

    private void RefuseMethod(Token key)
    {
        if (_token.Is("(")) throw MethodRefused(key);
    }

    private static ParseStopped MethodRefused(Token key) =>
        ParseStopped.Syntax("a method, getter or setter in an object is not allowed; write name: () => value", key.Start);

    /// <summary>A name, a text or a number in front of a colon.</summary>
    private string ReadPropertyName(string expected)
    {
        var token = _token;
        var name = token.Kind switch
        {
            TokenKind.Name or TokenKind.Text => token.Text,
            TokenKind.Number => JsNumber.Format(token.Number),
            _ => throw Unexpected(expected),
        };
        Advance();
        return name;
    }
}
