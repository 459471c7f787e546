using Keyway.Engine.Apps;
using Keyway.Engine.Steps;
using Keyway.Engine.Values;

namespace Keyway.Secrets.Outbound;

/// <summary>The texts of a step's credential, for its placements.</summary>
internal readonly struct CredentialText(StepContext context, RequestWriter writer)
{
    /// <summary>The field's text; null for an optional field that was left out. A call is never sent without a required one.</summary>
    public string? Of(string field)
    {
        var text = writer.Text(Value(field), "the credential");
        if (!string.IsNullOrEmpty(text)) return text;
        var declared = context.App.Auth.Fields.FirstOrDefault(f => f.Name == field);
        return declared is { Required: false } ? null : throw new EgressException(EgressErrors.Missing(context.App.Key, field));
    }

    /// <summary>What stands for the field in a record.</summary>
    public string Handle(string field) => Value(field).Labels?.Handle ?? new Label(context.App.Key + "." + field).Handle;

    /// <summary>A text derived from the field goes to the arena too.</summary>
    public void Remember(string field, string derived) => writer.Remember(Value(field).Labels ?? Labels.Of(new Label(context.App.Key + "." + field)), derived);

    private Value Value(string field) => context.Credential?.Fields.GetValueOrDefault(field) ?? default;
}
