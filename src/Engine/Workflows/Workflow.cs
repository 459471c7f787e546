using Keyway.Engine.Apps;
using Keyway.Engine.Connections;
using Keyway.Engine.Runs;
using Keyway.Engine.Triggers;

namespace Keyway.Engine.Workflows;

/// <summary>A checked workflow, compiled: every expression parsed, every step bound to its action. Immutable.</summary>
/// <param name="Connections">Per app, for every step of that app that has none of its own.</param>
public sealed record Workflow(
    string Name,
    Trigger Trigger,
    IReadOnlyDictionary<string, Connection> Connections,
    IReadOnlyList<Step> Steps,
    WorkflowSettings Settings)
{
    public int IndexOf(string step)
    {
        for (var i = 0; i < Steps.Count; i++)
            if (Steps[i].Name == step) return i;
        return -1;
    }

    /// <summary>The connection that this step uses: its own, else the workflow's for the app; null when there is none.</summary>
    public Connection? ConnectionOf(Step step) => step.Connection ?? Connections.GetValueOrDefault(step.App.Key);
}

/// <param name="If">Null runs it always.</param>
/// <param name="With">The inputs; always a map.</param>
public sealed record Step(
    string Name,
    App App,
    AppAction Action,
    Template.Map With,
    Connection? Connection,
    Template? If,
    RetryRule Retry,
    TimeSpan? Timeout,
    OnError OnError,
    bool KeepsHistory,
    SourceSpot At)
{
    /// <summary>As written: <c>slack/send-message</c>.</summary>
    public string Uses => App.Key + "/" + Action.Key;

    /// <summary>The host written literally in a <c>url</c> input, which thereby counts as named; null otherwise.</summary>
    public string? NamedHost { get; init; }
}

/// <param name="Attempts">In all, the first one included.</param>
/// <param name="Backoff">Before the second try; doubles each time, with jitter, up to ten minutes.</param>
/// <param name="On">Error codes that are tried again; empty means every retryable error.</param>
public sealed record RetryRule(int Attempts, TimeSpan Backoff, IReadOnlyList<string> On)
{
    public static readonly RetryRule None = new(1, TimeSpan.FromSeconds(1), []);
}

/// <summary>What a run does when a step has failed for good.</summary>
public abstract record OnError
{
    private OnError() { }

    public sealed record Stop : OnError
    {
        public static readonly Stop Instance = new();
    }

    /// <summary>Goes on with the next step; this one's export is <c>$error</c>.</summary>
    public sealed record Continue : OnError
    {
        public static readonly Continue Instance = new();
    }

    /// <summary>Goes on with a later step; those between are skipped.</summary>
    public sealed record GoTo(string Step) : OnError;
}

/// <param name="Retention">How long a finished run is kept; null takes the instance's.</param>
/// <param name="FailedRetention">The same for failed ones.</param>
/// <param name="KeepNewest">How many finished runs are kept at most.</param>
/// <param name="Timeout">For one run from start to end, pauses left out.</param>
public sealed record WorkflowSettings(
    StorageClass History,
    TimeSpan? Retention,
    TimeSpan? FailedRetention,
    int? KeepNewest,
    TimeSpan Timeout,
    CredentialPolicy Credentials)
{
    public static readonly WorkflowSettings Default = new(StorageClass.Full, null, null, null, TimeSpan.FromSeconds(30), CredentialPolicy.Sealed);
}

/// <summary>What becomes of credentials that came with the request while a run is unfinished.</summary>
public enum CredentialPolicy : byte
{
    /// <summary>Sealed under a key of their own, destroyed at the end: the run survives a crash unattended.</summary>
    Sealed,

    /// <summary>In memory only: after a crash the run waits to be given them again.</summary>
    Memory,
}
