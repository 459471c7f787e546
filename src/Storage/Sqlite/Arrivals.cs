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

    // runs_id
    private readonly Statement _first = db.Prepare("SELECT n FROM runs WHERE id >= ? ORDER BY id LIMIT 1");

    /// <summary>No run of this time or later has a smaller number.</summary>
    public long Since(DateTimeOffset time) => First(time - Slack);

    /// <summary>No run of before this time has this number or a greater one.</summary>
    public long Before(DateTimeOffset time) => First(time + Slack);

    private long First(DateTimeOffset time)
    {
        var first = _first.Bind(Lowest(time)).Step() ? _first.Long(0) : long.MaxValue;
        _first.Reset();
        return first;
    }

    private static Guid Lowest(DateTimeOffset time)
    {
        Span<byte> id = stackalloc byte[16];
        id.Clear();
        BinaryPrimitives.WriteInt64BigEndian(id, Math.Max(0, time.ToUnixTimeMilliseconds()) << 16);
        return new(id, bigEndian: true);
    }
}
