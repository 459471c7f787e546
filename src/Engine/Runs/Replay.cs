using Keyway.Engine.Connections;
using Keyway.Engine.Redaction;
using Keyway.Engine.Values;

namespace Keyway.Engine.Runs;

/// <summary>What to repeat of an earlier run.</summary>
/// <param name="RecordedSteps">The names of the steps in the version that the earlier run had, in order.</param>
/// <param name="FromStep">The first step to run again; null runs all. Earlier ones keep their recorded results.</param>
/// <param name="Credentials">By handle name (<c>slack.oauth_access_token</c>), in place of those that came with the first request: a record never has them.</param>
public sealed record ReplayOrder(
    RunRecord Record, IReadOnlyList<string> RecordedSteps, Deployed Workflow, string? FromStep, IReadOnlyDictionary<string, Value> Credentials);

public abstract record ReplayPlan
{
    private ReplayPlan() { }

    public sealed record Ready(RunStart Start) : ReplayPlan;

    /// <param name="Code"><c>replay_data_gone</c>, <c>step_unknown</c>, <c>replay_not_reached</c>.</param>
    public sealed record Refused(string Code, string Message) : ReplayPlan;
}

/// <summary>Makes a run's start from an earlier run's record. Credentials are given anew or read again from their stores, never taken from the record.</summary>
public static class Replay
{
    public static ReplayPlan Plan(ReplayOrder order)
    {
        var record = order.Record;
        if (record.Entries[0] is not JournalEntry.Accepted { Event: Payload.Opened opened })
            return new ReplayPlan.Refused("replay_data_gone", "The run's event was not kept, or was destroyed since: there is nothing to repeat. Send the request again.");
        var arena = new SecretArena();
        var @event = Redactor.ReadRecorded(opened.Data.Span, (_, name) =>
        {
            var label = new Label(name);
            if (!order.Credentials.TryGetValue(name, out var given)) return Redactor.Absent(name);
            if (given.Reveal() is { Length: > 0 } text) arena.Register(label, text);
            return given.With(Labels.Of(label));
        });
        @event.TryGetObject(out var map);

        var inherited = new List<JournalEntry>();
        if (order.FromStep is { } from)
        {
            var first = order.Workflow.Workflow.IndexOf(from);
            if (first < 0) return new ReplayPlan.Refused("step_unknown", $"Version {order.Workflow.Version} has no step of that name.");
            for (var step = 0; step < first; step++)
            {
                var name = order.Workflow.Workflow.Steps[step].Name;
                if (Result(order, name, step) is not { } entry)
                    return new ReplayPlan.Refused("replay_not_reached", $"Step {name} has no result in that run, so a later step cannot be the first.");
                inherited.Add(entry);
            }
        }
        var start = new RunStart(order.Workflow, new LiftedEvent(map!.Freeze(), arena), record.Header.Storage, "replay", Waits: false)
        {
            ReplayOf = record.Header.Id,
            Inherited = inherited,
        };
        return new ReplayPlan.Ready(start);
    }

    /// <summary>A step's result in the earlier run, by name, renumbered for the version that runs now.</summary>
    private static JournalEntry? Result(ReplayOrder order, string name, int step)
    {
        JournalEntry? found = null;
        foreach (var entry in order.Record.Entries)
        {
            found = entry switch
            {
                JournalEntry.StepSucceeded done when order.RecordedSteps[done.Step] == name => done with { Step = step },
                JournalEntry.StepSkipped skipped when order.RecordedSteps[skipped.Step] == name => skipped with { Step = step },
                _ => found,
            };
        }
        return found;
    }
}
