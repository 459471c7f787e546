using Keyway.Engine.Apps;
using Keyway.Engine.Connections;
using Keyway.Engine.Triggers;
using Keyway.Engine.Workflows.Format;

namespace Keyway.Engine.Workflows;

/// <summary>What the check may be told about the instance; what it is not told it does not check.</summary>
/// <param name="Stores">The secret stores that are configured; null leaves references to stores unchecked.</param>
public sealed record WorkflowCheckOptions(IReadOnlyCollection<string>? Stores = null)
{
    public static readonly WorkflowCheckOptions Default = new();
}

/// <summary>
/// From a file as read to a workflow that can run: compiles it and reports everything that can be known to be wrong before a run,
/// all of it and not the first, each with its place.
/// </summary>
public static class WorkflowCheck
{
    /// <summary>Checks and compiles.</summary>
    /// <param name="source">The file, from the YAML or the JSON reader.</param>
    /// <param name="findApp">The app of a key; null when there is none.</param>
    /// <param name="appKeys">Every app's key, for "did you mean".</param>
    public static CheckedWorkflow Check(SourceNode source, Func<string, App?> findApp, IReadOnlyList<string> appKeys, WorkflowCheckOptions? options = null)
    {
        var problems = new Problems();
        var root = new Place(source, "");
        ShapeCheck.Fits(WorkflowFormat.Workflow, root, problems);
        if (!root.IsMap) return new(null, problems.InOrder());

        var templates = new TemplateReader(problems);
        var apps = new AppTable(findApp, appKeys, problems);
        var names = StepNames.Read(root, problems);

        var trigger = new TriggerReader(templates, new TriggerAuthReader(templates, problems), problems).Read(root);
        var connections = new ConnectionReader(templates, problems);
        var shared = SharedConnections(root, apps, connections);
        var stepReader = new StepReader(apps, connections, templates, names, shared, problems);
        var steps = root.ItemsAt("steps").Select(stepReader.Read).OfType<Step>().ToArray();
        stepReader.NoteUnused(root);

        new ReferenceCheck(names, steps, trigger, stepReader.FirstUses, options ?? WorkflowCheckOptions.Default, problems).Check(templates.Expressions);
        ResponseCheck.Check(root, trigger, templates.Expressions, new(trigger, templates.Expressions, steps), problems);

        var name = root.TextAt("name");
        if (problems.HasErrors || name is null || trigger is null) return new(null, problems.InOrder());
        if (trigger is Trigger.Http http) trigger = http with { NeedsRawBody = templates.Expressions.Any(ReadsRawBody) };
        var compiled = shared.Where(c => c.Value is not null).ToDictionary(c => c.Key, c => c.Value!);
        return new(new Workflow(name, trigger, compiled, steps, SettingsReader.Read(root)), problems.InOrder());
    }

    private static bool ReadsRawBody(PlacedExpression expression) =>
        expression.Expression.References.Any(r => r is { Root: "steps", Segments: ["trigger", "event", "raw_body", ..] });

    /// <summary>The workflow's connections by app; null for one that is there and wrong, so that it is not called missing as well.</summary>
    private static Dictionary<string, Connection?> SharedConnections(Place root, AppTable apps, ConnectionReader connections)
    {
        var shared = new Dictionary<string, Connection?>();
        if (root.Find("connections") is not { } place) return shared;
        foreach (var (key, value) in place.Properties)
            shared[key.Key] = apps.Find(key.Key, place.SpotOf(key)) is { } app ? connections.Read(value, app, ExpressionUse.NoStep) : null;
        return shared;
    }
}
