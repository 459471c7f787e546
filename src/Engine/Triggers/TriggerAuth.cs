using Keyway.Engine.Secrets;

namespace Keyway.Engine.Triggers;

/// <summary>Who may call an HTTP trigger. Keys are written in the workflow as references (<c>{{ secret("keyway:hook#key") }}</c>, <c>{{ env.X }}</c>)
/// or, for tokens, as SHA-256 hashes: a workflow's source is data.</summary>
public abstract record TriggerAuth
{
    private TriggerAuth() { }

    public sealed record None : TriggerAuth
    {
        public static readonly None Instance = new();
    }

    /// <summary><c>Authorization: Bearer</c> with one of these tokens.</summary>
    public sealed record Bearer(IReadOnlyList<NamedToken> Tokens) : TriggerAuth;

    public sealed record Basic(IReadOnlyList<NamedToken> Users) : TriggerAuth;

    /// <summary>One of these tokens in a header of the trigger's choice.</summary>
    public sealed record ApiKey(string Header, IReadOnlyList<NamedToken> Tokens) : TriggerAuth;

    /// <summary>A signature over the raw bytes.</summary>
    /// <param name="Keys">One, or two during a rotation.</param>
    public sealed record Hmac(SignatureForm Form, IReadOnlyList<KeySource> Keys, TimeSpan Window) : TriggerAuth;

    /// <summary>A JSON Web Token; its claims become <c>event.auth.claims</c>.</summary>
    /// <param name="Issuer">Must equal <c>iss</c>; keys come from its discovery document unless <paramref name="Jwks"/> is given.</param>
    /// <param name="Audience">Must be in <c>aud</c>.</param>
    public sealed record Jwt(string Issuer, string Audience, Uri? Jwks, TimeSpan ClockSkew) : TriggerAuth;
}

/// <param name="Name">Who it is: the caller's name in history and for rates (the user name, for basic).</param>
public sealed record NamedToken(string Name, KeySource Token);

/// <summary>Where a trigger's key comes from.</summary>
public abstract record KeySource
{
    private KeySource() { }

    /// <summary>SHA-256 of the token: all that is needed to compare one.</summary>
    public sealed record Hash(ReadOnlyMemory<byte> Sha256) : KeySource;

    public sealed record Reference(SecretRef Secret) : KeySource;

    public sealed record Environment(string Name) : KeySource;
}

/// <summary>How a signature is made and where it stands.</summary>
/// <param name="Preset"><c>standard-webhooks</c>, <c>github</c>, <c>stripe</c>, <c>slack</c>, or null for the plain form below.</param>
public sealed record SignatureForm(string? Preset, string Header, string Algorithm, string Encoding, string Prefix);
