namespace Keyway.Engine.Runs;

/// <summary>
/// One fact of a run. The journal is the truth: a run is a fold of its entries . Names and meanings are for ever,
/// since other versions read them; a new fact is a new case.
/// </summary>
/// <param name="At">When it happened, UTC.</param>
public abstract record JournalEntry(DateTimeOffset At)
{
    /// <summary>The event came in and was accepted. The payload is the event, credentials lifted out.</summary>
    public sealed record Accepted(DateTimeOffset At, Payload Event) : JournalEntry(At);

    /// <summary>A worker took the run up: 1 at first, higher after a crash, a pause or a hand-over.</summary>
    public sealed record Taken(DateTimeOffset At, int Times) : JournalEntry(At);

    /// <summary>A step ran and its result counts. The payload is a step record: input, result, logs, exchanges.</summary>
    public sealed record StepSucceeded(DateTimeOffset At, int Step, int Attempt, TimeSpan Duration, Payload Record) : JournalEntry(At);

    /// <summary>An attempt failed. With <paramref name="RetryAt"/> the step is tried again then; without, it has failed for good.</summary>
    /// <param name="Code">The error's stable code: kept even where the data is not.</param>
    public sealed record StepFailed(DateTimeOffset At, int Step, int Attempt, TimeSpan Duration, string Code, DateTimeOffset? RetryAt, Payload Record) : JournalEntry(At);

    /// <summary>The step's <c>if</c> was false, or a <c>goto</c> jumped over it.</summary>
    public sealed record StepSkipped(DateTimeOffset At, int Step) : JournalEntry(At);

    /// <summary>The run waits until it is given these credentials again, by name.</summary>
    public sealed record CredentialsAwaited(DateTimeOffset At, IReadOnlyList<string> Names) : JournalEntry(At);

    /// <summary>They came.</summary>
    public sealed record CredentialsSupplied(DateTimeOffset At, IReadOnlyList<string> Names) : JournalEntry(At);

    /// <summary>Somebody asked to stop the run.</summary>
    public sealed record CancelAsked(DateTimeOffset At, string By) : JournalEntry(At);

    /// <summary>The last entry of every run.</summary>
    /// <param name="Code">Why it failed, for <see cref="RunStatus.Failed"/>.</param>
    public sealed record Finished(DateTimeOffset At, RunStatus Status, string? Code) : JournalEntry(At);
}

public enum RunStatus : byte
{
    Queued,
    Running,

    /// <summary>Asleep until a time: a retry's back-off, a delay.</summary>
    Paused,
    CredentialsRequired,
    Succeeded,
    Failed,
    Cancelled,
}

public static class RunStatuses
{
    public static bool IsFinal(this RunStatus status) => status >= RunStatus.Succeeded;

    /// <summary>The word of the API: <c>credentials_required</c>.</summary>
    public static string Word(this RunStatus status) => status switch
    {
        RunStatus.Queued => "queued",
        RunStatus.Running => "running",
        RunStatus.Paused => "paused",
        RunStatus.CredentialsRequired => "credentials_required",
        RunStatus.Succeeded => "succeeded",
        RunStatus.Failed => "failed",
        RunStatus.Cancelled => "cancelled",
        _ => throw new ArgumentOutOfRangeException(nameof(status)),
    };
}
