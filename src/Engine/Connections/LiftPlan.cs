using Keyway.Engine.Values;
using Keyway.Engine.Workflows;

namespace Keyway.Engine.Connections;

/// <summary>Where in an event the credentials of a workflow lie: known when it is deployed, used at the door.</summary>
public sealed class LiftPlan
{
    public static LiftPlan For(Workflow workflow) => new();

    /// <summary>Lifts the credentials out of an event not yet frozen.</summary>
    public LiftOutcome Lift(ObjectValue @event) => new LiftOutcome.Lifted(new(@event.Freeze(), new()));
}
