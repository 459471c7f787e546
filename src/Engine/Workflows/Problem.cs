namespace Keyway.Engine.Workflows;

/// <summary>Something wrong with a workflow, and where.</summary>
/// <param name="Code">Stable; has a page in <c>docs/errors/</c>.</param>
/// <param name="Message">What is wrong and what to do, for a person.</param>
/// <param name="Suggestion">The nearest known name, where there is one ("did you mean").</param>
public sealed record Problem(string Code, string Message, SourceSpot At, string? Suggestion = null, bool IsWarning = false);

/// <summary>What the check of a source comes to.</summary>
/// <param name="Workflow">Null where there is an error among the problems.</param>
/// <param name="Problems">All of them, errors and warnings, in the order of the source.</param>
public sealed record CheckedWorkflow(Workflow? Workflow, IReadOnlyList<Problem> Problems);
