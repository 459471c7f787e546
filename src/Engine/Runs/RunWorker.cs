namespace Keyway.Engine.Runs;

/// <summary>The loop that carries a run forward: decide, do, append; until it is over, asleep or waiting.</summary>
internal sealed class RunWorker(RunEngine engine, RunWriter writer, StepWork steps)
{
    /// <summary>Works on a run until it ends or is put aside. Never throws: what goes wrong is in the run's tasks.</summary>
    public async Task Work(ActiveRun run)
    {
        try
        {
            using var timer = engine.Time.CreateTimer(TimeIsUp, run, run.Deployed.Workflow.Settings.Timeout, Timeout.InfiniteTimeSpan);
            while (await Step(run, run.Stopped)) { }
        }
        catch (StaleFenceException)
        {
            run.GiveEnd(new(RunStatus.Running, "taken_over", null, default));
        }
        catch (Exception error)
        {
            run.Fail(error);
        }
    }

    private static void TimeIsUp(object? run)
    {
        var late = (ActiveRun)run!;
        late.TimedOut = true;
        late.Interrupt();
    }

    /// <summary>One decision and its act; false when there is nothing more to do here.</summary>
    private async ValueTask<bool> Step(ActiveRun run, CancellationToken ct)
    {
        if (run.CancelledBy is { } by && !run.Fold.CancelAsked) run.Add(new JournalEntry.CancelAsked(Now, by));
        if (run.IsLost && run.Fold.Ended is null)
        {
            await Finish(run, RunStatus.Failed, run.KeepsData ? "data_destroyed" : "nostore_cannot_pause");
            return false;
        }
        var workflow = run.Deployed.Workflow;
        switch (Decider.Next(workflow, run.Fold, Now))
        {
            case Decision.Execute when run.Parking:
                await Park(run, RunStatus.Queued, Now);
                return false;

            case Decision.Execute execute:
                return await Execute(run, execute, ct);

            case Decision.Skip skip:
                run.Add(new JournalEntry.StepSkipped(Now, skip.Step));
                return true;

            case Decision.Sleep sleep:
                return await Sleep(run, sleep.Until, ct);

            case Decision.Wait wait:
                return await Wait(run, wait.Names);

            case Decision.Finish finish:
                await Finish(run, finish.Status, finish.Code);
                return false;

            default:
                return false;
        }
    }

    private DateTimeOffset Now => engine.Time.GetUtcNow();

    private async ValueTask<bool> Execute(ActiveRun run, Decision.Execute execute, CancellationToken ct)
    {
        var began = engine.Time.GetTimestamp();
        try
        {
            run.Add(await steps.Attempt(run, execute, ct));
            return true;
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // Cancelled or parked: the attempt leaves no fact, and the next decision tells what follows.
            if (run.CancelledBy is not null || run.Parking) return true;
            run.Add(new JournalEntry.StepFailed(Now, execute.Step, execute.Attempt, engine.Time.GetElapsedTime(began), "run_timeout", null, Payload.Withheld.Instance));
            await Finish(run, RunStatus.Failed, "run_timeout");
            return false;
        }
    }

    private async ValueTask<bool> Sleep(ActiveRun run, DateTimeOffset until, CancellationToken ct)
    {
        var nap = until - Now;
        if (nap <= TimeSpan.Zero) return true;
        if (nap > engine.Options.LongestNap)
        {
            if (!run.KeepsData)
            {
                await Finish(run, RunStatus.Failed, "nostore_cannot_pause");
                return false;
            }
            await Park(run, RunStatus.Paused, until);
            return false;
        }
        if (run.KeepsData) await writer.Save(run, new(RunStatus.Paused, Box: writer.BoxOf(run)), release: false);
        try
        {
            await Task.Delay(nap, engine.Time, ct);
        }
        catch (OperationCanceledException)
        {
            // Cancelled, parked or out of time: the next decision tells.
            if (run is { TimedOut: true, CancelledBy: null, Parking: false })
            {
                await Finish(run, RunStatus.Failed, "run_timeout");
                return false;
            }
        }
        return true;
    }

    private async ValueTask<bool> Wait(ActiveRun run, IReadOnlyList<string> names)
    {
        if (!run.KeepsData)
        {
            await Finish(run, RunStatus.Failed, "nostore_cannot_pause");
            return false;
        }
        await writer.Save(run, new(RunStatus.CredentialsRequired, Code: "credentials_required", Box: writer.BoxOf(run)), release: true);
        run.GiveEnd(new(RunStatus.CredentialsRequired, "credentials_required", null, default));
        return false;
    }

    /// <summary>Puts the run aside, to be taken again when due.</summary>
    private async ValueTask Park(ActiveRun run, RunStatus status, DateTimeOffset due)
    {
        if (!run.KeepsData)
        {
            await Finish(run, RunStatus.Failed, "nostore_cannot_pause");
            return;
        }
        await writer.Save(run, new(status, Due: due, Box: writer.BoxOf(run)), release: true);
        run.GiveEnd(new(status, null, null, default));
    }

    private async ValueTask Finish(ActiveRun run, RunStatus status, string? code)
    {
        var at = Now;
        run.Add(new JournalEntry.Finished(at, status, code));
        var drop = run.Header.Storage == StorageClass.Failures && status != RunStatus.Failed;
        await writer.Save(run, new(status, FinishedAt: at, Code: code, DropData: drop), release: true);
        var failed = status == RunStatus.Failed && run.Fold.LastFailed >= 0 ? run.Deployed.Workflow.Steps[run.Fold.LastFailed].Name : null;
        run.GiveEnd(new(status, code, failed, run.LastReturn));
    }
}
