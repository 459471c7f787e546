namespace Keyway.Engine.Sealing;

/// <summary>
/// The credentials of an unfinished run, sealed under a key of the box's own that is destroyed when the run ends. Padded, so that its length
/// tells nothing. Made by <c>Sealer</c> alone.
/// </summary>
/// <param name="WrappedKey">The box's key under the master key.</param>
/// <param name="Sealed">Nonce, ciphertext and tag.</param>
public sealed record SealedBox(ReadOnlyMemory<byte> WrappedKey, ReadOnlyMemory<byte> Sealed);
