using System.Buffers;
using Keyway.Engine.Secrets;

namespace Keyway.Secrets.Providers;

/// <summary>
/// Environment variables of the server below a prefix: <c>env:SLACK_TOKEN</c> reads <c>KEYWAY_SECRET_SLACK_TOKEN</c>. The prefix keeps workflows away
/// from the server's own variables.
/// </summary>
public sealed class EnvironmentProvider(string prefix = EnvironmentProvider.DefaultPrefix, Func<string, string?>? read = null) : ISecretProvider
{
    public const string DefaultPrefix = "KEYWAY_SECRET_";

    private static readonly SearchValues<char> NameCharacters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_");

    private readonly Func<string, string?> _read = read ?? Environment.GetEnvironmentVariable;

    public ValueTask<SecretLookup> Get(SecretQuery query, CancellationToken ct) => ValueTask.FromResult(Read(query.Reference));

    private SecretLookup Read(SecretRef reference)
    {
        if (reference.Path.Segments is not [{ Length: > 0 } name] || name.AsSpan().ContainsAnyExcept(NameCharacters)) return new SecretLookup.Missing();
        return _read(prefix + name) is { Length: > 0 } text ? SecretFields.Pick(text, reference.Field) : new SecretLookup.Missing();
    }
}
