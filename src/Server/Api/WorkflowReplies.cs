using Keyway.Engine.Catalog;
using Keyway.Engine.Connections;
using Keyway.Engine.Runs;
using Keyway.Engine.Triggers;
using Keyway.Engine.Workflows;

namespace Keyway.Server.Api;

/// <summary>What makes events for the workflow.</summary>
/// <param name="Kind"><c>http</c>, <c>manual</c>.</param>
/// <param name="Url">Where an HTTP trigger is called; null for others. Whoever knows it may call it, unless the trigger asks for more.</param>
public sealed record TriggerReply(string Kind, Uri? Url)
{
    public static TriggerReply Of(Trigger trigger, string key, ApiPorts api) =>
        new(trigger.Kind, trigger is Trigger.Http ? api.TriggerUrl(key) : null);
}

/// <summary>A deployed workflow.</summary>
/// <param name="Version">The version that runs from now on.</param>
/// <param name="Warnings">What the check found that is no error.</param>
public sealed record DeployReply(string Name, int Version, TriggerReply Trigger, IReadOnlyList<WorkflowProblem> Warnings);

/// <summary>What the check says.</summary>
/// <param name="Valid">True where it could be deployed.</param>
/// <param name="Problems">Errors; empty when it is valid.</param>
public sealed record CheckReply(bool Valid, string? Name, IReadOnlyList<WorkflowProblem> Problems, IReadOnlyList<WorkflowProblem> Warnings)
{
    public static CheckReply Of(CheckedWorkflow check)
    {
        var errors = check.Problems.Where(p => !p.IsWarning).Select(WorkflowProblem.From).ToList();
        return new(check.Workflow is not null && errors.Count == 0, check.Workflow?.Name, errors, [.. check.Problems.Where(p => p.IsWarning).Select(WorkflowProblem.From)]);
    }
}

/// <summary>A workflow as a list shows it.</summary>
/// <param name="Trigger">Null where this version no longer compiles.</param>
public sealed record WorkflowSummary(string Name, int Version, bool Enabled, DateTimeOffset SavedAt, TriggerReply? Trigger);

/// <summary>A version as a list shows it.</summary>
public sealed record VersionSummary(int Version, DateTimeOffset SavedAt);

/// <summary>The author's file.</summary>
/// <param name="Form"><c>yaml</c> or <c>json</c>.</param>
/// <param name="Text">To the byte.</param>
public sealed record SourceReply(string Form, string Text);

/// <summary>A step of a workflow.</summary>
/// <param name="Uses"><c>app/action</c>.</param>
public sealed record StepOutline(string Name, string Uses);

/// <summary>A credential that a run of the workflow uses.</summary>
/// <param name="Name">The handle's name, <c>app.field</c>.</param>
/// <param name="Source">Where it comes from, in the workflow's words.</param>
public sealed record CredentialReply(string Name, string App, string Field, string Source)
{
    public static IReadOnlyList<CredentialReply> Of(Workflow workflow, IEnumerable<Step> steps) =>
        [.. steps.SelectMany(step => CredentialUse.Of(workflow, step)).Select(use => new CredentialReply(use.Name, use.App, use.Field, use.Source)).Distinct()];
}

/// <summary>A workflow version.</summary>
/// <param name="Steps">Empty where this version no longer compiles.</param>
public sealed record WorkflowReply(
    string Name, int Version, bool Enabled, DateTimeOffset SavedAt, TriggerReply? Trigger, IReadOnlyList<StepOutline> Steps,
    IReadOnlyList<CredentialReply> Credentials, SourceReply? Source)
{
    public static WorkflowReply Of(SavedWorkflow saved, Deployed? deployed, ApiPorts api) => new(
        saved.Name, saved.Version, saved.Enabled, saved.SavedAt,
        deployed is null ? null : TriggerReply.Of(deployed.Workflow.Trigger, saved.TriggerKey, api),
        deployed is null ? [] : [.. deployed.Workflow.Steps.Select(s => new StepOutline(s.Name, s.Uses))],
        deployed is null ? [] : CredentialReply.Of(deployed.Workflow, deployed.Workflow.Steps),
        saved.Source is null ? null : new SourceReply(saved.Source.Form, saved.Source.Text));
}
