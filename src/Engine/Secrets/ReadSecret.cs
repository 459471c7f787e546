namespace Keyway.Engine.Secrets;

/// <summary>Reads a secret through the resolver's cache.</summary>
/// <param name="fresh">Asks the store again, since the value that the cache has was refused by an app.</param>
public delegate ValueTask<SecretLookup> ReadSecret(SecretQuery query, bool fresh, CancellationToken ct);
