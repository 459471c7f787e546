using Keyway.Engine.Workflows;

namespace Keyway.Engine.Connections;

/// <summary>How a step gets its credential.</summary>
public abstract record Connection
{
    private Connection() { }

    /// <summary>A connected account kept by Keyway, sealed.</summary>
    public sealed record Account(string Name) : Connection;

    /// <summary>External authentication: each field from an expression.</summary>
    public sealed record External(IReadOnlyList<KeyValuePair<string, Template>> Fields) : Connection;

    /// <summary>External authentication: one expression that yields an object with the fields.</summary>
    public sealed record ExternalWhole(Template Fields) : Connection;

    /// <summary>The account that this end user connected.</summary>
    public sealed record User(Template Id) : Connection;
}
