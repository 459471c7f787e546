using Keyway.Engine.Expressions.Library;
using Keyway.Engine.Expressions.Nodes;
using Keyway.Engine.Values;

namespace Keyway.Engine.Expressions.Syntax;

/// <summary>A value and what is read from it and called on it: <c>a.b?.[c](d)</c>.</summary>
internal sealed partial class Parser
{
    private readonly HashSet<Node> _inParentheses = new(ReferenceEqualityComparer.Instance);

    private bool WasInParentheses(Node node) => _inParentheses.Contains(node);

    private Node ParseChain()
    {
        var start = _token.Start;
        var node = _token.IsName("new") ? ParseNew() : ParsePrimary();
        var hasOptional = false;
        while (TryLink(start, node, ref hasOptional) is { } next) node = next;
        if (_token.Is("++") || _token.Is("--")) throw ParseStopped.Syntax($"'{_token.Text}' assigns, and an expression cannot; write + 1 or - 1", _token.Start);
        return hasOptional ? Made(new Chain(start, node)) : node;
    }

    /// <summary>The next link of the chain, or null at its end.</summary>
    private Node? TryLink(int start, Node target, ref bool hasOptional)
    {
        var isAfter = hasOptional;
        var at = _token.Start;
        var isOptional = Take("?.");
        hasOptional |= isOptional;
        if (_token.Is("`"))
        {
            if (isOptional) throw ParseStopped.Syntax("a template cannot follow '?.'", _token.Start);
            return ParseTagged(target);
        }
        if (_token.Is("("))
        {
            var arguments = ParseArguments();
            return target switch
            {
                _ when IsSecretName(target) => ParseSecretCall(start, arguments),
                Member m => Made(new MethodCall(start, m.Target, m.Property, arguments, m.IsOptional, m.IsAfterOptional, isOptional)),
                Nodes.Index i => Made(new IndexCall(start, i.Target, i.Key, arguments, i.IsOptional, i.IsAfterOptional, isOptional)),
                _ => Made(new Call(start, target, arguments, isOptional, isAfter)),
            };
        }
        if (_token.Is("["))
        {
            Advance();
            var key = ParseSequence();
            Expect("]", "after a key");
            return LiteralKey(key) is { } literal
                ? Made(new Member(start, target, PropertyName.Of(literal), isOptional, isAfter))
                : Made(new Nodes.Index(start, target, key, isOptional, isAfter));
        }
        if (!isOptional && !Take(".")) return null;
        if (_token.Kind != TokenKind.Name) throw Unexpected(_token.Is("#") ? "private names are not available" : "a name is missing after '.'");
        var name = _token.Text;
        Advance();
        if (target is ProcessName) return name == "env" ? Made(new ScopeRoot(start, Root.Env)) : throw Words.NotAvailable(new(TokenKind.Name, at, at, "process"));
        return Made(new Member(start, target, PropertyName.Of(name), isOptional, isAfter));
    }

    /// <summary>A key that is written out is a name: <c>a["b"]</c> is <c>a.b</c>.</summary>
    private static string? LiteralKey(Node key) => key switch
    {
        Constant { Value: { Kind: ValueKind.String } text } => text.RawText,
        Constant { Value: { Kind: ValueKind.Number } number } => JsNumber.Format(number.RawNumber),
        Template { Holes.Length: 0 } template => template.Texts[0],
        _ => null,
    };

    private Arguments ParseArguments()
    {
        Expect("(", "before the arguments");
        var arguments = new List<Node>();
        while (!_token.Is(")"))
        {
            arguments.Add(ParseSpreadable());
            if (!Take(",")) break;
        }
        Expect(")", "after the arguments");
        return new Arguments([.. arguments]);
    }

    private Node ParseSpreadable()
    {
        var start = _token.Start;
        return Take("...") ? Made(new Spread(start, ParseAssignment())) : ParseAssignment();
    }

    private Node ParseNew()
    {
        Descend();
        var start = _token.Start;
        Advance();
        if (_token.Is(".")) throw ParseStopped.Syntax("'new.target' is not available in an expression", start);
        var callee = _token.IsName("new") ? ParseNew() : ParsePrimary();
        while (_token.Is(".") || _token.Is("["))
        {
            var hasOptional = false;
            callee = TryLink(start, callee, ref hasOptional)!;
        }
        if (_token.Is("?.")) throw ParseStopped.Syntax("'?.' is not allowed after 'new'", _token.Start);
        var arguments = _token.Is("(") ? ParseArguments() : new Arguments([]);
        _depth--;
        return Made(new New(start, callee, arguments));
    }

    private Node ParseTagged(Node tag)
    {
        if (tag is not Member { Property.Text: "raw", Target: Constant { Name: "String" } })
            throw ParseStopped.Syntax("of the functions before a template only String.raw is available", _token.Start);
        return ParseTemplate(isRaw: true);
    }

    private Node ParseTemplate(bool isRaw)
    {
        Descend();
        var start = _token.Start;
        var texts = new List<string>();
        var holes = new List<Node>();
        while (true)
        {
            var piece = _lexer.Template(start);
            texts.Add(isRaw ? piece.Raw : piece.Text);
            if (!piece.HoleFollows) break;
            Advance();
            holes.Add(ParseSequence());
            if (!_token.Is("}")) throw Unexpected("'}' is missing after a hole of a template");
        }
        Advance();
        _depth--;
        return Made(new Template(start, [.. texts], [.. holes]));
    }

    private static bool IsSecretName(Node node) => node is Secret { IsName: true };

    private Secret ParseSecretCall(int start, Arguments arguments)
    {
        var argument = arguments.Nodes.Length == 1 ? arguments.Nodes[0] : null;
        (string[]? texts, Node[] holes) = argument switch
        {
            Constant { Value: { Kind: ValueKind.String } text } => ([text.RawText!], []),
            Template template => (template.Texts, template.Holes),
            _ => (null, arguments.Nodes),
        };
        if (texts is null) return Made(new Secret(start, null, holes));
        var read = SecretTemplate.Parse(texts, out var problem) ?? throw ParseStopped.Syntax(problem!, argument!.Position);
        return Made(new Secret(start, read, holes));
    }
}
