using System.Security.Cryptography;

namespace Keyway.Engine.Sealing;

/// <summary>Where random bytes come from: the system's generator, or a seed in tests that compare every byte written.</summary>
public delegate void Entropy(Span<byte> fill);

public static class Entropies
{
    public static readonly Entropy System = RandomNumberGenerator.Fill;

    /// <summary>Repeatable bytes for tests; never for a server. Thread-safe.</summary>
    public static Entropy Seeded(int seed)
    {
        var random = new Random(seed);
        return fill => { lock (random) random.NextBytes(fill); };
    }
}
