using Keyway.Engine.Connections;
using Keyway.Engine.Values;
using Keyway.Engine.Workflows;

namespace Keyway.Engine.Runs;

/// <summary>A workflow version as it serves: the compiled definition, its number, and where its event's credentials lie.</summary>
public sealed record Deployed(Workflow Workflow, int Version, string TriggerKey, bool Enabled, LiftPlan Lift);

/// <summary>How a run is to begin.</summary>
/// <param name="Trigger"><c>http</c>, <c>manual</c>, <c>replay</c>, <c>action</c>.</param>
/// <param name="Waits">The caller waits for the run, which therefore runs now, on the caller's thread of control, without a queue.</param>
public sealed record RunStart(Deployed Workflow, LiftedEvent Event, StorageClass Storage, string Trigger, bool Waits)
{
    public Idempotency? Idempotency { get; init; }
    public RunId? ReplayOf { get; init; }
    public bool IsTest { get; init; }

    /// <summary>Results of an earlier run that this one begins with: recorded steps, in order, handles absent.</summary>
    public IReadOnlyList<JournalEntry> Inherited { get; init; } = [];
}

public abstract record RunStarted
{
    private RunStarted() { }

    /// <summary>Under way, for a caller that waits.</summary>
    public sealed record Running(ActiveRun Run) : RunStarted;

    /// <summary>Durably accepted, and runs later.</summary>
    public sealed record Queued(RunId Run) : RunStarted;

    /// <summary>The idempotency key was used by this run.</summary>
    public sealed record Repeated(RunId First) : RunStarted;

    public sealed record QueueFull(TimeSpan RetryAfter) : RunStarted;
}

/// <param name="FailedStep">The step that failed, where one did.</param>
/// <param name="Result">The last step's return value; labelled leaves are handles by the time they reach a caller.</param>
public sealed record RunEnd(RunStatus Status, string? Code, string? FailedStep, Value Result);
