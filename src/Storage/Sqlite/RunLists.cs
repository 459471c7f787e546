using System.Globalization;
using Keyway.Engine.Runs;

namespace Keyway.Storage.Sqlite;

/// <summary>
/// Lists, newest first: in the order of arrival, backwards. A filter is cut into branches, each of which one index yields in that order, so
/// that a page reads little more than it shows, and then merged.
/// </summary>
internal sealed class RunLists(Db db)
{
    private const int MostInPage = 1000;

    /// <summary>More workflows than this are common among the runs, and found by walking them.</summary>
    private const int FewWorkflows = 8;

    private readonly Arrivals _arrivals = new(db);

    // runs_status. The index's own condition is repeated, or SQLite does not see that it serves.
    private readonly Statement _count = db.Prepare("SELECT status, count(*) FROM runs WHERE status <> 4 AND status < 4 GROUP BY status");

    public RunPage List(RunFilter filter)
    {
        var limit = Math.Clamp(filter.Limit, 1, MostInPage);
        var rows = new SortedDictionary<long, RunSummary>(Comparer<long>.Create((a, b) => b.CompareTo(a)));
        foreach (var branch in Branches(filter)) Read(filter, branch, limit + 1, rows);
        var page = rows.Take(limit).ToList();
        return new([.. page.Select(row => row.Value)], rows.Count > limit ? page[^1].Key.ToString(CultureInfo.InvariantCulture) : null);
    }

    public Dictionary<RunStatus, long> CountUnfinished()
    {
        var counts = new Dictionary<RunStatus, long>();
        while (_count.Step()) counts[(RunStatus)_count.Int(0)] = _count.Long(1);
        return counts;
    }

    /// <summary>The statements that a page of this filter runs, for the test that asks SQLite which index each uses.</summary>
    internal IEnumerable<string> Statements(RunFilter filter) => Branches(filter).Select(branch => Sql(filter, branch, 50));

    /// <param name="Where">With ?1 for the text, where it is bound.</param>
    private sealed record Branch(string Where, string? Text = null);

    private IEnumerable<Branch> Branches(RunFilter filter)
    {
        var branches = TextBranches(filter.Text);
        // Succeeded runs are most runs: walking finds them. For the others there is runs_status.
        if (filter.Statuses.Count == 0 || filter.Statuses.Contains(RunStatus.Succeeded)) return branches;
        return branches.SelectMany(_ => filter.Statuses.Distinct(), (branch, status) => branch with { Where = $"{branch.Where} AND status = {(int)status} AND status <> 4" });
    }

    private List<Branch> TextBranches(string? text)
    {
        if (string.IsNullOrEmpty(text)) return [new("1")];
        // runs_code
        var branches = new List<Branch> { new("code = ?1 AND code IS NOT NULL", text) };
        // runs_id
        if (IdRange.TryParse(text, out var range)) branches.Add(new($"id BETWEEN x'{range.First:N}' AND x'{range.Last:N}'"));
        // runs_workflow
        var workflows = WorkflowsNamed(text);
        if (workflows.Count <= FewWorkflows) branches.AddRange(workflows.Select(number => new Branch($"workflow = {number}")));
        else branches.Add(new($"+workflow IN ({string.Join(',', workflows)})"));
        return branches;
    }

    private void Read(RunFilter filter, Branch branch, int limit, SortedDictionary<long, RunSummary> rows)
    {
        using var statement = db.PrepareOnce(Sql(filter, branch, limit));
        if (branch.Text is not null) statement.Bind(branch.Text);
        while (statement.Step())
            rows[statement.Long(11)] = new(RunReads.Header(statement), (RunStatus)statement.Int(8), RunReads.Time(statement.LongOrNull(9)), statement.TextOrNull(10));
    }

    private string Sql(RunFilter filter, Branch branch, int limit)
    {
        var sql = $"SELECT {RunReads.HeaderColumns}, status, finished, code, n FROM runs WHERE {branch.Where} AND n < {Before(filter)}";
        if (filter.Workflow is { } workflow) sql += $" AND workflow = {NumberOf(workflow)}";
        if (filter.Since is { } since) sql += $" AND n > {_arrivals.Since(since)} AND created >= {since.UtcTicks}";
        if (filter.Until is { } until) sql += $" AND created < {until.UtcTicks}";
        if (filter.Statuses.Contains(RunStatus.Succeeded)) sql += $" AND status IN ({string.Join(',', filter.Statuses.Select(s => (int)s))})";
        return $"{sql} ORDER BY n DESC LIMIT {limit}";
    }

    /// <summary>A cursor that is none of ours ends the listing.</summary>
    private long Before(RunFilter filter)
    {
        var last = filter.Until is { } until ? _arrivals.Before(until) : long.MaxValue;
        if (filter.Cursor is null) return last;
        return long.TryParse(filter.Cursor, NumberStyles.None, CultureInfo.InvariantCulture, out var n) ? Math.Min(n, last) : 0;
    }

    private long NumberOf(string workflow)
    {
        using var statement = db.PrepareOnce("SELECT n FROM names WHERE name = ?");
        return statement.Bind(workflow).Step() ? statement.Long(0) : 0;
    }

    private List<long> WorkflowsNamed(string part)
    {
        using var statement = db.PrepareOnce("SELECT n FROM names WHERE instr(name, ?)");
        var numbers = new List<long>();
        statement.Bind(part);
        while (statement.Step()) numbers.Add(statement.Long(0));
        return numbers;
    }
}
