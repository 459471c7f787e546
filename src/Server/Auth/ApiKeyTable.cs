using System.Security.Cryptography;
using System.Text.Json;
using Keyway.Engine.Catalog;
using Keyway.Server.Api;

namespace Keyway.Server.Auth;

/// <summary>
/// The keys that this server knows: a snapshot of the catalogue's, swapped whole, and the bootstrap key. Read again when it is older than
/// <see cref="Freshness"/>, so that a key made or deleted by another process of the cluster counts here soon.
/// </summary>
public sealed class ApiKeyTable(ICatalogStore catalog, TimeProvider time, ReadOnlyMemory<byte> bootstrapHash)
{
    public static readonly TimeSpan Freshness = TimeSpan.FromSeconds(5);

    private static readonly Caller Bootstrap = new("bootstrap", [Scope.Admin]);

    private Snapshot? _snapshot;

    private sealed record Snapshot(DateTimeOffset ReadAt, IReadOnlyList<Entry> Entries);
    private sealed record Entry(byte[] Hash, Caller Caller);

    /// <summary>Who holds this key; null when it is not known.</summary>
    public async ValueTask<Caller?> Find(string key, CancellationToken ct)
    {
        var snapshot = _snapshot;
        if (snapshot is null || time.GetUtcNow() - snapshot.ReadAt > Freshness) snapshot = await Reload(ct);

        var hash = ApiKey.Hash(key);
        var found = CryptographicOperations.FixedTimeEquals(hash, bootstrapHash.Span) ? Bootstrap : null;
        // Every entry is compared, found or not: the time tells neither whether a key is known nor which one it is.
        foreach (var entry in snapshot.Entries)
            if (CryptographicOperations.FixedTimeEquals(hash, entry.Hash)) found = entry.Caller;
        return found;
    }

    /// <summary>Reads the catalogue now: after a key was made or deleted here.</summary>
    public async ValueTask Refresh(CancellationToken ct) => await Reload(ct);

    private async ValueTask<Snapshot> Reload(CancellationToken ct)
    {
        var readAt = time.GetUtcNow();
        var items = await catalog.ListItems(CatalogKind.ApiKey, ct);
        var entries = items.Select(item =>
        {
            var facts = ApiKeyFacts.Of(item);
            return new Entry(Convert.FromHexString(facts.Sha256), new Caller(item.Name, facts.Scopes));
        });
        return _snapshot = new(readAt, [.. entries]);
    }
}

/// <summary>What the catalogue keeps of a key: all but the key.</summary>
public sealed record ApiKeyFacts(string Sha256, IReadOnlyList<string> Scopes, DateTimeOffset CreatedAt)
{
    public static ApiKeyFacts Of(CatalogItem item) => JsonSerializer.Deserialize(item.Facts.Span, ApiJson.Default.ApiKeyFacts)!;
}
