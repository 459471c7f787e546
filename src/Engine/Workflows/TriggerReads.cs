using Keyway.Engine.Apps;
using Keyway.Engine.Connections;
using Keyway.Engine.Expressions;

namespace Keyway.Engine.Workflows;

/// <summary>What a workflow reads of the request that starts it, found in its expressions.</summary>
/// <param name="Credentials">Each field of a credential that the request brings.</param>
/// <param name="Fields">Paths below the event: <c>body.channel</c> is <c>[body, channel]</c>.</param>
internal sealed record TriggerReads(IReadOnlyList<CallerCredential> Credentials, IReadOnlyList<IReadOnlyList<string>> Fields)
{
    public static TriggerReads Of(Workflow workflow)
    {
        var credentials = new List<CallerCredential>();
        var fields = new List<IReadOnlyList<string>>();
        foreach (var step in workflow.Steps)
        {
            foreach (var (field, template) in FieldsOf(workflow.ConnectionOf(step)))
                foreach (var reference in template.Expressions.SelectMany(e => e.Expression.References))
                    if (reference.FlowsToValue && Below(reference) is { } path) Add(credentials, step, field, path, reference.IsWhole && template is Template.Computed { Expression.Path: not null });
                    else if (Below(reference) is { } other) fields.Add(other);
            if (workflow.ConnectionOf(step) is Connection.User user) fields.AddRange(Read(user.Id));
            fields.AddRange(Read(step.With));
            if (step.If is not null) fields.AddRange(Read(step.If));
        }
        if (workflow.Trigger is Triggers.Trigger.Http { IdempotencyKey: { } key }) fields.AddRange(Read(key));
        return new(credentials, [.. fields.DistinctBy(f => string.Join('\n', f))]);
    }

    private static IEnumerable<(string? Field, Template Template)> FieldsOf(Connection? connection) => connection switch
    {
        Connection.External external => external.Fields.Select(f => ((string?)f.Key, f.Value)),
        Connection.ExternalWhole whole => [(null, whole.Fields)],
        _ => [],
    };

    private static void Add(List<CallerCredential> credentials, Step step, string? field, IReadOnlyList<string> path, bool isDirect)
    {
        if (credentials.Exists(c => c.App == step.App && c.Field?.Name == field && c.Path.SequenceEqual(path))) return;
        credentials.Add(new(step.App, field is null ? null : step.App.Auth.Fields.FirstOrDefault(f => f.Name == field), path, isDirect && step.If is null));
    }

    private static IEnumerable<IReadOnlyList<string>> Read(Template template) =>
        template.Expressions.SelectMany(e => e.Expression.References).Select(Below).OfType<IReadOnlyList<string>>();

    private static string[]? Below(PathReference reference) =>
        reference is { Root: "steps", Segments: ["trigger", "event", _, ..] } ? [.. reference.Segments.Skip(2)] : null;
}

/// <summary>A credential that the caller sends.</summary>
/// <param name="Field">Null where an object with all fields is sent.</param>
/// <param name="Path">Where in the event.</param>
/// <param name="IsDirect">The request must hold it at this place: no other place, default or condition decides.</param>
internal sealed record CallerCredential(App App, AuthField? Field, IReadOnlyList<string> Path, bool IsDirect)
{
    public string Name => Field is null ? App.Key : App.Key + "." + Field.Name;

    public bool IsRequired => IsDirect && Field is not { Required: false };
}
