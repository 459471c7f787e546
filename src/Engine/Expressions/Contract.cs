// Placeholder so that the rest compiles: the engineer of Expressions deletes this file whole when the real types land.
using Keyway.Engine.Secrets;
using Keyway.Engine.Values;

namespace Keyway.Engine.Expressions;

public sealed record ExpressionError(string Code, string Message, int Line, int Column);
public abstract record ExpressionParse
{
    public sealed record Parsed(Expression Expression) : ExpressionParse;
    public sealed record Failed(ExpressionError Error) : ExpressionParse;
}
public sealed class Expression
{
    public string Source { get; } = "";
    public static ExpressionParse Parse(string source) => throw new NotSupportedException();
    public IReadOnlyList<PathReference> References { get; } = [];
    public IReadOnlyList<SecretCall> Secrets { get; } = [];
    public PathReference? Path { get; }
    public Evaluation Evaluate(EvaluationScope scope, ExpressionLimits limits) => throw new NotSupportedException();
}
public sealed record PathReference(string Root, IReadOnlyList<string> Segments, bool IsWhole, bool FlowsToValue, int Line, int Column);
public sealed class SecretTemplate
{
    public string StoreName { get; } = "";
    public string LiteralPrefix { get; } = "";
}
public sealed record SecretCall(SecretTemplate? Template, int Line, int Column);
public abstract record Evaluation
{
    public sealed record Succeeded(Value Value) : Evaluation;
    public sealed record Failed(ExpressionError Error) : Evaluation;
    public sealed record NeedsSecret(SecretRef Reference) : Evaluation;
}
public sealed class EvaluationScope
{
    public Value Steps { get; init; }
    public Value Env { get; init; }
    public DateTimeOffset Now { get; init; }
    public Random? Random { get; init; }
    public Func<SecretRef, Value?>? Secret { get; init; }
}
public sealed record ExpressionLimits
{
    public static readonly ExpressionLimits Default = new();
}
