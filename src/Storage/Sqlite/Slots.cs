namespace Keyway.Storage.Sqlite;

/// <summary>The key of what belongs to a run's batch: one number, so that a run's rows lie together and new ones at the end.</summary>
internal static class Slots
{
    private const int Bits = 20;

    private const int MostBatches = 1 << Bits;

    public static long Of(long n, int batch) =>
        batch < MostBatches ? n << Bits | (uint)batch : throw new InvalidOperationException($"A run has at most {MostBatches} batches of entries.");

    public static long First(long n) => n << Bits;
    public static long Last(long n) => n << Bits | (MostBatches - 1);
}
