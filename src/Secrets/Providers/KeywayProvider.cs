using System.Buffers;
using System.Security.Cryptography;
using Keyway.Engine.Catalog;
using Keyway.Engine.Sealing;
using Keyway.Engine.Secrets;
using Keyway.Engine.Values;

namespace Keyway.Secrets.Providers;

/// <summary>
/// Keyway's own sealed store: <c>keyway:name#field</c>, where a name may have slashes (<c>users/ada</c>). What is kept is JSON, a text or an
/// object of fields, sealed under the master key.
/// </summary>
public sealed class KeywayProvider(ICatalogStore catalog, Sealer sealer) : ISecretProvider
{
    private const string Kind = "secret";

    /// <summary>The item to be written for a secret.</summary>
    /// <param name="json">A JSON text, or an object of fields.</param>
    /// <exception cref="System.Text.Json.JsonException">Not JSON; the message holds no part of it.</exception>
    public static CatalogItem Item(string name, ReadOnlySpan<byte> json, Sealer sealer, DateTimeOffset now) =>
        new(CatalogKind.Secret, name, Facts(ValueJson.Parse(json)), sealer.SealItem(Kind, name, json), now);

    public async ValueTask<SecretLookup> Get(SecretQuery query, CancellationToken ct)
    {
        // A segment with a slash in it would read as two: it names nothing.
        var segments = query.Reference.Path.Segments;
        if (segments.Any(s => s.Length == 0 || s.Contains('/', StringComparison.Ordinal))) return new SecretLookup.Missing();
        var name = string.Join('/', segments);
        if (await catalog.FindItem(CatalogKind.Secret, name, ct) is not { Sealed: { } @sealed } item) return new SecretLookup.Missing();
        byte[] plain;
        try
        {
            plain = sealer.OpenItem(Kind, name, @sealed.Span);
        }
        catch (SealException)
        {
            return new SecretLookup.Unavailable("sealed_with_another_key");
        }
        var whole = ValueJson.Parse(plain);
        CryptographicOperations.ZeroMemory(plain);
        return SecretFields.Pick(whole, query.Reference.Field, JsNumber.Format(item.Revision));
    }

    // The names of the fields may be shown; the values never.
    private static ReadOnlyMemory<byte> Facts(Value secret)
    {
        var names = new ArrayValue();
        if (secret.TryGetObject(out var fields))
            foreach (var (field, _) in fields) names.Add(field);
        var json = new ArrayBufferWriter<byte>();
        ValueJson.Write(json, Value.Object(("fields", names)), LeafWriter.Handles);
        return json.WrittenMemory;
    }
}
