using Keyway.Engine.Redaction;
using Keyway.Engine.Runs;
using Keyway.Engine.Values;
using Keyway.Engine.Workflows;

namespace Keyway.Server.Api;

/// <summary>A run as people see it: made from its journal and the workflow version it began with.</summary>
public static class RunView
{
    /// <param name="workflow">Null where the version is gone: steps are then told by their number.</param>
    public static RunReply Of(RunRecord run, Workflow? workflow)
    {
        var header = run.Header;
        var final = run.State.Status.IsFinal();
        var steps = Steps(run.Entries, workflow, final);
        return new(
            header.Id.ToString(), header.Workflow, header.Version, run.State.Status.Word(), header.Trigger, header.CreatedAt, run.State.FinishedAt,
            (run.State.FinishedAt - header.CreatedAt)?.Ms(),
            run.Entries.OfType<JournalEntry.Accepted>().Select(e => RecordedPayload.Read(e.Event)).FirstOrDefault(),
            header.EventBytes, steps, CredentialsOf(run.Entries, workflow), Awaited(run),
            IsDestroyed(run.Entries) ? "destroyed" : header.Storage.Word(), header.ReplayOf?.ToString(),
            run.State.Code is { } code ? new RunErrorReply(code, steps.LastOrDefault(s => s.Status == "failed")?.Name) : null);
    }

    private static List<StepReply> Steps(IReadOnlyList<JournalEntry> entries, Workflow? workflow, bool final)
    {
        var last = new SortedDictionary<int, JournalEntry>();
        foreach (var entry in entries)
            if (StepOf(entry) is { } step) last[step] = entry;

        var count = Math.Max(workflow?.Steps.Count ?? 0, last.Count == 0 ? 0 : last.Keys.Max() + 1);
        var steps = new List<StepReply>(count);
        for (var i = 0; i < count; i++)
        {
            var step = workflow is not null && i < workflow.Steps.Count ? workflow.Steps[i] : null;
            steps.Add(Step(NameOf(i, workflow), step?.Uses, last.GetValueOrDefault(i), final));
        }
        return steps;
    }

    private static StepReply Step(string name, string? uses, JournalEntry? entry, bool final) => entry switch
    {
        JournalEntry.StepSucceeded done => StepRecord(name, uses, "succeeded", done.Attempt, done.At - done.Duration, done.Duration, done.Record, null),
        JournalEntry.StepFailed failed => StepRecord(name, uses, failed.RetryAt is not null && !final ? "retrying" : "failed",
            failed.Attempt, failed.At - failed.Duration, failed.Duration, failed.Record, failed),
        JournalEntry.StepSkipped skipped => new(name, uses, "skipped", 0, skipped.At, 0, default, default, default, default, null),
        _ => new(name, uses, final ? "not_reached" : "pending", 0, null, null, default, default, default, default, null),
    };

    private static StepReply StepRecord(
        string name, string? uses, string status, int attempt, DateTimeOffset startedAt, TimeSpan duration, Payload payload, JournalEntry.StepFailed? failed)
    {
        var record = RecordedPayload.Read(payload);
        return new(name, uses, status, attempt, startedAt, duration.Ms(),
            record["input"], record["exports"], record["logs"], record["http"], failed is null ? null : Error(failed, record["error"]));
    }

    private static StepErrorReply Error(JournalEntry.StepFailed failed, Value error) => new(
        failed.Code,
        error["message"].TryGetText(out var message) ? message : null,
        failed.RetryAt,
        error["credential"].TryGetText(out var credential) ? credential : null,
        error["status"].TryGetNumber(out var status) ? (int)status : null);

    private static IReadOnlyList<CredentialReply> CredentialsOf(IReadOnlyList<JournalEntry> entries, Workflow? workflow)
    {
        if (workflow is null) return [];
        var ran = entries.Where(e => e is JournalEntry.StepSucceeded or JournalEntry.StepFailed).Select(e => StepOf(e)!.Value).Distinct().Order();
        return CredentialReply.Of(workflow, ran.Where(i => i < workflow.Steps.Count).Select(i => workflow.Steps[i]));
    }

    internal static IReadOnlyList<string> Awaited(RunRecord run) =>
        run.State.Status == RunStatus.CredentialsRequired ? run.Entries.OfType<JournalEntry.CredentialsAwaited>().LastOrDefault()?.Names ?? [] : [];

    private static bool IsDestroyed(IReadOnlyList<JournalEntry> entries) => entries.Any(e => e switch
    {
        JournalEntry.Accepted accepted => accepted.Event is Payload.Destroyed,
        JournalEntry.StepSucceeded done => done.Record is Payload.Destroyed,
        JournalEntry.StepFailed failed => failed.Record is Payload.Destroyed,
        _ => false,
    });

    internal static int? StepOf(JournalEntry entry) => entry switch
    {
        JournalEntry.StepSucceeded done => done.Step,
        JournalEntry.StepFailed failed => failed.Step,
        JournalEntry.StepSkipped skipped => skipped.Step,
        _ => null,
    };

    /// <summary>Where the version is gone, a step is told by its number.</summary>
    internal static string NameOf(int step, Workflow? workflow) => workflow is not null && step < workflow.Steps.Count ? workflow.Steps[step].Name : "step_" + (step + 1);
}

/// <summary>Recorded data as a value: what was a credential is a labelled leaf without its text, which every reply shows as its handle.</summary>
public static class RecordedPayload
{
    /// <summary>Undefined where nothing is kept.</summary>
    public static Value Read(Payload payload) => payload switch
    {
        Payload.Opened opened => Read(opened.Data),
        Payload.Kept kept => Read(kept.Data.Utf8),
        _ => Value.Undefined,
    };

    private static Value Read(ReadOnlyMemory<byte> recorded) => Redactor.ReadRecorded(recorded.Span, static (_, name) => Redactor.Absent(name));
}
