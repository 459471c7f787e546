using Keyway.Engine.Values;
using Keyway.Engine.Workflows;

namespace Keyway.Engine.Connections;

/// <summary>Where in an event the credentials of a workflow lie: known when it is deployed, used at the door.</summary>
public sealed class LiftPlan
{
    private readonly string _workflow;

    private LiftPlan(string workflow) => _workflow = workflow;

    public static LiftPlan For(Workflow workflow) => new(workflow.Name);

    /// <summary>Lifts the credentials out of an event not yet frozen.</summary>
    public LiftOutcome Lift(ObjectValue @event) => _workflow.Length < 0 ? throw new InvalidOperationException() : new LiftOutcome.Lifted(new(@event.Freeze(), new()));
}
