using Keyway.Engine.Connections;
using Keyway.Engine.Redaction;
using Keyway.Engine.Steps;
using Keyway.Engine.Values;

namespace Keyway.Engine.Runs;

/// <summary>
/// A run in this process's memory: what its worker works on, and what a waiting caller holds on to. One worker at a time touches it; the
/// public part may be used by anybody.
/// </summary>
public sealed class ActiveRun : IDisposable
{
    private readonly TaskCompletionSource<HttpAnswer?> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<RunEnd> _end = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _stop = new();

    internal ActiveRun(RunHeader header, Deployed deployed, ObjectValue @event, SecretArena arena)
    {
        Header = header;
        Deployed = deployed;
        Event = @event;
        Arena = arena;
        Fold = new Run(deployed.Workflow.Steps.Count);
    }

    public RunId Id => Header.Id;
    public RunHeader Header { get; internal set; }
    public Deployed Deployed { get; }

    /// <summary>
    /// The first answer that a step gave, once it may be sent: at once when it is immediate, else when the run ended and is recorded.
    /// Null when the run ended without one. Faults where the run could not be recorded.
    /// </summary>
    public Task<HttpAnswer?> Answer => _answer.Task;

    /// <summary>The run's end, recorded. A run that is put aside ends here as paused, or waiting for credentials.</summary>
    public Task<RunEnd> End => _end.Task;

    internal ObjectValue Event { get; }
    internal SecretArena Arena { get; }
    internal Run Fold { get; }

    /// <summary><c>steps</c> as expressions see it: the trigger, and each finished step's exports. Frozen to them; grows between evaluations.</summary>
    internal ObjectValue Steps { get; } = new ObjectValue().Freeze();

    internal List<JournalEntry> Unsaved { get; } = new(6);
    internal CredentialBox Box { get; } = new();

    /// <summary>None while the store does not know the run.</summary>
    internal Fence? Fence { get; set; }
    internal Idempotency? Idempotency { get; init; }
    /// <summary>Its data was never written, and the process that had it is gone.</summary>
    internal bool IsLost { get; set; }
    internal Value LastReturn { get; set; }
    internal HttpAnswer? GivenAnswer { get; set; }
    internal bool HasUnsavedEffect { get; set; }

    /// <summary>The write under way, if one is: the next one waits for it.</summary>
    internal Task Saving { get; set; } = Task.CompletedTask;

    /// <summary>Who asked to cancel; set by any thread, read by the worker.</summary>
    internal volatile string? CancelledBy;

    /// <summary>Set when the server stops: what is unfinished is put aside.</summary>
    internal volatile bool Parking;

    /// <summary>Set when the run's time is up.</summary>
    internal volatile bool TimedOut;

    internal CancellationToken Stopped => _stop.Token;

    /// <summary>Whether labelled leaves may be sealed beside the record.</summary>
    internal bool Seals => Header.Storage < StorageClass.Metadata && Deployed.Workflow.Settings.Credentials == Workflows.CredentialPolicy.Sealed;

    internal bool KeepsData => Header.Storage < StorageClass.Metadata;

    internal void Add(JournalEntry entry)
    {
        Fold.Apply(entry);
        Unsaved.Add(entry);
    }

    /// <summary>Publishes a step's exports to the expressions of later steps.</summary>
    internal void Export(string step, ObjectValue exports)
    {
        Steps.Grow(step, exports.Freeze());
        LastReturn = exports.Get("$return_value");
    }

    /// <summary>Stops the act under way; what to do instead is told by <see cref="CancelledBy"/>, <see cref="Parking"/> or <see cref="TimedOut"/>.</summary>
    internal void Interrupt()
    {
        try
        {
            _stop.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It ended in this very moment.
        }
    }

    internal void GiveAnswer(HttpAnswer? answer) => _answer.TrySetResult(answer);

    internal void GiveEnd(RunEnd end)
    {
        _answer.TrySetResult(GivenAnswer);
        _end.TrySetResult(end);
    }

    internal void Fail(Exception error)
    {
        _answer.TrySetException(error);
        _end.TrySetException(error);

        // Nobody may be waiting: the exception is the store's, which has logged it.
        _ = _answer.Task.Exception;
        _ = _end.Task.Exception;
    }

    public void Dispose() => _stop.Dispose();
}
