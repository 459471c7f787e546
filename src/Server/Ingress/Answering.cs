using Keyway.Engine.Runs;
using Keyway.Engine.Triggers;
using Microsoft.AspNetCore.Http;

namespace Keyway.Server.Ingress;

/// <summary>From a run to what its caller gets, by the trigger's <c>respond</c>.</summary>
public sealed class Answering(Reply reply, Trigger.Http trigger, TimeProvider time, CancellationToken callerGone)
{
    public Task For(ActiveRun run)
    {
        reply.Names(run.Id);
        return trigger.Respond switch
        {
            Respond.ByWorkflow => ByWorkflow(run),
            Respond.Result => ByResult(run),
            _ => AtOnce(),
        };
    }

    /// <summary>Accepted, and runs later. One who would wait gets the way to ask: its turn may be long in coming.</summary>
    public Task Queued(RunId run)
    {
        reply.Names(run);
        return trigger.Respond.Waits ? reply.Accepted(StatusCodes.Status202Accepted, RunStatus.Queued.Word()) : AtOnce();
    }

    public async Task Repeated(RunId first, ReadFirst readFirst)
    {
        reply.Names(first);
        reply.Says("Idempotency-Replayed", "true");
        if (!trigger.Respond.Waits)
        {
            await AtOnce();
            return;
        }
        await (await readFirst(first, callerGone) switch
        {
            RepeatedAnswer.Answer answer => reply.Answer(answer.Given),
            RepeatedAnswer.Ended ended => AtEnd(ended.End),
            RepeatedAnswer.StillRunning => reply.Refuse(Refusal.StillRunning),
            RepeatedAnswer.NotKept => reply.Refuse(Refusal.NotKept),
            _ => throw new InvalidOperationException("A repeat that came to nothing known."),
        });
    }

    private Task AtOnce() => trigger.Respond switch
    {
        Respond.AsAccepted => reply.Accepted(StatusCodes.Status202Accepted),
        Respond.Static configured => reply.Answer(configured.Answer),
        _ => reply.Accepted(StatusCodes.Status200OK),
    };

    private async Task ByWorkflow(ActiveRun run)
    {
        if (!await InTime(run.Answer)) return;
        var answer = await run.Answer;
        await (answer is not null ? reply.Answer(answer) : AtEnd(await run.End));
    }

    private async Task ByResult(ActiveRun run)
    {
        if (await InTime(run.End)) await AtEnd(await run.End);
    }

    private async ValueTask<bool> InTime(Task awaited)
    {
        if (awaited.IsCompleted) return true;
        try
        {
            await awaited.WaitAsync(trigger.Timeout, time, callerGone);
            return true;
        }
        catch (TimeoutException)
        {
            await reply.Refuse(Refusal.TimedOut(trigger.Timeout));
            return false;
        }
    }

    private Task AtEnd(RunEnd end) => end.Status switch
    {
        RunStatus.Succeeded when trigger.Respond is Respond.Result => reply.Result(end.Result),
        // The words that Pipedream's callers may look for.
        RunStatus.Succeeded when trigger.PipedreamCompatible => reply.PlainText(StatusCodes.Status400BadRequest, "No $.respond called in workflow"),
        RunStatus.Succeeded => reply.Refuse(Refusal.NoResponse),
        RunStatus.Failed => reply.Refuse(Refusal.Failed(end.FailedStep, end.Code), failed: end),
        RunStatus.Cancelled => reply.Refuse(Refusal.Cancelled),
        // Asleep for longer than a caller is held: it goes on, and its result can be asked for.
        _ => reply.Accepted(StatusCodes.Status202Accepted, end.Status.Word()),
    };
}
