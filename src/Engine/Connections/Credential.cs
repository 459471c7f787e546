using Keyway.Engine.Values;

namespace Keyway.Engine.Connections;

/// <summary>
/// A resolved credential, in memory, for one attempt: fields of labelled values and the app whose hosts it may go to.
/// A class, so that nothing prints it.
/// </summary>
public sealed class Credential(string app, IReadOnlyDictionary<string, Value> fields, string source)
{
    public string App => app;

    /// <summary>Labelled leaves by field name; absent optional fields are not in it.</summary>
    public IReadOnlyDictionary<string, Value> Fields => fields;

    /// <summary>Where it came from, in the workflow's words: <c>request body.slack_token</c>, <c>secret vault:users/…#token</c>. Holds no value.</summary>
    public string Source => source;

    public string NameOf(string field) => app + "." + field;
}
