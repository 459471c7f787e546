using Keyway.Engine.Apps;
using Keyway.Engine.Connections;
using Keyway.Engine.Steps;

namespace Keyway.Runtimes;

/// <summary>Runs an app's action: brings its inputs to their types, watches its replies for a refused credential, and keeps what it throws to itself.</summary>
public sealed class ActionRuntime : IStepRuntime
{
    public async ValueTask<StepResult> Run(StepContext context, CancellationToken ct)
    {
        switch (Coercion.Coerce(context.Action, context.Inputs))
        {
            case CoercedInputs.Invalid invalid:
                return new StepResult.Failed(invalid.Error);
            case CoercedInputs.Valid valid:
                context = context.With(valid.Inputs, Watched(context.Http));
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

    /// <summary>Sends as before, and turns a reply by which the app refused the credential into <c>credential_rejected</c>; whether there is a newer one, the engine finds out.</summary>
    private static SendHttp Watched(SendHttp send) => async (call, context, ct) =>
    {
        var outcome = await send(call, context, ct);
        return outcome is HttpOutcome.Replied { Reply: var reply } && context.Credential is { } credential && context.App.Rejection(reply) is { } code
            ? new HttpOutcome.Failed(Rejected(credential, context.App, code, reply.Status))
            : outcome;
    };

    private static StepError Rejected(Credential credential, App app, string code, int status)
    {
        var field = app.Auth.Fields.FirstOrDefault(f => f.Secret)?.Name ?? "credential";
        return new("credential_rejected", $"{app.Name} refused the credential {credential.NameOf(field)} ({code}). It came from {credential.Source}: check it there, or connect again.")
        {
            Credential = credential.NameOf(field),
            HttpStatus = status,
        };
    }
}
