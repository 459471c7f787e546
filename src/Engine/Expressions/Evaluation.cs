using Keyway.Engine.Secrets;
using Keyway.Engine.Values;

namespace Keyway.Engine.Expressions;

/// <summary>What evaluating gives.</summary>
public abstract record Evaluation
{
    private Evaluation() { }

    /// <summary>The result, as JSON knows it: dates are texts, functions are gone. Labels are on every leaf that was made from a labelled one.</summary>
    public sealed record Succeeded(Value Value) : Evaluation;

    public sealed record Failed(ExpressionError Error) : Evaluation;

    /// <summary>
    /// The expression asks for a secret that <see cref="EvaluationScope.Secret"/> does not have yet: fetch it and evaluate again.
    /// Expressions have no effects, so a second evaluation repeats nothing.
    /// </summary>
    public sealed record NeedsSecret(SecretRef Reference) : Evaluation;
}

/// <summary>What an expression can see. Made for one evaluation; holds references only.</summary>
public sealed class EvaluationScope
{
    /// <summary>The exports of earlier steps and <c>trigger</c>: a frozen object.</summary>
    public required Value Steps { get; init; }

    /// <summary>The environment's variables: a frozen object.</summary>
    public Value Env { get; init; }

    /// <summary>The moment that <c>now</c>, <c>new Date()</c> and <c>Date.now()</c> give.</summary>
    public DateTimeOffset Now { get; init; }

    /// <summary>Where <c>Math.random()</c> and <c>crypto.randomUUID()</c> come from; those two are refused without it.</summary>
    public Random? Random { get; init; }

    /// <summary>The labelled value of a secret that was fetched; null where it was not, which ends the evaluation with <see cref="Evaluation.NeedsSecret"/>.</summary>
    public Func<SecretRef, Value?>? Secret { get; init; }
}

/// <summary>How much one evaluation may do before it ends with <c>expression_limit</c>.</summary>
/// <param name="MaxSteps">Calls, items visited, and text copied in pieces of 64 characters.</param>
/// <param name="MaxTime">Time on the clock of the machine.</param>
/// <param name="MaxDepth">Calls within calls, and containers within containers.</param>
/// <param name="MaxOutputBytes">The texts and collections that it builds, in total and roughly, and separately the size of its result.</param>
public sealed record ExpressionLimits(int MaxSteps, TimeSpan MaxTime, int MaxDepth, int MaxOutputBytes)
{
    /// <summary>
    /// The steps are the limit that counts: a million take some 50 ms. The clock only stands behind them, and far away: it also runs while
    /// a busy machine gives the thread no time, and a good expression must not fail for that.
    /// </summary>
    public static readonly ExpressionLimits Default = new(1_000_000, TimeSpan.FromSeconds(2), 256, 16 * 1024 * 1024);
}
