namespace Keyway.Engine.Expressions;

/// <summary>A static path that an expression reads: <c>steps.trigger.event.body.id</c> is the root <c>steps</c> and four segments.</summary>
/// <param name="Root"><c>steps</c> or <c>env</c>; <c>process.env</c> is <c>env</c>.</param>
/// <param name="Segments">The names below the root; literal keys (<c>['a b']</c>, <c>[0]</c>) count as names.</param>
/// <param name="IsWhole">
/// False when more is read than the path says: a computed key or a method call follows, and the path is the longest static beginning of what is read.
/// </param>
/// <param name="FlowsToValue">
/// False where only a yes or no can come of it: an operand of a comparison, <c>!</c>, <c>typeof</c>, <c>in</c> or <c>instanceof</c>, the test of a
/// <c>?:</c>, or a hole in a secret's reference.
/// </param>
/// <param name="Line">Where the root stands.</param>
/// <param name="Column">Where the root stands.</param>
public sealed record PathReference(string Root, IReadOnlyList<string> Segments, bool IsWhole, bool FlowsToValue, int Line, int Column)
{
    /// <summary>True inside <c>reveal(...)</c>.</summary>
    public bool IsRevealed { get; init; }

    /// <summary>As one would write it: <c>steps.a.b</c>.</summary>
    public string Text => Segments.Count == 0 ? Root : Root + "." + string.Join('.', Segments);
}

/// <summary>One <c>secret(...)</c> in an expression.</summary>
/// <param name="Template">What it refers to; null when the argument is computed, which is refused when the workflow is deployed.</param>
/// <param name="Line">Where the call stands.</param>
/// <param name="Column">Where the call stands.</param>
public sealed record SecretCall(SecretTemplate? Template, int Line, int Column)
{
    /// <summary>True inside <c>reveal(...)</c>.</summary>
    public bool IsRevealed { get; init; }
}
