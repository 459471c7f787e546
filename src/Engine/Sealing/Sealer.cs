using System.Buffers.Binary;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using Keyway.Engine.Runs;

namespace Keyway.Engine.Sealing;

/// <summary>
/// Seals what a store keeps, with AES-256-GCM. Every box, batch of payloads and catalogue secret has a key that is used once and never again;
/// it is made from the master key and random bytes of its own (the <em>wrapped key</em>), which are stored apart from what it seals.
/// Destroying those few bytes destroys the key: what is left is noise even to the holder of the master key.
/// </summary>
/// <remarks>
/// Derived (HMAC-SHA-256, as in NIST SP 800-108) and not wrapped by RFC 3394: both need the master key and the stored bytes, but that
/// wrap is 24 block operations, which measured dearer than everything else that storing a run does.
/// A key that seals one thing needs no nonce, and cannot repeat one.
/// </remarks>
public sealed class Sealer
{
    public const int WrappedKeyBytes = 32;

    private const int TagBytes = 16;
    private const int SmallestBox = 2048;

    private readonly byte[] _wrapping;
    private readonly Entropy _entropy;

    /// <param name="masterKey">32 bytes.</param>
    public Sealer(ReadOnlySpan<byte> masterKey, Entropy entropy)
    {
        if (masterKey.Length != 32) throw new ArgumentException("A master key has 32 bytes.", nameof(masterKey));
        _wrapping = HMACSHA256.HashData(masterKey, "keyway data keys 1"u8);
        _entropy = entropy;
    }

    /// <summary>Seals the credentials of an unfinished run, padded to 2 KiB or the next power of two.</summary>
    public SealedBox SealBox(RunId run, ReadOnlySpan<byte> plain)
    {
        var padded = new byte[Math.Max(SmallestBox, BitOperations.RoundUpToPowerOf2((uint)plain.Length + sizeof(int)))];
        BinaryPrimitives.WriteInt32LittleEndian(padded, plain.Length);
        plain.CopyTo(padded.AsSpan(sizeof(int)));
        var (wrapped, @sealed) = Seal(About(Purpose.Box, run, []), padded);
        CryptographicOperations.ZeroMemory(padded);
        return new(wrapped, @sealed);
    }

    /// <exception cref="SealException">Another master key, another run's box, or damage.</exception>
    public byte[] OpenBox(RunId run, SealedBox box)
    {
        var padded = Open(About(Purpose.Box, run, []), box.WrappedKey.Span, box.Sealed.Span, "The run's box of credentials");
        var plain = padded.AsSpan(sizeof(int), BinaryPrimitives.ReadInt32LittleEndian(padded)).ToArray();
        CryptographicOperations.ZeroMemory(padded);
        return plain;
    }

    /// <summary>Seals the payloads of one batch of a run's journal.</summary>
    /// <param name="facts">The batch's plain facts: bound to the payloads, so that neither can be altered or moved without the other telling.</param>
    public SealedPayloads SealPayloads(RunId run, ReadOnlySpan<byte> facts, ReadOnlySpan<byte> plain)
    {
        var (wrapped, @sealed) = Seal(About(Purpose.Payloads, run, facts), plain);
        return new(wrapped, @sealed);
    }

    /// <exception cref="SealException">Another master key, other facts, or damage.</exception>
    public byte[] OpenPayloads(RunId run, ReadOnlySpan<byte> facts, ReadOnlySpan<byte> wrappedKey, ReadOnlySpan<byte> @sealed) =>
        Open(About(Purpose.Payloads, run, facts), wrappedKey, @sealed, "The run's data");

    /// <summary>Seals what is secret of a catalogue item, bound to the item's kind and name.</summary>
    public byte[] SealItem(string kind, string name, ReadOnlySpan<byte> plain)
    {
        var (wrapped, @sealed) = Seal(About(kind, name), plain);
        return [.. wrapped, .. @sealed];
    }

    /// <param name="what">What the exception says does not open.</param>
    /// <exception cref="SealException">Another master key, another item's secret, or damage.</exception>
    public byte[] OpenItem(string kind, string name, ReadOnlySpan<byte> item, string what = "A secret of the catalogue")
    {
        var split = Math.Min(WrappedKeyBytes, item.Length);
        return Open(About(kind, name), item[..split], item[split..], what);
    }

    /// <summary>Stands first in what a sealed thing is bound to, so that nothing passes for a thing of another sort.</summary>
    private enum Purpose : byte
    {
        Box = 1,
        Payloads = 2,
        Item = 3,
    }

    private static byte[] About(Purpose purpose, RunId run, ReadOnlySpan<byte> rest)
    {
        var about = new byte[17 + rest.Length];
        about[0] = (byte)purpose;
        run.Value.TryWriteBytes(about.AsSpan(1), bigEndian: true, out _);
        rest.CopyTo(about.AsSpan(17));
        return about;
    }

    // No kind holds a zero, so that the two are not run together.
    private static byte[] About(string kind, string name) => [(byte)Purpose.Item, .. Encoding.UTF8.GetBytes($"{kind}\0{name}")];

    private (byte[] Wrapped, byte[] Sealed) Seal(ReadOnlySpan<byte> about, ReadOnlySpan<byte> plain)
    {
        var wrapped = new byte[WrappedKeyBytes];
        _entropy(wrapped);
        var @sealed = new byte[plain.Length + TagBytes];
        using var gcm = DataKey(wrapped);
        gcm.Encrypt(NoNonce, plain, @sealed.AsSpan(0, plain.Length), @sealed.AsSpan(plain.Length), about);
        return (wrapped, @sealed);
    }

    private byte[] Open(ReadOnlySpan<byte> about, ReadOnlySpan<byte> wrapped, ReadOnlySpan<byte> @sealed, string what)
    {
        if (wrapped.Length != WrappedKeyBytes || @sealed.Length < TagBytes) throw new SealException(what);
        var plain = new byte[@sealed.Length - TagBytes];
        using var gcm = DataKey(wrapped);
        try
        {
            gcm.Decrypt(NoNonce, @sealed[..plain.Length], @sealed[plain.Length..], plain, about);
        }
        catch (AuthenticationTagMismatchException)
        {
            throw new SealException(what);
        }
        return plain;
    }

    private static ReadOnlySpan<byte> NoNonce => [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];

    private AesGcm DataKey(ReadOnlySpan<byte> wrapped)
    {
        Span<byte> key = stackalloc byte[32];
        HMACSHA256.HashData(_wrapping, wrapped, key);
        var gcm = new AesGcm(key, TagBytes);
        CryptographicOperations.ZeroMemory(key);
        return gcm;
    }
}
