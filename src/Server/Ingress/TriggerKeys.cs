using System.Security.Cryptography;
using System.Text;
using Keyway.Engine.Secrets;
using Keyway.Engine.Triggers;

namespace Keyway.Server.Ingress;

/// <summary>Reads a trigger's key from where it lives now; null when it cannot be read. Caching is the resolver's.</summary>
public delegate ValueTask<SecretValue?> ReadTriggerKey(string workflow, KeySource source, CancellationToken ct);

/// <summary>The keys of triggers as bytes to compare with or to sign with. The one place of the ingress where a key is revealed.</summary>
public sealed class TriggerKeys(ReadTriggerKey read)
{
    /// <summary>SHA-256 of a token, or null when it cannot be read. An empty text is no token, and matches nothing.</summary>
    public async ValueTask<byte[]?> Digest(string workflow, KeySource source, CancellationToken ct)
    {
        if (source is KeySource.Hash hash) return hash.Sha256.ToArray();
        return await read(workflow, source, ct) is { IsEmpty: false } token ? SHA256.HashData(Encoding.UTF8.GetBytes(token.Reveal())) : null;
    }

    /// <summary>The bytes that a signature is made with, or null when they cannot be read or are no key of this form.</summary>
    public async ValueTask<byte[]?> SigningKey(string workflow, KeySource source, SignatureForm form, CancellationToken ct) =>
        await read(workflow, source, ct) is { IsEmpty: false } key ? Signature.KeyFrom(form, key.Reveal()) : null;
}
