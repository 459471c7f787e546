using Keyway.Engine.Apps;
using Keyway.Engine.Connections;
using Keyway.Engine.Workflows.Format;

namespace Keyway.Engine.Workflows;

/// <summary>Reads a connection against what its app asks for.</summary>
internal sealed class ConnectionReader(TemplateReader templates, Problems problems)
{
    private const string Advice = "A workflow's source is data that is stored and shown: give an expression, such as {{ steps.trigger.event.body.token }}, {{ secret(\"store:path#field\") }}, or an account.";

    /// <summary>The connection; null when it is wrong, which has been noted.</summary>
    /// <param name="step">The step that it is for; <see cref="ExpressionUse.NoStep"/> for the workflow's.</param>
    public Connection? Read(Place place, App app, int step)
    {
        if (app.Auth is AppAuth.None)
        {
            problems.Error("connection_not_needed", place.Spot, $"The app {app.Key} needs no credential. Remove this connection.");
            return null;
        }
        if (place.TextAt("account") is { } account) return new Connection.Account(account);
        if (place.Find("user") is { Text: not null } user)
            return new Connection.User(templates.Read(user, new(step, ExpressionRole.UserId, app.Key)));
        if (place.Find("external") is not { } external) return null;
        return external.IsMap ? Fields(external, app, step) : Whole(external, app, step);
    }

    private Connection.ExternalWhole? Whole(Place external, App app, int step)
    {
        if (external.Text is null) return null;
        var template = templates.Read(external, new(step, ExpressionRole.Credential, app.Key));
        switch (template)
        {
            case Template.Computed:
                return new(template);
            case Template.Literal { Value.IsUndefined: true }:
                return null;
            case Template.Literal:
                problems.Error("credential_literal", external.Spot, $"The credential of {app.Key} is written into the workflow. {Advice}");
                return null;
            default:
                problems.Error("wrong_type", external.Spot, "This must be one {{ }} that gives an object with the fields, with no text around it.");
                return null;
        }
    }

    private Connection.External Fields(Place external, App app, int step)
    {
        var fields = new List<KeyValuePair<string, Template>>();
        var given = new HashSet<string>();
        foreach (var (key, value) in external.Properties)
        {
            if (app.Auth.Fields.FirstOrDefault(f => f.Name == key.Key) is not { } field)
            {
                problems.Error(
                    "unknown_credential_field",
                    external.SpotOf(key),
                    $"The credential of {app.Key} has no field '{Problems.Shown(key.Key)}'. Its fields: {Names(app)}.",
                    NearestName.Of(key.Key, app.Auth.Fields.Select(f => f.Name)));
                continue;
            }
            if (value.IsNull) continue;
            given.Add(field.Name);
            if (Field(field, value, app, step) is { } template) fields.Add(new(field.Name, template));
        }
        foreach (var field in app.Auth.Fields)
            if (field.Required && !given.Contains(field.Name))
                problems.Error(
                    "missing_credential_field",
                    external.SpotOfMissing(field.Name),
                    $"The credential of {app.Key} needs '{field.Name}' ({field.Label}).");
        return new(fields);
    }

    private Template? Field(AuthField field, Place value, App app, int step)
    {
        var template = templates.Read(value, new(step, field.Secret ? ExpressionRole.Credential : ExpressionRole.Input, app.Key, field.Name));
        switch (template)
        {
            case Template.Map or Template.List or Template.Literal when value.Node is not SourceNode.Scalar:
                problems.Error("wrong_type", value.Spot, $"'{field.Name}' is one value: text with a {{{{ }}}} in it.");
                return null;
            case Template.Literal { Value.IsUndefined: true }:
                return null;
            case Template.Literal when field.Secret:
                problems.Error("credential_literal", value.Spot, $"'{app.Key}.{field.Name}' is written into the workflow. {Advice}");
                return null;
            default:
                return template;
        }
    }

    private static string Names(App app) => string.Join(", ", app.Auth.Fields.Select(f => f.Name));
}
