using Keyway.Engine.Workflows;

namespace Keyway.Engine.Runs;

/// <summary>Decides a run's next act from its workflow, its journal's fold and the time. Pure: same in, same out.</summary>
public static class Decider
{
    public static Decision Next(Workflow workflow, Run run, DateTimeOffset now)
    {
        if (run.Ended is not null) return Decision.Nothing.Instance;
        if (run.CancelAsked) return new Decision.Finish(RunStatus.Cancelled, null);
        if (run.Awaits is { } names) return new Decision.Wait(names);

        if (run.LastFailed >= 0)
        {
            switch (workflow.Steps[run.LastFailed].OnError)
            {
                case OnError.Stop:
                    return new Decision.Finish(RunStatus.Failed, run[run.LastFailed].Code);
                case OnError.GoTo goTo when run.FirstOpen < workflow.IndexOf(goTo.Step):
                    return new Decision.Skip(run.FirstOpen);
            }
        }

        if (run.FirstOpen == run.Count) return new Decision.Finish(RunStatus.Succeeded, null);
        var next = run[run.FirstOpen];
        return next.RetryAt > now ? new Decision.Sleep(next.RetryAt.Value) : new Decision.Execute(run.FirstOpen, next.Attempts + 1);
    }
}
