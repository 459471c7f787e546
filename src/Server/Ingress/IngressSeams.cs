using Keyway.Engine.Runs;
using Keyway.Engine.Steps;

namespace Keyway.Server.Ingress;

/// <summary>Begins a run. Once it has answered, the event is durably accepted.</summary>
public delegate ValueTask<RunStarted> StartRun(RunStart start, CancellationToken ct);

/// <summary>What the run that first used an idempotency key answered.</summary>
public delegate ValueTask<RepeatedAnswer> ReadFirst(RunId first, CancellationToken ct);

public abstract record RepeatedAnswer
{
    private RepeatedAnswer() { }

    /// <summary>A step answered, and its answer was kept.</summary>
    public sealed record Answer(HttpAnswer Given) : RepeatedAnswer;

    /// <summary>It ended, and what the caller gets follows from its end: a failure, no answer, or the last step's result.</summary>
    public sealed record Ended(RunEnd End) : RepeatedAnswer;

    public sealed record StillRunning : RepeatedAnswer
    {
        public static readonly StillRunning Instance = new();
    }

    /// <summary>The answer was never stored (no-store, history settings) or is gone.</summary>
    public sealed record NotKept : RepeatedAnswer
    {
        public static readonly NotKept Instance = new();
    }
}
