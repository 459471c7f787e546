namespace Keyway.Engine.Steps;

/// <summary>Runs a step of one kind: an app's action, or user code in a process of its own.</summary>
public interface IStepRuntime
{
    /// <summary>Runs one attempt. What can go wrong in a good program is a case of the result; an exception is a defect and fails the step with <c>internal_error</c>.</summary>
    ValueTask<StepResult> Run(StepContext context, CancellationToken ct);
}
