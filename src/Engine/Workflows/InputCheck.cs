using Keyway.Engine.Apps;
using Keyway.Engine.Values;
using Keyway.Engine.Workflows.Format;

namespace Keyway.Engine.Workflows;

/// <summary>Holds a step's inputs to its action's props, as far as they are known before a run.</summary>
internal static class InputCheck
{
    private const string Advice = "Give an expression, such as {{ secret(\"store:path#field\") }}.";

    public static void Check(App app, AppAction action, Place step, Template.Map with, Problems problems)
    {
        var place = step.Find("with") is { IsMap: true } given ? given : step;
        var withPath = Place.PathOf(step.Path, "with");
        if (place.Path == withPath)
            foreach (var (key, value) in place.Properties)
            {
                if (action.Props.FirstOrDefault(p => p.Name == key.Key) is not { } prop)
                {
                    var near = NearestName.Of(key.Key, action.Props.Select(p => p.Name));
                    var known = near is null ? $" Its inputs: {string.Join(", ", action.Props.Select(p => p.Name))}." : "";
                    problems.Error("unknown_prop", place.SpotOf(key), $"{app.Key}/{action.Key} has no input '{Problems.Shown(key.Key)}'.{known}", near);
                    continue;
                }
                CheckOne(action, prop, value, with.Properties.First(p => p.Key == key.Key).Value, problems);
            }
        foreach (var (name, template) in CredentialInputs.Of(app, action, with))
            if (name.StartsWith("http.", StringComparison.Ordinal) && template is Template.Literal { Value: var value } && !value.IsNullish && !value.IsEmptyText)
                problems.Error("credential_literal", HeaderSpot(step, name["http.".Length..]), $"The header '{name["http.".Length..]}' is a credential and written into the workflow, which is stored and shown. {Advice}");
        foreach (var prop in action.Props)
        {
            if (!prop.Required || !prop.Default.IsUndefined) continue;
            var template = with.Properties.FirstOrDefault(p => p.Key == prop.Name).Value;
            if (template is null || (template is Template.Literal { Value.Kind: ValueKind.Null } && prop.Type != PropType.Any))
                problems.Error("missing_prop", new(Place.PathOf(withPath, prop.Name), place.Node.Line, place.Node.Column), $"{app.Key}/{action.Key} needs '{prop.Name}' ({prop.Label}).");
        }
    }

    private static SourceSpot HeaderSpot(Place step, string header)
    {
        var headers = step.Find("with")!.Value.Find("headers")!.Value;
        return headers.Properties.First(p => p.Key.Key.Equals(header, StringComparison.OrdinalIgnoreCase)).Value.Spot;
    }

    private static void CheckOne(AppAction action, Prop prop, Place place, Template template, Problems problems)
    {
        // Whoever fills the event would choose where credentials go.
        if (prop.Name == "allow_hosts" && template.Expressions.FirstOrDefault() is { } computed)
            problems.Error("allow_hosts_computed", computed.At, "The hosts that a credential may go to are part of the workflow, not of what a request or a step says. Write them out.");

        var literal = Known(template);
        if (literal is { } value)
        {
            if (value.IsNullish) return;
            if (prop.Secret)
            {
                problems.Error("credential_literal", place.Spot, $"'{prop.Name}' is secret and written into the workflow, which is stored and shown. {Advice}");
                return;
            }
            // What a run would do with it is asked of what a run does.
            var inputs = new ObjectValue();
            inputs.Set(prop.Name, value);
            if (Coercion.Coerce(action with { Props = [prop] }, inputs) is CoercedInputs.Invalid invalid)
                problems.Error("invalid_input", place.Spot, invalid.Error.Message);
            return;
        }
        var wanted = prop.Type;
        var got = template switch
        {
            Template.Map when wanted is not (PropType.Object or PropType.Any) => "an object",
            Template.List when wanted is not (PropType.Array or PropType.Any) => "a list",
            _ => null,
        };
        if (got is not null) problems.Error("invalid_input", place.Spot, $"The input '{prop.Name}' ({prop.Label}) is given {got}, which it cannot take.");
    }

    /// <summary>The value, where all of it is known; null where an expression will tell, and where one did not parse.</summary>
    private static Value? Known(Template template) => template is Template.Literal { Value: var value } && !HasUnknown(value) ? value : default(Value?);

    private static bool HasUnknown(Value value)
    {
        if (value.IsUndefined) return true;
        if (value.TryGetObject(out var map)) return map.Any(p => HasUnknown(p.Value));
        return value.TryGetArray(out var list) && list.Any(HasUnknown);
    }
}
