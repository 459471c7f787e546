using Keyway.Engine.Values;

namespace Keyway.Engine.Runs;

/// <summary><c>steps.trigger</c>: the event and its context.</summary>
internal static class RunContext
{
    public static ObjectValue Trigger(ActiveRun run, DateTimeOffset acceptedAt, bool isTest)
    {
        var context = new ObjectValue(9);
        var id = run.Id.ToString();
        context.Set("id", id);
        context.Set("trace_id", id);
        context.Set("ts", acceptedAt.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'"));
        context.Set("workflow_id", run.Header.Workflow);
        context.Set("workflow_name", run.Header.Workflow);
        context.Set("version", run.Header.Version);
        context.Set("replay", run.Header.ReplayOf is not null);
        context.Set("test", isTest);
        context.Set("attempt", Math.Max(run.Fold.Taken, 1));
        var trigger = new ObjectValue(2);
        trigger.Set("event", run.Event);
        trigger.Set("context", context);
        return trigger.Freeze();
    }
}
