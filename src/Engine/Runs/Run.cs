namespace Keyway.Engine.Runs;

/// <summary>
/// Where a run stands: a fold of its journal, and nothing that the journal does not say. Applying all entries at once and one by one come to
/// the same, so a run resumed after a crash is the run that crashed.
/// </summary>
public sealed class Run
{
    private readonly StepState[] _steps;

    public Run(int steps) => _steps = new StepState[steps];

    public enum StepStatus : byte
    {
        Open,
        Succeeded,
        Failed,
        Skipped,
    }

    /// <param name="Attempts">Begun so far, lost ones included.</param>
    /// <param name="RetryAt">Not before; null is at once.</param>
    public readonly record struct StepState(StepStatus Status, int Attempts, DateTimeOffset? RetryAt, string? Code);

    /// <summary>The first step that is neither done nor skipped; the number of steps when none is.</summary>
    public int FirstOpen { get; private set; }

    /// <summary>How often a worker took it up.</summary>
    public int Taken { get; private set; }

    public bool CancelAsked { get; private set; }

    /// <summary>The credentials it waits for; null when it does not wait.</summary>
    public IReadOnlyList<string>? Awaits { get; private set; }

    public RunStatus? Ended { get; private set; }

    /// <summary>The latest failure for good, and its step.</summary>
    public int LastFailed { get; private set; } = -1;

    public StepState this[int step] => _steps[step];
    public int Count => _steps.Length;

    public void Apply(JournalEntry entry)
    {
        switch (entry)
        {
            case JournalEntry.Accepted:
                break;
            case JournalEntry.Taken taken:
                Taken = taken.Times;
                // A step that was under way when its worker died has begun once more than the journal shows.
                if (taken.Times > 1 && FirstOpen < _steps.Length) _steps[FirstOpen] = _steps[FirstOpen] with { Attempts = _steps[FirstOpen].Attempts + 1 };
                break;
            case JournalEntry.StepSucceeded done:
                Close(done.Step, new(StepStatus.Succeeded, done.Attempt, null, null));
                break;
            case JournalEntry.StepFailed { RetryAt: { } retryAt } failed:
                _steps[failed.Step] = new(StepStatus.Open, failed.Attempt, retryAt, failed.Code);
                break;
            case JournalEntry.StepFailed failed:
                LastFailed = failed.Step;
                Close(failed.Step, new(StepStatus.Failed, failed.Attempt, null, failed.Code));
                break;
            case JournalEntry.StepSkipped skipped:
                Close(skipped.Step, new(StepStatus.Skipped, _steps[skipped.Step].Attempts, null, null));
                break;
            case JournalEntry.CredentialsAwaited awaited:
                Awaits = awaited.Names;
                break;
            case JournalEntry.CredentialsSupplied:
                Awaits = null;
                break;
            case JournalEntry.CancelAsked:
                CancelAsked = true;
                break;
            case JournalEntry.Finished finished:
                Ended = finished.Status;
                break;
            default:
                throw new InvalidOperationException($"A run does not know the entry {entry.GetType().Name}.");
        }
    }

    private void Close(int step, StepState state)
    {
        _steps[step] = state;
        while (FirstOpen < _steps.Length && _steps[FirstOpen].Status != StepStatus.Open) FirstOpen++;
    }
}
