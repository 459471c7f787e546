using Keyway.Engine.Runs;
using Keyway.Engine.Values;

namespace Keyway.Server.Api;

/// <summary>A run as a list shows it.</summary>
/// <param name="Trigger"><c>http</c>, <c>manual</c>, <c>replay</c>, <c>action</c>.</param>
/// <param name="Stored">What of its data is kept: <c>full</c>, <c>failures</c>, <c>metadata</c>, <c>nostore</c>.</param>
public sealed record RunLine(
    string Id, string Workflow, int Version, string Status, string Trigger, DateTimeOffset StartedAt, DateTimeOffset? FinishedAt, double? DurationMs,
    string Stored, int EventBytes, string? ReplayOf, string? Error)
{
    public static RunLine Of(RunSummary run) => new(
        run.Header.Id.ToString(), run.Header.Workflow, run.Header.Version, run.Status.Word(), run.Header.Trigger, run.Header.CreatedAt, run.FinishedAt,
        (run.FinishedAt - run.Header.CreatedAt)?.Ms(), run.Header.Storage.Word(), run.Header.EventBytes, run.Header.ReplayOf?.ToString(), run.Code);
}

/// <summary>A run.</summary>
/// <param name="Trigger"><c>http</c>, <c>manual</c>, <c>replay</c>, <c>action</c>.</param>
/// <param name="DurationMs">From start to end, pauses included; null while it is not finished.</param>
/// <param name="Event">The event that started it, credentials as handles; absent where it is not kept.</param>
/// <param name="EventBytes">The event's size, which is kept even where the event is not.</param>
/// <param name="Steps">Every step of the workflow, in its order.</param>
/// <param name="Credentials">The credentials of the steps that ran, by name: where each came from.</param>
/// <param name="Awaits">The names of the credentials that the run waits for.</param>
/// <param name="Stored">What of its data is kept: <c>full</c>, <c>failures</c>, <c>metadata</c>, <c>nostore</c>, <c>destroyed</c>.</param>
/// <param name="ReplayOf">The run that this one repeats.</param>
/// <param name="Error">Why it failed.</param>
public sealed record RunReply(
    string Id, string Workflow, int Version, string Status, string Trigger, DateTimeOffset StartedAt, DateTimeOffset? FinishedAt, double? DurationMs,
    Value Event, int EventBytes, IReadOnlyList<StepReply> Steps, IReadOnlyList<CredentialReply> Credentials, IReadOnlyList<string> Awaits, string Stored,
    string? ReplayOf, RunErrorReply? Error);

/// <summary>A step of a run.</summary>
/// <param name="Uses"><c>app/action</c>.</param>
/// <param name="Status"><c>succeeded</c>, <c>failed</c>, <c>retrying</c>, <c>skipped</c>, <c>pending</c> (it may still run), <c>not_reached</c> (it will not).</param>
/// <param name="Attempts">How often it was tried.</param>
/// <param name="StartedAt">Of the last attempt, as is the duration.</param>
/// <param name="Input">The inputs as they were given to the action, credentials as handles.</param>
/// <param name="Exports"><c>$return_value</c>, <c>$summary</c> and the named exports.</param>
/// <param name="Logs">The lines that the step wrote.</param>
/// <param name="Http">The HTTP exchanges, redacted.</param>
public sealed record StepReply(
    string Name, string? Uses, string Status, int Attempts, DateTimeOffset? StartedAt, double? DurationMs,
    Value Input, Value Exports, Value Logs, Value Http, StepErrorReply? Error);

/// <summary>Why a step failed.</summary>
/// <param name="Code">Stable; kept even where the data is not.</param>
/// <param name="Message">For a person; absent where the data is not kept.</param>
/// <param name="RetryAt">When it is tried again; null when it has failed for good.</param>
/// <param name="Credential">The credential this is about, by name.</param>
/// <param name="HttpStatus">What the other side answered.</param>
public sealed record StepErrorReply(string Code, string? Message, DateTimeOffset? RetryAt, string? Credential, int? HttpStatus)
{
    /// <summary>The page that explains the code.</summary>
    public string Docs => "/docs/errors/" + Code;
}

public static class RunWords
{
    /// <summary>Milliseconds, to the microsecond.</summary>
    public static double Ms(this TimeSpan duration) => Math.Round(duration.TotalMilliseconds, 3);

    public static string Word(this StorageClass storage) => storage switch
    {
        StorageClass.Full => "full",
        StorageClass.Failures => "failures",
        StorageClass.Metadata => "metadata",
        StorageClass.NoStore => "nostore",
        _ => throw new ArgumentOutOfRangeException(nameof(storage)),
    };
}
