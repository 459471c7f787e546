using Keyway.Engine.Apps;

namespace Keyway.Engine.Workflows;

/// <summary>
/// The inputs of a step that are credentials by nature, though no connection gives them: secret props, and headers of <c>http/request</c> such as
/// <c>authorization</c>. What they read of the event is lifted as what a connection reads is; otherwise the event would hold it as data.
/// </summary>
public static class CredentialInputs
{
    /// <summary>Each with the name that its label has: <c>http.authorization</c>.</summary>
    public static IEnumerable<KeyValuePair<string, Template>> Of(Step step) => Of(step.App, step.Action, step.With);

    internal static IEnumerable<KeyValuePair<string, Template>> Of(App app, AppAction action, Template.Map with)
    {
        foreach (var (name, template) in with.Properties)
        {
            if (action.Props.FirstOrDefault(p => p.Name == name) is { Secret: true }) yield return new(app.Key + "." + name, template);
            if (app.Key != "http" || action.Key != "request" || name != "headers") continue;
            foreach (var (header, value) in PropertiesOf(template))
                if (CredentialHeaders.Contains(header)) yield return new("http." + header.ToLowerInvariant(), value);
        }
    }

    private static IEnumerable<KeyValuePair<string, Template>> PropertiesOf(Template template) => template switch
    {
        Template.Map map => map.Properties,
        Template.Literal { Value: var value } when value.TryGetObject(out var map) => map.Select(p => KeyValuePair.Create<string, Template>(p.Key, new Template.Literal(p.Value))),
        _ => [],
    };
}
