using Keyway.Engine.Expressions.Evaluating;
using Keyway.Engine.Expressions.Nodes;
using Keyway.Engine.Expressions.Syntax;
using Keyway.Engine.Values;

namespace Keyway.Engine.Expressions;

/// <summary>
/// The inside of one <c>{{ ... }}</c>: a JavaScript expression, parsed once when its workflow is deployed and evaluated often, on any thread.
/// It holds no state between evaluations.
/// </summary>
public sealed class Expression
{
    private readonly Node _root;
    private readonly StaticPath? _path;

    private Expression(string source, Node root)
    {
        Source = source;
        _root = root;
        var found = Findings.Of(source, root);
        References = found.References;
        Secrets = found.Secrets;
        _path = StaticPath.Of(root);
        if (_path is not null) Path = References[0];
    }

    /// <summary>The text between the braces, as written.</summary>
    public string Source { get; }

    /// <summary>Every static path that starts at the free variables <c>steps</c> and <c>env</c>, in the order of the text.</summary>
    public IReadOnlyList<PathReference> References { get; }

    /// <summary>Every <c>secret(...)</c> in the text.</summary>
    public IReadOnlyList<SecretCall> Secrets { get; }

    /// <summary>Set when the whole expression is one static path: evaluating it is a walk and nothing more.</summary>
    public PathReference? Path { get; }

    /// <summary>Parses; every failure is a value with the place where it was seen.</summary>
    public static ExpressionParse Parse(string source)
    {
        try
        {
            return new ExpressionParse.Parsed(new Expression(source, Parser.Parse(source)));
        }
        catch (ParseStopped stopped)
        {
            return new ExpressionParse.Failed(stopped.Error(source));
        }
    }

    /// <summary>Evaluates over a scope. Never throws for what an expression can do: every outcome is a case of <see cref="Evaluation"/>.</summary>
    public Evaluation Evaluate(EvaluationScope scope, ExpressionLimits limits)
    {
        if (TryWalk(scope, out var found)) return new Evaluation.Succeeded(found);
        var evaluator = new Evaluator(Source, scope, limits);
        try
        {
            return new Evaluation.Succeeded(Export.Of(evaluator, _root.Eval(evaluator, Frame.Outermost)));
        }
        catch (EvaluationStopped stopped)
        {
            return stopped.Outcome;
        }
    }

    /// <summary>The value at <see cref="Path"/> without allocating anything; false when there is no such path, or when walking it needs JavaScript's rules.</summary>
    public bool TryWalk(EvaluationScope scope, out Value value)
    {
        value = default;
        return _path is not null && _path.TryRead(scope, out value);
    }
}

/// <summary>What parsing gives.</summary>
public abstract record ExpressionParse
{
    private ExpressionParse() { }

    public sealed record Parsed(Expression Expression) : ExpressionParse;

    public sealed record Failed(ExpressionError Error) : ExpressionParse;
}

/// <summary>
/// Why an expression does not parse or did not give a value. Line and column count from 1 within the expression's text.
/// </summary>
/// <param name="Code">
/// <c>expression_syntax</c>, <c>expression_type</c>, <c>expression_reference</c>, <c>expression_range</c> (JavaScript's own kinds of error) or <c>expression_limit</c>.
/// </param>
/// <param name="Message">Names, types and what to do; never any part of a value.</param>
/// <param name="Line">The line of the expression's text, from 1.</param>
/// <param name="Column">The UTF-16 unit of that line, from 1.</param>
public sealed record ExpressionError(string Code, string Message, int Line, int Column);
