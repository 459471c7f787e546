using Keyway.Engine.Values;

namespace Keyway.Server.Api;

/// <summary>
/// Credentials given in a body, by handle name: <c>{"slack": {"oauth_access_token": "..."}}</c>, or <c>{"slack.oauth_access_token": "..."}</c>.
/// Each is labelled as it is read, so that from here on it can only be moved.
/// </summary>
public static class GivenCredentials
{
    public static IReadOnlyDictionary<string, Value> Read(ObjectValue? given, string field)
    {
        var byName = new Dictionary<string, Value>(StringComparer.Ordinal);
        if (given is null) return byName;
        foreach (var (name, value) in given)
        {
            if (value.TryGetObject(out var fields))
                foreach (var (part, text) in fields) byName[name + "." + part] = Labelled(name + "." + part, text, field);
            else byName[name] = Labelled(name, value, field);
        }
        return byName;
    }

    private static Value Labelled(string name, Value value, string field) =>
        value.TryGetText(out var text) && text.Length > 0
            ? value.With(Labels.Of(new Label(name)))
            : throw BodyFields.Refuse(field, "non-empty texts, by app and field");
}
