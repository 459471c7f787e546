namespace Keyway.Storage.Sqlite;

/// <summary>The key of what belongs to a run's batch: one number, so that a run's rows lie together and new ones at the end.</summary>
internal static class Slots
{
    private const int Bits = 20;

    /// <summary>Where the key of a run's box stands.</summary>
    private const int BoxBatch = (1 << Bits) - 1;

    public static long Of(long n, int batch) =>
        batch < BoxBatch ? n << Bits | (uint)batch : throw new InvalidOperationException($"A run has at most {BoxBatch} batches of entries.");

    public static long First(long n) => n << Bits;
    public static long Last(long n) => Box(n) - 1;
    public static long Box(long n) => n << Bits | BoxBatch;
}
