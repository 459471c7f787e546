using Keyway.Engine.Expressions.Nodes;

namespace Keyway.Engine.Expressions.Syntax;

/// <summary>Arrow functions and the names of their parameters.</summary>
internal sealed partial class Parser
{
    // Innermost last; a name's place in its list is its slot.
    private readonly List<List<string>> _scopes = [];

    // Whether a parenthesis begins an arrow function: looked at once, however often its surroundings are read again.
    private readonly Dictionary<int, bool> _arrows = [];

    private Node? TryArrow()
    {
        if (_token.Kind == TokenKind.Name && !Words.IsReserved(_token.Text)) return TryArrowOfOne();
        if (!_token.Is("(") || (_arrows.TryGetValue(_token.Start, out var isArrow) && !isArrow)) return null;
        var start = _token;
        _scopes.Add([]);
        var parameters = TryParameters();
        if (parameters is not null && _token.Is("=>"))
        {
            _arrows[start.Start] = true;
            return ParseBody(start, parameters);
        }
        _arrows[start.Start] = false;
        _scopes.RemoveAt(_scopes.Count - 1);
        GoBack(start);
        return null;
    }

    private Node? TryArrowOfOne()
    {
        var name = _token;
        if (!FollowedByArrow(name)) return null;
        Advance();
        _scopes.Add([name.Text]);
        return ParseBody(name, [new Pattern.Slot(0)]);
    }

    private bool FollowedByArrow(Token name)
    {
        _lexer.Position = name.End;
        var isArrow = _lexer.TryPeek("=>");
        _lexer.Position = name.End;
        return isArrow;
    }

    private Arrow ParseBody(Token start, List<Pattern> parameters)
    {
        Advance();
        if (_token.Is("{"))
            throw ParseStopped.Syntax("the body of an arrow function is one expression here; an object needs parentheses: () => ({ a: 1 })", _token.Start);
        var slots = _scopes[^1].Count;
        var body = ParseAssignment();
        _scopes.RemoveAt(_scopes.Count - 1);
        return Made(new Arrow(start.Start, _source[start.Start.._lastEnd], [.. parameters], body, slots));
    }

    /// <summary>The parameters between parentheses; null, after any number of tokens, when that is not what stands there.</summary>
    private List<Pattern>? TryParameters()
    {
        Advance();
        var parameters = new List<Pattern>();
        while (!_token.Is(")"))
        {
            if (TryElement(allowRest: true) is not { } parameter) return null;
            parameters.Add(parameter);
            if (!Take(",")) break;
            if (parameter is Pattern.Rest) return null;
        }
        return Take(")") ? parameters : null;
    }

    private Pattern? TryElement(bool allowRest)
    {
        if (allowRest && Take("...")) return TryTarget() is { } rest ? new Pattern.Rest(rest) : null;
        return TryTarget() is { } target ? WithDefault(target) : null;
    }

    /// <summary>A default. Nothing but a parameter can have one, so from here on a mistake is a mistake.</summary>
    private Pattern WithDefault(Pattern target) => Take("=") ? new Pattern.Default(target, ParseAssignment()) : target;

    private Pattern? TryTarget()
    {
        Descend();
        Pattern? pattern = _token switch
        {
            { Kind: TokenKind.Name } => TryParameterName(),
            { Text: "[", Kind: TokenKind.Mark } => TryItems(),
            { Text: "{", Kind: TokenKind.Mark } => TryProperties(),
            _ => null,
        };
        _depth--;
        return pattern;
    }

    private Pattern.Slot? TryParameterName()
    {
        var name = _token;
        if (Words.IsReserved(name.Text)) return null;
        // Two of one name: (a, a) is a sequence.
        if (_scopes[^1].Contains(name.Text)) return null;
        Advance();
        return Declare(name.Text);
    }

    private Pattern.Slot Declare(string name)
    {
        _scopes[^1].Add(name);
        return new Pattern.Slot(_scopes[^1].Count - 1);
    }

    private Pattern.Items? TryItems()
    {
        var start = _token.Start;
        Advance();
        var items = new List<Pattern?>();
        while (!_token.Is("]"))
        {
            if (_token.Is(",")) items.Add(null);
            else if (TryElement(allowRest: true) is { } item) items.Add(item);
            else return null;
            if (!Take(",")) break;
        }
        return Take("]") ? new Pattern.Items([.. items], start) : null;
    }

    private Pattern.Properties? TryProperties()
    {
        var start = _token.Start;
        Advance();
        var named = new List<(PropertyName, Pattern)>();
        Pattern? rest = null;
        while (!_token.Is("}"))
        {
            if (rest is not null) return null;
            if (Take("..."))
            {
                rest = TryTarget();
                if (rest is null) return null;
            }
            else if (TryProperty() is { } property) named.Add(property);
            else return null;
            if (!Take(",")) break;
        }
        return Take("}") ? new Pattern.Properties([.. named], rest, start) : null;
    }

    private (PropertyName, Pattern)? TryProperty()
    {
        var key = _token;
        if (key.Kind is not (TokenKind.Name or TokenKind.Text or TokenKind.Number)) return null;
        var name = PropertyName.Of(ReadPropertyName(""));
        if (Take(":")) return TryElement(allowRest: false) is { } pattern ? (name, pattern) : null;
        if (key.Kind != TokenKind.Name || Words.IsReserved(key.Text)) return null;
        if (_scopes[^1].Contains(key.Text)) return null;
        return (name, WithDefault(Declare(key.Text)));
    }

    private bool IsLocal(string name) => _scopes.Any(s => s.Contains(name));

    private Local? FindLocal(Token name)
    {
        for (var hops = 0; hops < _scopes.Count; hops++)
        {
            var slot = _scopes[_scopes.Count - 1 - hops].LastIndexOf(name.Text);
            if (slot >= 0) return new Local(name.Start, name.Text, hops, slot);
        }
        return null;
    }

    private void GoBack(Token token)
    {
        _token = token;
        _lexer.Position = token.End;
    }
}
