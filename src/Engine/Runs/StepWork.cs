using Keyway.Engine.Connections;
using Keyway.Engine.Expressions;
using Keyway.Engine.Redaction;
using Keyway.Engine.Steps;
using Keyway.Engine.Values;
using Keyway.Engine.Workflows;

namespace Keyway.Engine.Runs;

/// <summary>One attempt at one step: condition, inputs, credential, call, record.</summary>
internal sealed class StepWork(RunEngine engine, RunWriter writer)
{
    /// <summary>The fact that the attempt comes to. Cancelled where the run's time is up or somebody stopped it.</summary>
    public async ValueTask<JournalEntry> Attempt(ActiveRun run, Decision.Execute execute, CancellationToken ct)
    {
        var step = run.Deployed.Workflow.Steps[execute.Step];
        var began = engine.Time.GetTimestamp();
        var reading = new SecretReading(engine, run);
        var scope = reading.Scope();

        if (step.If is { } condition)
        {
            switch (await reading.Fill(condition, scope, ct))
            {
                case Filled.Failed failed:
                    return Fail(run, execute, step, began, failed.Error, StepRecord.Empty);
                case Filled.Done { Value: var flag } when !Truth.Of(flag):
                    return new JournalEntry.StepSkipped(Now, execute.Step);
            }
        }

        var filled = await reading.Fill(step.With, scope, ct);
        if (filled is Filled.Failed unfilled) return Fail(run, execute, step, began, unfilled.Error, StepRecord.Empty);
        ((Filled.Done)filled).Value.TryGetObject(out var inputs);
        var record = new StepRecord { Input = inputs! };

        var asked = await ReadCredential(run, step, reading, scope, ct);
        switch (asked)
        {
            case CredentialReading.Refused refused:
                return Fail(run, execute, step, began, refused.Error, record);
            case CredentialReading.Awaited awaited:
                return new JournalEntry.CredentialsAwaited(Now, awaited.Names);
        }

        // What was done and cannot be undone is on its way to the store before the next such act begins.
        if (step.Action.HasEffect && NeedsSave(run)) writer.SaveBehind(run);

        var context = Context(run, execute, step, inputs!, (asked as CredentialReading.Read)?.Credential);
        var result = await Call(context, step, ct);
        if (result is StepResult.Failed { Error.Code: "credential_rejected" } && await reading.Refresh(ct))
        {
            // A call is refused before it acts, so once more with a credential that changed is safe.
            if (await ReadCredential(run, step, reading, scope, ct) is CredentialReading.Read again)
            {
                var second = Context(run, execute, step, inputs!, again.Credential);
                second.Exchanges.AddRange(context.Exchanges);
                second.Logs.AddRange(context.Logs);
                context = second;
                result = await Call(context, step, ct);
            }
        }
        record.Take(context);
        return Conclude(run, execute, step, began, result, record);
    }

    private DateTimeOffset Now => engine.Time.GetUtcNow();

    private bool NeedsSave(ActiveRun run) =>
        run.HasUnsavedEffect || (run.Fence is null && Now - run.Header.CreatedAt > engine.Options.CheckpointAfter);

    private static async ValueTask<CredentialReading> ReadCredential(ActiveRun run, Step step, SecretReading reading, EvaluationScope scope, CancellationToken ct)
    {
        var connection = run.Deployed.Workflow.ConnectionOf(step);
        if (!step.Action.NeedsCredential || connection is null) return CredentialReading.NotNeeded.Instance;
        var template = connection switch
        {
            Connection.External external => new Template.Map(external.Fields),
            Connection.ExternalWhole whole => whole.Fields,
            _ => null,
        };
        if (template is null)
            return new CredentialReading.Refused(new("account_unknown", $"Step {step.Name} uses an account that this server does not have. Map its credentials with external authentication."));
        return await reading.Fill(template, scope, ct) switch
        {
            Filled.Failed failed => new CredentialReading.Refused(failed.Error),
            Filled.Done { Value: var value } when value.TryGetObject(out var fields) => CredentialReading.From(step, fields, CredentialUse.SourceOf(template)),
            Filled.Done { Value: var absent } when Redactor.IsAbsent(absent) => new CredentialReading.Awaited([.. absent.Labels!.All.Select(l => l.Name)]),
            _ => new CredentialReading.Refused(new("credentials_missing", $"The external authentication of step {step.Name} did not give an object with the app's credential fields.")),
        };
    }

    private StepContext Context(ActiveRun run, Decision.Execute execute, Step step, ObjectValue inputs, Credential? credential) => new()
    {
        App = step.App,
        Action = step.Action,
        Inputs = inputs,
        Credential = credential,
        Arena = run.Arena,
        Run = run.Id,
        StepName = step.Name,
        Attempt = execute.Attempt,
        Time = engine.Time,
        Http = engine.Http,
        NamedHost = step.NamedHost,
    };

    private async ValueTask<StepResult> Call(StepContext context, Step step, CancellationToken ct)
    {
        if (step.Timeout is not { } limit) return await engine.Runtime.Run(context, ct);
        using var timed = CancellationTokenSource.CreateLinkedTokenSource(ct);
        await using var timer = engine.Time.CreateTimer(static source => ((CancellationTokenSource)source!).Cancel(), timed, limit, Timeout.InfiniteTimeSpan);
        try
        {
            return await engine.Runtime.Run(context, timed.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return new StepResult.Failed(new("step_timeout", $"Step {step.Name} did not finish within {limit.TotalSeconds:0.###} s. Raise its timeout, or look why the other side is slow.", Retryable: true));
        }
    }

    private JournalEntry Conclude(ActiveRun run, Decision.Execute execute, Step step, long began, StepResult result, StepRecord record)
    {
        if (result is StepResult.Failed failed) return Fail(run, execute, step, began, failed.Error, record);
        var done = (StepResult.Succeeded)result;
        var exports = new ObjectValue();
        exports.Set("$return_value", done.ReturnValue);
        if (done.Summary is { } summary) exports.Set("$summary", summary);
        foreach (var (key, value) in done.Exports) exports.Set(key, value);
        run.Deployed.Lift.LiftStep(step.Name, exports, run.Arena);
        run.Export(step.Name, exports);

        if (done.Answer is { } answer && run.GivenAnswer is null)
        {
            run.GivenAnswer = answer;
            if (answer.Immediate) run.GiveAnswer(answer);
        }
        run.HasUnsavedEffect |= step.Action.HasEffect;
        return new JournalEntry.StepSucceeded(Now, execute.Step, execute.Attempt, Elapsed(began), RunWriter.Keep(run, record.Succeeded(exports), step.KeepsHistory));
    }

    private JournalEntry Fail(ActiveRun run, Decision.Execute execute, Step step, long began, StepError error, StepRecord record)
    {
        var delay = RetryDelay.After(step.Retry, execute.Attempt, error, engine.Random);
        if (delay is null && step.OnError is not OnError.Stop)
        {
            var exports = new ObjectValue();
            exports.Set("$error", Value.Object(("code", error.Code), ("message", error.Message)));
            run.Export(step.Name, exports);
        }
        var at = Now;
        return new JournalEntry.StepFailed(at, execute.Step, execute.Attempt, Elapsed(began), error.Code, at + delay, RunWriter.Keep(run, record.Failed(error), step.KeepsHistory));
    }

    private TimeSpan Elapsed(long began) => engine.Time.GetElapsedTime(began);
}
