namespace Keyway.Engine.Sealing;

/// <summary>
/// The credentials of an unfinished run, sealed under a key of the box's own that is destroyed when the run ends. Padded, so that its length
/// tells nothing. Made by <see cref="Sealer"/> alone.
/// </summary>
/// <param name="WrappedKey">What the master key makes the box's key from; without it, the box is noise.</param>
/// <param name="Sealed">Ciphertext and tag. The key seals this and nothing else, so there is no nonce to keep.</param>
public sealed record SealedBox(ReadOnlyMemory<byte> WrappedKey, ReadOnlyMemory<byte> Sealed);

/// <summary>A batch of a run's payloads, sealed under a key of its own.</summary>
/// <param name="WrappedKey">What the master key makes the batch's key from: destroyed first when the data is to go.</param>
/// <param name="Sealed">Ciphertext and tag.</param>
public readonly record struct SealedPayloads(byte[] WrappedKey, byte[] Sealed);
