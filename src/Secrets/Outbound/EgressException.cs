using Keyway.Engine.Steps;

namespace Keyway.Secrets.Outbound;

/// <summary>Carries an error out of a writer or a connect callback; the egress turns it into a failed outcome and nobody else sees it.</summary>
internal sealed class EgressException(StepError error) : Exception(error.Code)
{
    public StepError Error => error;
}
