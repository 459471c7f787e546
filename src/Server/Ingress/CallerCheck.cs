using Keyway.Engine.Values;

namespace Keyway.Server.Ingress;

/// <summary>What a trigger's <c>auth</c> says of a request.</summary>
public abstract record CallerCheck
{
    private CallerCheck() { }

    /// <param name="Name">Who calls: a token's name, a user, a token's <c>sub</c>; null where nobody needs to say.</param>
    /// <param name="Claims">Of a JSON Web Token; undefined otherwise.</param>
    public sealed record Passed(string? Name, Value Claims) : CallerCheck
    {
        public static readonly Passed Anybody = new(null, Value.Undefined);
    }

    public sealed record Refused(Refusal Refusal) : CallerCheck;

    /// <summary>Nothing was presented.</summary>
    public static Refused Missing(string challenge, string what) => new(
        new Refusal(401, "auth_missing", "Who calls?", $"This trigger needs {what}.") { Challenge = challenge });

    /// <summary>What was presented is not right; which part of it is not said.</summary>
    public static Refused Wrong(string challenge) => new(
        new Refusal(401, "auth_invalid", "Not accepted", "What the request presented does not prove that it may call this trigger.") { Challenge = challenge });

    public static Refused Expired(string challenge) => new(
        new Refusal(401, "signature_expired", "The signature is too old", "The time that was signed is outside the trigger's window. Check the sender's clock; a stored request cannot be sent again.")
        {
            Challenge = challenge,
        });

    /// <summary>Nothing can be said, since a key cannot be read now. Refused all the same.</summary>
    public static readonly Refused Unavailable = new(
        new Refusal(503, "auth_unavailable", "The caller cannot be checked now", "The trigger's key or the issuer's keys could not be read. Nothing was accepted; send the request again later.")
        {
            RetryAfter = TimeSpan.FromSeconds(5),
        });
}
