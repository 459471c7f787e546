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
public sealed record CheckReply(bool Valid, string? Name, IReadOnlyList<WorkflowProblem> Problems, IReadOnlyList<WorkflowProblem> Warnings);

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
public sealed record CredentialReply(string Name, string App, string Field, string Source);

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
        deployed is null ? [] : CredentialSources.Of(deployed.Workflow, deployed.Workflow.Steps),
        saved.Source is null ? null : new SourceReply(saved.Source.Form, saved.Source.Text));
}

/// <summary>Tells where the credentials of steps come from, in the workflow's own words: the expressions, which hold no value.</summary>
public static class CredentialSources
{
    public static IReadOnlyList<CredentialReply> Of(Workflow workflow, IEnumerable<Step> steps) =>
        [.. steps.SelectMany(step => Of(step, workflow.ConnectionOf(step))).Distinct()];

    private static IEnumerable<CredentialReply> Of(Step step, Connection? connection)
    {
        if (connection is null || !step.Action.NeedsCredential) return [];
        return connection switch
        {
            Connection.External external => external.Fields.Select(f => Reply(step, f.Key, Words(f.Value))),
            Connection.ExternalWhole whole => step.App.Auth.Fields.Select(f => Reply(step, f.Name, Words(whole.Fields))),
            Connection.Account account => step.App.Auth.Fields.Select(f => Reply(step, f.Name, "account " + account.Name)),
            Connection.User user => step.App.Auth.Fields.Select(f => Reply(step, f.Name, "user " + Words(user.Id))),
            _ => throw new InvalidOperationException("A connection that history cannot name."),
        };
    }

    private static CredentialReply Reply(Step step, string field, string source) => new(step.App.Key + "." + field, step.App.Key, field, source);

    /// <summary>The expressions of a field; a text written into the workflow itself is told as that, and not shown.</summary>
    private static string Words(Template template)
    {
        var words = string.Join(" + ", template.Expressions.Select(e => e.Expression.Source.Trim()));
        return words.Length > 0 ? words : "written in the workflow";
    }
}
