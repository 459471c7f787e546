using Keyway.Engine.Expressions;

namespace Keyway.Engine.Workflows;

/// <summary>What an expression is for: the rules differ.</summary>
internal enum ExpressionRole
{
    Trigger,
    If,
    Input,
    Credential,

    /// <summary>Names whose credential is meant, and is none itself.</summary>
    UserId,
}

/// <summary>Who evaluates an expression, and to what end.</summary>
/// <param name="Step">The step's place in the list; <see cref="NoStep"/> for what is the trigger's or every step's.</param>
/// <param name="App">The app whose credential it gives.</param>
/// <param name="Field">The field that it gives; null where it gives all of them.</param>
internal readonly record struct ExpressionUse(int Step, ExpressionRole Role, string? App = null, string? Field = null)
{
    public const int NoStep = -1;
}

/// <summary>An expression and where each character of it stands in the file.</summary>
internal sealed record PlacedExpression(Template.Computed Computed, SourceNode.Scalar Scalar, int Offset, ExpressionUse Use)
{
    public Expression Expression => Computed.Expression;

    /// <summary>The place in the file of a line and column of the expression's text.</summary>
    public SourceSpot Spot(int line, int column) => Spot(Scalar, Offset, Expression.Source, line, column, Computed.At.Path);

    public static SourceSpot Spot(SourceNode.Scalar scalar, int offset, string source, int line, int column, string path)
    {
        var (fileLine, fileColumn) = scalar.PlaceOf(offset + OffsetOf(source, line, column));
        return new(path, fileLine, fileColumn);
    }

    /// <summary>The offset of a line and column within an expression's text.</summary>
    public static int OffsetOf(string source, int line, int column)
    {
        var start = 0;
        for (; line > 1; line--)
        {
            var end = source.AsSpan(start).IndexOfAny('\n', '\r');
            if (end < 0) break;
            start += end + (source[start + end] == '\r' && start + end + 1 < source.Length && source[start + end + 1] == '\n' ? 2 : 1);
        }
        return Math.Min(start + Math.Max(0, column - 1), source.Length);
    }
}
