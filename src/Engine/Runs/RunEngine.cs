using Keyway.Engine.Expressions;
using Keyway.Engine.Sealing;
using Keyway.Engine.Secrets;
using Keyway.Engine.Steps;
using Keyway.Engine.Values;

namespace Keyway.Engine.Runs;

/// <summary>What runs need of the world, given once at start.</summary>
public sealed class RunEngine
{
    public required IRunStore Store { get; init; }
    public required Sealer Sealer { get; init; }

    /// <summary>Runs a step's action.</summary>
    public required IStepRuntime Runtime { get; init; }
    public required SendHttp Http { get; init; }
    public required ReadSecret Secrets { get; init; }

    /// <summary>The environment of expressions, as it is now: a frozen object of labelled texts.</summary>
    public required Func<Value> Environment { get; init; }
    public required TimeProvider Time { get; init; }
    public required Entropy Entropy { get; init; }

    /// <summary>Thread-safe.</summary>
    public required Random Random { get; init; }
    public required WorkerName Worker { get; init; }
    public RunFeed Feed { get; init; } = new();
    public RunOptions Options { get; init; } = new();
    public ExpressionLimits Limits { get; init; } = ExpressionLimits.Default;

    /// <summary>Whose secrets the secret stores are asked for.</summary>
    public string Tenant { get; init; } = "default";
}

/// <summary>Bounds of the run engine (configuration section <c>Keyway:Runs</c>).</summary>
public sealed class RunOptions
{
    /// <summary>Runs without a waiting caller that are worked on at once.</summary>
    public int Concurrency { get; set; } = 64;

    /// <summary>Accepted runs that wait in this process; beyond it the door answers 503.</summary>
    public int MaxQueued { get; set; } = 10_000;

    /// <summary>A run that pauses no longer than this keeps its place in memory.</summary>
    public TimeSpan LongestNap { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>A run that has lasted this long without being written is written, so that it is seen and survives.</summary>
    public TimeSpan CheckpointAfter { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How long a stopping server lets runs finish before it parks them.</summary>
    public TimeSpan ShutdownGrace { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long this process's claims outlive it.</summary>
    public TimeSpan Lease { get; set; } = TimeSpan.FromSeconds(30);
}
