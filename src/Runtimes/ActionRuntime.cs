using Keyway.Engine.Apps;
using Keyway.Engine.Connections;
using Keyway.Engine.Steps;

namespace Keyway.Runtimes;

/// <summary>
/// Asks for a credential again after an app refused it: invalidates what was kept and reads it anew. Null when its source has nothing newer,
/// or cannot be asked.
/// </summary>
public delegate ValueTask<Credential?> RenewCredential(Credential rejected, StepContext context, CancellationToken ct);

/// <summary>Runs an app's action: brings its inputs to their types, watches its replies for a refused credential, and keeps what it throws to itself.</summary>
public sealed class ActionRuntime(RenewCredential? renew = null) : IStepRuntime
{
    public async ValueTask<StepResult> Run(StepContext context, CancellationToken ct)
    {
        switch (Coercion.Coerce(context.Action, context.Inputs))
        {
            case CoercedInputs.Invalid invalid:
                return new StepResult.Failed(invalid.Error);
            case CoercedInputs.Valid valid:
                context = context.With(valid.Inputs, context.Credential, Watched(context.Http));
                break;
        }
        try
        {
            return await context.Action.Run(context, ct);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception)
        {
            // A defect of the action. Its text may hold anything that the action held, so it goes nowhere.
            return new StepResult.Failed(new("internal_error", $"The action {context.App.Key}/{context.Action.Key} failed by a defect of its own. Please report it."));
        }
    }

    /// <summary>
    /// Sends as before, and turns a reply by which the app refused the credential into <c>credential_rejected</c>. The call was refused before it
    /// acted, so it is sent once more where the credential's source has a newer one.
    /// </summary>
    private SendHttp Watched(SendHttp send) => async (call, context, ct) =>
    {
        var outcome = await send(call, context, ct);
        if (context.Credential is not { } credential || CodeOf(outcome, context.App) is null) return outcome;
        if (renew is not null && await renew(credential, context, ct) is { } newer)
        {
            outcome = await send(call, context.With(context.Inputs, newer, context.Http), ct);
            credential = newer;
        }
        return CodeOf(outcome, context.App) is { } code ? new HttpOutcome.Failed(Rejected(credential, context.App, code, outcome)) : outcome;
    };

    private static string? CodeOf(HttpOutcome outcome, App app) => outcome is HttpOutcome.Replied replied ? app.Rejection(replied.Reply) : null;

    private static StepError Rejected(Credential credential, App app, string code, HttpOutcome outcome)
    {
        var field = app.Auth.Fields.FirstOrDefault(f => f.Secret)?.Name ?? "credential";
        return new("credential_rejected", $"{app.Name} refused the credential {credential.NameOf(field)} ({code}). It came from {credential.Source}: check it there, or connect again.")
        {
            Credential = credential.NameOf(field),
            HttpStatus = (outcome as HttpOutcome.Replied)?.Reply.Status,
        };
    }
}
