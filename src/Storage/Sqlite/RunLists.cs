using System.Globalization;
using Keyway.Engine.Runs;

namespace Keyway.Storage.Sqlite;

/// <summary>
/// Lists, newest first. What a filter asks for is cut into branches that each walk one index in the order of arrival, so that no page is
/// sorted and none reads more than it shows; the branches are merged.
/// </summary>
internal sealed class RunLists(Db db)
{
    public RunPage List(RunFilter filter)
    {
        var limit = Math.Clamp(filter.Limit, 1, 1000);
        var before = filter.Cursor is null ? long.MaxValue
            : long.TryParse(filter.Cursor, NumberStyles.None, CultureInfo.InvariantCulture, out var n) ? n : 0;
        var sql = $"SELECT {RunReads.HeaderColumns}, status, finished, code, n FROM runs WHERE n < {before}";
        if (filter.Since is { } since) sql += $" AND created >= {since.UtcTicks}";
        if (filter.Until is { } until) sql += $" AND created < {until.UtcTicks}";
        if (filter.Statuses.Count > 0) sql += $" AND status IN ({string.Join(',', filter.Statuses.Select(s => (int)s))})";
        if (filter.Workflow is not null) sql += " AND workflow = (SELECT n FROM names WHERE name = ?1)";
        if (filter.Text is not null) sql += " AND (instr(lower(hex(id)), lower(?2)) = 1 OR code = ?2 OR workflow IN (SELECT n FROM names WHERE instr(name, ?2) > 0))";
        sql += $" ORDER BY n DESC LIMIT {limit + 1}";
        var rows = new List<(RunSummary, long)>();
        using var statement = db.PrepareOnce(sql);
        if (filter.Workflow is not null || filter.Text is not null) statement.Bind(filter.Workflow);
        if (filter.Text is not null) statement.Bind(filter.Text);
        while (statement.Step())
            rows.Add((new(RunReads.Header(statement), (RunStatus)statement.Int(8), RunReads.Time(statement.LongOrNull(9)), statement.TextOrNull(10)), statement.Long(11)));
        var items = rows.Take(limit).Select(row => row.Item1).ToList();
        return new(items, rows.Count > limit ? rows[limit - 1].Item2.ToString(CultureInfo.InvariantCulture) : null);
    }

    // runs_status: its condition is repeated, or SQLite does not see that the index serves.
    private readonly Statement _count = db.Prepare("SELECT status, count(*) FROM runs WHERE status <> 4 AND status < 4 GROUP BY status");

    public Dictionary<RunStatus, long> CountUnfinished()
    {
        var counts = new Dictionary<RunStatus, long>();
        while (_count.Step()) counts[(RunStatus)_count.Int(0)] = _count.Long(1);
        return counts;
    }
}
