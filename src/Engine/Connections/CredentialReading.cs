using Keyway.Engine.Redaction;
using Keyway.Engine.Steps;
using Keyway.Engine.Values;
using Keyway.Engine.Workflows;

namespace Keyway.Engine.Connections;

/// <summary>What asking for a step's credential comes to, before the call.</summary>
public abstract record CredentialReading
{
    private CredentialReading() { }

    public sealed record Read(Credential Credential) : CredentialReading;

    /// <summary>The step needs none.</summary>
    public sealed record NotNeeded : CredentialReading
    {
        public static readonly NotNeeded Instance = new();
    }

    public sealed record Refused(StepError Error) : CredentialReading;

    /// <summary>They came with a request that this process no longer has: the run must be given them again.</summary>
    public sealed record Awaited(IReadOnlyList<string> Names) : CredentialReading;

    /// <summary>Checks filled fields against the app's. A call is never sent without its credential.</summary>
    public static CredentialReading From(Step step, ObjectValue filled, string source)
    {
        var fields = new Dictionary<string, Value>(StringComparer.Ordinal);
        var missing = new List<string>();
        var awaited = new List<string>();
        foreach (var field in step.App.Auth.Fields)
        {
            var name = step.App.Key + "." + field.Name;
            var value = filled.Get(field.Name);
            if (Redactor.IsAbsent(value))
            {
                awaited.AddRange(value.Labels!.All.Select(l => l.Name));
                continue;
            }
            if (value.IsNullish || value.IsEmptyText)
            {
                if (field.Required) missing.Add(name);
                continue;
            }
            if (value.Kind is ValueKind.Array or ValueKind.Object)
            {
                return new Refused(new("credentials_missing", $"The credential {name} of step {step.Name} is an object or a list; map it to a text.") { Credential = name });
            }
            // However a credential came about (an environment value, arithmetic), it is one from here on.
            fields[field.Name] = field.Secret && !value.IsLabelled ? value.With(Labels.Of(new Label(name))) : value;
        }
        if (awaited.Count > 0) return new Awaited(awaited);
        if (missing.Count > 0)
        {
            return new Refused(new(
                "credentials_missing", $"Step {step.Name} was not run: {string.Join(", ", missing)} is absent, null or empty in {source}. Pass it where the workflow reads it.")
            {
                Credential = missing[0],
            });
        }
        return new Read(new Credential(step.App.Key, fields, source));
    }
}
