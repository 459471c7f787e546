using Keyway.Engine.Expressions;
using Keyway.Engine.Triggers;

namespace Keyway.Engine.Workflows;

/// <summary>Every place that holds a credential when a run reads it: what connections and credential inputs read, credential headers, the environment.</summary>
internal sealed class CredentialPlaces
{
    private readonly List<Lifted> _lifted = [];
    private readonly HashSet<string> _headers = new(TriggerFields.CredentialHeaders, StringComparer.OrdinalIgnoreCase);

    private sealed record Lifted(IReadOnlyList<string> Path, string Name);

    public CredentialPlaces(Trigger? trigger, IReadOnlyList<PlacedExpression> expressions, IEnumerable<Step> steps)
    {
        if (trigger is Trigger.Http { Auth: TriggerAuth.ApiKey key }) _headers.Add(key.Header);
        if (trigger is Trigger.Http { Auth: TriggerAuth.Hmac hmac }) _headers.Add(hmac.Form.Header);
        foreach (var expression in expressions)
            if (expression.Use is { Role: ExpressionRole.Credential, App: { } app }) Add(expression.Expression, app + (expression.Use.Field is { } field ? "." + field : ""));
        foreach (var step in steps)
            foreach (var (name, template) in CredentialInputs.Of(step))
                foreach (var computed in template.Expressions) Add(computed.Expression, name);
    }

    /// <summary>The name of the credential that this reads, or that what it reads holds; null where it reads data.</summary>
    public string? NameOf(PathReference reference)
    {
        var path = reference.Segments;
        if (reference.Root == "env") return path is [var variable, ..] ? "env." + variable : "env";
        if (path is ["trigger", "event", "headers", var header, ..] && _headers.Contains(header)) return "trigger." + header.ToLowerInvariant();
        foreach (var (place, name) in _lifted)
        {
            if (Overlaps(path, place)) return name;
            // The same bytes under another name.
            if (path is ["trigger", "event", "raw_body", ..] && place is ["trigger", "event", "body", ..]) return name;
            if (path is ["trigger", "event", "url", ..] && place is ["trigger", "event", "query", ..]) return name;
        }
        return null;
    }

    private void Add(Expression expression, string name)
    {
        foreach (var reference in expression.References)
            if (reference is { Root: "steps", FlowsToValue: true, Segments.Count: > 0 }) _lifted.Add(new(reference.Segments, name));
    }

    /// <summary>True where one holds the other.</summary>
    private static bool Overlaps(IReadOnlyList<string> a, IReadOnlyList<string> b)
    {
        for (var i = 0; i < Math.Min(a.Count, b.Count); i++)
            if (a[i] != b[i]) return false;
        return true;
    }
}
