using Keyway.Engine.Connections;
using Keyway.Engine.Steps;
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
}

public abstract record RunStarted
{
    private RunStarted() { }

    /// <summary>Durably accepted; for a run that waits, under way.</summary>
    public sealed record Running(ActiveRun Run) : RunStarted;

    /// <summary>Accepted, and runs later.</summary>
    public sealed record Queued(RunId Run) : RunStarted;

    /// <summary>The idempotency key was used by this run.</summary>
    public sealed record Repeated(RunId First) : RunStarted;

    public sealed record QueueFull(TimeSpan RetryAfter) : RunStarted;
}

/// <summary>A run in this process's memory: what a waiting caller and live viewers hold on to.</summary>
public sealed class ActiveRun(RunId id)
{
    private readonly TaskCompletionSource<HttpAnswer?> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<RunEnd> _end = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public RunId Id => id;

    /// <summary>
    /// The first answer that a step gave, once it may be sent: at once when it is immediate, else when the run ended and is recorded.
    /// Null when the run ended without one.
    /// </summary>
    public Task<HttpAnswer?> Answer => _answer.Task;

    /// <summary>The run's end, recorded. A run that pauses ends here as <see cref="RunStatus.Paused"/>, or waiting for credentials.</summary>
    public Task<RunEnd> End => _end.Task;
}

/// <param name="FailedStep">The step that failed, where one did.</param>
/// <param name="Result">The last step's return value; labelled leaves are handles by the time they reach a caller.</param>
public sealed record RunEnd(RunStatus Status, string? Code, string? FailedStep, Value Result);
