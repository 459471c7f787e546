using Keyway.Engine.Values;

namespace Keyway.Engine.Secrets;

/// <summary>Where secrets live: one configured store. Implementations only read; caching, single flight and retries are the resolver's.</summary>
public interface ISecretProvider
{
    /// <summary>Reads the secret now. Never throws for what a store can answer: every outcome is a case of <see cref="SecretLookup"/>.</summary>
    /// <param name="query">What is asked, and for whom.</param>
    /// <param name="ct">Cancelled when the run is.</param>
    ValueTask<SecretLookup> Get(SecretQuery query, CancellationToken ct);
}

/// <summary>The whole question; also the key of every cache, so that two tenants can never share an answer.</summary>
/// <param name="Tenant">The project that asks.</param>
/// <param name="Workflow">The workflow that asks: a store may refuse it.</param>
/// <param name="Reference">What is asked for.</param>
public sealed record SecretQuery(string Tenant, string Workflow, SecretRef Reference);

/// <summary>What a store can answer, never confused with each other.</summary>
public abstract record SecretLookup
{
    private SecretLookup() { }

    /// <param name="Value">A text, or an object of fields when the reference names none. Every leaf is to be treated as secret: the resolver labels it.</param>
    /// <param name="Expires">When the value stops being good by the store's own word; null when it does not say.</param>
    /// <param name="Version">The version read, for the audit; null when the store has none.</param>
    public sealed record Found(SecretContent Value, DateTimeOffset? Expires = null, string? Version = null) : SecretLookup;

    /// <summary>The store answered: there is no such secret, or no such field in it.</summary>
    public sealed record Missing : SecretLookup;

    /// <summary>The store answered: not for you.</summary>
    public sealed record Denied : SecretLookup;

    /// <summary>The store did not answer, or not sensibly. <paramref name="Code"/> is a stable word for the error (<c>timeout</c>, <c>malformed</c>), never a store's text.</summary>
    public sealed record Unavailable(string Code, TimeSpan? RetryAfter = null) : SecretLookup;
}

/// <summary>What was read; a class, so that no record prints it.</summary>
public sealed class SecretContent(Value value)
{
    /// <summary>The content with this label on every leaf: the only form in which it leaves.</summary>
    public Value Labelled(Label label) => value.With(Labels.Of(label));
}
