using Keyway.Engine.Redaction;
using Keyway.Engine.Values;

namespace Keyway.Engine.Connections;

/// <summary>An event on its way to a run.</summary>
public abstract record LiftOutcome
{
    private LiftOutcome() { }

    public sealed record Lifted(LiftedEvent Event) : LiftOutcome;

    /// <summary>Refused at the door: <c>422 credentials_missing</c>.</summary>
    public sealed record Missing(IReadOnlyList<MissingCredential> Credentials) : LiftOutcome;
}

/// <param name="Field"><c>app.field</c>.</param>
/// <param name="LookedIn">Where it was looked for, in the workflow's words: <c>body.slack_token</c>.</param>
/// <param name="Found">What was there: <c>absent</c>, <c>null</c>, <c>empty</c>.</param>
public sealed record MissingCredential(string Field, string LookedIn, string Found);

/// <summary>The event with every credential lifted out (labelled where it stood) and the arena that knows them. A class: it holds secrets.</summary>
public sealed class LiftedEvent(ObjectValue @event, SecretArena arena)
{
    /// <summary><c>steps.trigger.event</c>, frozen.</summary>
    public ObjectValue Event => @event;
    public SecretArena Arena => arena;
}
