using System.Buffers.Binary;

namespace Keyway.Storage.Sqlite;

/// <summary>
/// From a time to a place in the order of arrival, by way of the ids, which begin with their time: so that a listing of one hour, and a
/// purge, walk that part of the runs alone and no index by time is kept. Only a place to begin at: runs of clocks that disagree
/// by up to an hour are still within.
/// </summary>
internal sealed class Arrivals(Db db)
{
    private static readonly TimeSpan Slack = TimeSpan.FromHours(1);

    // runs_id, both
    private readonly Statement _last = db.Prepare("SELECT n FROM runs WHERE id < ? ORDER BY id DESC LIMIT 1");
    private readonly Statement _first = db.Prepare("SELECT n FROM runs WHERE id >= ? ORDER BY id LIMIT 1");

    /// <summary>Every run of this time or later has a greater number.</summary>
    public long Since(DateTimeOffset time) => Find(_last, time - Slack) ?? 0;

    /// <summary>Every run of before this time has a smaller number.</summary>
    public long Before(DateTimeOffset time) => Find(_first, time + Slack) ?? long.MaxValue;

    private static long? Find(Statement statement, DateTimeOffset time)
    {
        long? n = statement.Bind(Lowest(time)).Step() ? statement.Long(0) : null;
        statement.Reset();
        return n;
    }

    private static Guid Lowest(DateTimeOffset time)
    {
        Span<byte> id = stackalloc byte[16];
        id.Clear();
        BinaryPrimitives.WriteInt64BigEndian(id, Math.Max(0, time.ToUnixTimeMilliseconds()) << 16);
        return new(id, bigEndian: true);
    }
}
