using Keyway.Engine.Expressions;
using Keyway.Engine.Triggers;
using Keyway.Engine.Workflows.Format;

namespace Keyway.Engine.Workflows;

/// <summary>Holds every expression's references to what there is: steps that have run, fields of the event, secret stores.</summary>
internal sealed class ReferenceCheck(
    StepNames names, IReadOnlyList<Step> steps, Trigger? trigger, IReadOnlyDictionary<string, int> firstUses, WorkflowCheckOptions options, Problems problems)
{
    private static readonly string[] OwnExports = ["$return_value", "$summary", "$error"];

    public void Check(IReadOnlyList<PlacedExpression> expressions)
    {
        foreach (var expression in expressions)
        {
            foreach (var reference in expression.Expression.References)
                if (reference.Root == "steps") CheckReference(expression, reference);
            foreach (var secret in expression.Expression.Secrets) CheckSecret(expression, secret);
        }
    }

    private void CheckReference(PlacedExpression expression, PathReference reference)
    {
        var at = expression.Spot(reference.Line, reference.Column);
        if (expression.Use.Role == ExpressionRole.Credential && reference.FlowsToValue) CheckCredentialPath(reference, at);
        if (reference.Segments is not [var step, ..]) return;
        if (step == "trigger")
        {
            if (trigger is Trigger.Http) CheckTriggerField(reference.Segments, at);
            return;
        }
        // A connection of the workflow is evaluated by each step of its app: what the first of them knows is what it may refer to.
        var isShared = expression.Use is { Step: ExpressionUse.NoStep, App: not null };
        var own = isShared ? firstUses.GetValueOrDefault(expression.Use.App!, int.MaxValue) : expression.Use.Step;
        if (names.Find(step) is not { } other)
            problems.Error("unknown_step", at, $"There is no step '{Problems.Shown(step)}'.", NearestName.Of(step, names.Before(own).Append("trigger")));
        else if (expression.Use.Role == ExpressionRole.Trigger)
            problems.Error("later_step", at, $"'{Problems.Shown(step)}' is a step, and the trigger's settings are read before any step. Only steps.trigger is known here.");
        else if (isShared && other >= own)
            problems.Error("later_step", at, $"The step '{Problems.Shown(step)}' has not run when the first step of {expression.Use.App} needs this credential.");
        else if (other == own)
            problems.Error("later_step", at, $"The step '{Problems.Shown(step)}' refers to itself. Its results are known to the steps below it.");
        else if (other > own)
            problems.Error("later_step", at, $"The step '{Problems.Shown(step)}' runs after this one. Move it up, or refer to an earlier step.");
        else if (steps.FirstOrDefault(s => s.Name == step) is { } earlier)
            CheckExport(earlier, reference.Segments, at);
    }

    /// <summary>A step may export what its app does not list, so only a near miss is told, and only as a warning.</summary>
    private void CheckExport(Step step, IReadOnlyList<string> path, SourceSpot at)
    {
        if (path is [_, var export, ..] && !OwnExports.Contains(export) && NearestName.Of(export, OwnExports) is { } own)
            problems.Warn("unknown_output", at, $"The step '{step.Name}' most likely has no '{Problems.Shown(export)}'.", own);
        var outputs = step.Action.Output.Select(o => o.Name).ToArray();
        if (path is [_, "$return_value", var field, ..] && !outputs.Contains(field) && NearestName.Of(field, outputs) is { } output)
            problems.Warn("unknown_output", at, $"What {step.Uses} returns most likely has no '{Problems.Shown(field)}'.", output);
    }

    private void CheckTriggerField(IReadOnlyList<string> path, SourceSpot at)
    {
        if (path.Count < 2) return;
        if (!TriggerFields.Parts.Contains(path[1]))
        {
            var isField = TriggerFields.Event.Contains(path[1]);
            problems.Error("unknown_trigger_field", at, $"steps.trigger has 'event' and 'context', not '{Problems.Shown(path[1])}'.", isField ? "event." + path[1] : NearestName.Of(path[1], TriggerFields.Parts));
            return;
        }
        if (path.Count < 3) return;
        var fields = path[1] == "event" ? TriggerFields.Event : TriggerFields.Context;
        if (!fields.Contains(path[2]))
            problems.Error("unknown_trigger_field", at, $"steps.trigger.{path[1]} has no '{Problems.Shown(path[2])}'. It has {string.Join(", ", fields)}.", NearestName.Of(path[2], fields));
    }

    private void CheckCredentialPath(PathReference reference, SourceSpot at)
    {
        var path = reference.Segments;
        var least = path is ["trigger", ..] ? 3 : 2;
        if (path.Count < least)
            problems.Error("credential_too_wide", at, $"A credential is read from '{reference.Text}', which is more than a credential. Everything read here is kept out of history: write the whole path, without a computed key in its beginning.");
        else if (path is ["trigger", "event", "query" or "url", ..])
            problems.Warn("credential_in_query", at, "This credential comes in the address of the request, which proxies, browsers and logs keep. Let the caller send it in the body or a header.");
    }

    private void CheckSecret(PlacedExpression expression, SecretCall secret)
    {
        var at = expression.Spot(secret.Line, secret.Column);
        if (secret.Template is not { } template)
            problems.Error("secret_computed", at, "What secret(...) reads must be known when the workflow is deployed: give it a text or a template literal, secret(`store:path/${id}#field`).");
        else if (options.Stores is { } stores && !stores.Contains(template.StoreName))
            problems.Error("unknown_store", at, $"There is no secret store '{Problems.Shown(template.StoreName)}'.", NearestName.Of(template.StoreName, stores));
    }
}
