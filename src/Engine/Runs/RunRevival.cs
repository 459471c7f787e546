using Keyway.Engine.Connections;
using Keyway.Engine.Redaction;
using Keyway.Engine.Sealing;
using Keyway.Engine.Values;

namespace Keyway.Engine.Runs;

/// <summary>Makes a run of memory from its record: after a crash, a pause, or for a replay that begins at a later step.</summary>
internal sealed class RunRevival(RunEngine engine, Func<string, int, CancellationToken, ValueTask<Deployed?>> findVersion)
{
    /// <summary>
    /// The run as its journal tells it, with the credentials of its box back in their places. One whose data was never kept is revived all the
    /// same, marked as lost, so that its worker ends it in the usual way. Null when its version is gone, or its data opens with no key we have.
    /// </summary>
    public async ValueTask<ActiveRun?> Revive(Claim claim, CancellationToken ct)
    {
        var record = claim.Run;
        if (await findVersion(record.Header.Workflow, record.Header.Version, ct) is not { } deployed) return null;
        var box = new CredentialBox();
        try
        {
            if (record.Box is { } sealedBox) box = CredentialBox.Read(engine.Sealer.OpenBox(record.Header.Id, sealedBox));
        }
        catch (SealException)
        {
            return null;
        }
        var arena = new SecretArena();
        var accepted = (JournalEntry.Accepted)record.Entries[0];
        var lost = accepted.Event is not Payload.Opened;
        var @event = lost ? new ObjectValue() : Open(accepted.Event, box, arena);
        var run = new ActiveRun(record.Header, deployed, @event, arena) { Fence = claim.Fence };
        run.Box.AddAll(box);
        foreach (var entry in record.Entries)
        {
            run.Fold.Apply(entry);
            lost |= Restore(run, entry, box);
        }
        run.Add(new JournalEntry.Taken(engine.Time.GetUtcNow(), record.Taken + 1));
        run.Steps.Grow("trigger", RunContext.Trigger(run, record.Header.CreatedAt, isTest: false));
        run.IsLost = lost;
        return run;
    }

    /// <summary>A step's recorded result as the beginning of another run; its handles stay absent, so that credentials are asked for again.</summary>
    public static void Inherit(ActiveRun run, JournalEntry entry)
    {
        run.Fold.Apply(entry);
        Restore(run, entry, new CredentialBox());
        run.Unsaved.Add(entry is JournalEntry.StepSucceeded { Record: Payload.Opened opened } done
            ? done with { Record = RunWriter.Keep(run, Open(opened, new CredentialBox(), run.Arena)) }
            : entry);
    }

    /// <summary>Puts a step's exports back; true when they are gone and a later step may need them.</summary>
    private static bool Restore(ActiveRun run, JournalEntry entry, CredentialBox box)
    {
        switch (entry)
        {
            case JournalEntry.StepSucceeded { Record: Payload.Opened } done:
                if (Open(done.Record, box, run.Arena).Get("exports").TryGetObject(out var exports)) run.Export(NameOf(run, done.Step), exports);
                return false;
            case JournalEntry.StepSucceeded done:
                return run.Deployed.Workflow.Steps[done.Step].Action.HasEffect || run.Deployed.Workflow.Steps.Count > done.Step + 1;
            case JournalEntry.StepFailed { RetryAt: null, Record: Payload.Opened } failed:
                var error = new ObjectValue();
                error.Set("$error", Open(failed.Record, box, run.Arena).Get("error"));
                run.Export(NameOf(run, failed.Step), error);
                return false;
            default:
                return false;
        }
    }

    private static string NameOf(ActiveRun run, int step) => run.Deployed.Workflow.Steps[step].Name;

    private static ObjectValue Open(Payload payload, CredentialBox box, SecretArena arena)
    {
        var value = Redactor.ReadRecorded(((Payload.Opened)payload).Data.Span, (index, name) =>
        {
            var leaf = box.Find(index, name);
            if (leaf.IsUndefined) return Redactor.Absent(name);
            if (leaf.Reveal() is { Length: > 0 } text) arena.Register(new Label(name), text);
            return leaf;
        });
        return value.TryGetObject(out var map) ? map.Freeze() : new ObjectValue().Freeze();
    }
}
