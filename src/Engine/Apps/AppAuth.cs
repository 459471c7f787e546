namespace Keyway.Engine.Apps;

/// <summary>How an app authenticates: its credential fields, and how they go into a request.</summary>
public abstract record AppAuth
{
    private AppAuth() { }

    /// <summary>The fields a person or a mapping must fill, in the order of the form.</summary>
    public IReadOnlyList<AuthField> Fields { get; init; } = [];

    /// <summary>Where the fields go in each request.</summary>
    public IReadOnlyList<Placement> Placements { get; init; } = [];

    /// <summary>The word of the API: <c>oauth2</c>, <c>key</c>, <c>basic</c>, <c>none</c>.</summary>
    public abstract string Kind { get; }

    public sealed record None : AppAuth
    {
        public override string Kind => "none";
    }

    /// <summary>OAuth 2.0 bearer token in <c>oauth_access_token</c> (RFC 6750).</summary>
    public sealed record OAuth2 : AppAuth
    {
        public override string Kind => "oauth2";

        /// <summary>The usual case: one token, sent as <c>Authorization: Bearer</c>.</summary>
        public static OAuth2 Bearer(string label, string help) => new()
        {
            Fields = [new AuthField("oauth_access_token", label, help)],
            Placements = [new Placement.Header("Authorization", "oauth_access_token", "Bearer ")],
        };
    }

    public sealed record Key : AppAuth
    {
        public override string Kind => "key";
    }

    public sealed record Basic : AppAuth
    {
        public override string Kind => "basic";
    }
}

/// <summary>One credential field of an app.</summary>
/// <param name="Name">Stable name: <c>oauth_access_token</c>, <c>api_key</c>, <c>domain</c>.</param>
/// <param name="Label">What the form calls it.</param>
/// <param name="Help">What it is and where the user finds it.</param>
public sealed record AuthField(string Name, string Label, string Help)
{
    public bool Required { get; init; } = true;

    /// <summary>False for fields such as a domain, which are shown.</summary>
    public bool Secret { get; init; } = true;
}

/// <summary>How a credential field goes into a request.</summary>
public abstract record Placement
{
    private Placement() { }

    public sealed record Header(string Name, string Field, string Prefix = "") : Placement;

    /// <summary>Only where the vendor's API knows no other way: a URL is logged by everybody it passes.</summary>
    public sealed record Query(string Name, string Field) : Placement;

    /// <summary><c>Authorization: Basic</c> (RFC 7617).</summary>
    public sealed record Basic(string UserField, string PasswordField) : Placement;
}
