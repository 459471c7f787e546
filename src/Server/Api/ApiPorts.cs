using Keyway.Engine.Apps;
using Keyway.Engine.Catalog;
using Keyway.Engine.Runs;
using Keyway.Engine.Sealing;
using Keyway.Engine.Workflows;

namespace Keyway.Server.Api;

/// <summary>A workflow's version as it runs, compiled; the newest where none is named. Null when there is none, or when it no longer compiles.</summary>
public delegate ValueTask<Deployed?> FindDeployed(string workflow, int? version, CancellationToken ct);

/// <summary>All that the API's handlers stand on: the two stores, and what the rest of the server does for them.</summary>
public sealed record ApiPorts
{
    public required RunHost Host { get; init; }
    public required ICatalogStore Catalog { get; init; }
    public required IReadOnlyList<App> Apps { get; init; }

    /// <summary>Reads and checks a source: every problem, and the compiled workflow where there is none.</summary>
    public required Func<WorkflowSource, CheckedWorkflow> Check { get; init; }

    public required FindDeployed Find { get; init; }

    /// <summary>Awaited after a workflow was saved, enabled, disabled, deleted or given a new key, before the reply: what serves it now is up to date.</summary>
    public required Func<string, CancellationToken, ValueTask> Changed { get; init; }

    /// <summary>An OpenAPI document of the workflow's HTTP trigger at this address.</summary>
    public required Func<Workflow, Uri, ReadOnlyMemory<byte>> DescribeTrigger { get; init; }

    /// <summary>The JSON Schema of a workflow file.</summary>
    public required Func<ReadOnlyMemory<byte>> WorkflowSchema { get; init; }

    /// <summary>Where <c>/h/{key}</c> is reached from outside; asked late, since the port may be known only when the server listens.</summary>
    public required Func<Uri> IngressUrl { get; init; }

    /// <summary>Awaited after a value of the environment was set or deleted: expressions see it from then on.</summary>
    public required Func<CancellationToken, Task> EnvironmentChanged { get; init; }

    /// <summary>Told the name of a secret of Keyway's own store that was written or deleted: what was read of it before is forgotten.</summary>
    public Action<string> SecretChanged { get; init; } = static _ => { };

    /// <summary>Has due runs taken up now, instead of at the next look.</summary>
    public Action Nudge { get; init; } = static () => { };

    /// <summary>Shows metrics by workflow. Off by default: <c>/metrics</c> asks for no key, and a workflow's name may tell something.</summary>
    public bool MetricsByWorkflow { get; init; }

    public IRunStore Runs => Host.Engine.Store;
    public TimeProvider Time => Host.Engine.Time;
    public Entropy Entropy => Host.Engine.Entropy;

    public App? App(string key) => Apps.FirstOrDefault(a => a.Key == key);

    /// <summary>The address of a trigger.</summary>
    public Uri TriggerUrl(string key) => new(IngressUrl(), "/h/" + key);

    public ValueTask Audit(Auth.Caller who, string act, string on, CancellationToken ct) =>
        Catalog.Audit(new AuditLine(Time.GetUtcNow(), who.Name, act, on), ct);
}
