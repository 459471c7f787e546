using Keyway.Engine.Runs;
using Keyway.Storage.Sqlite;

namespace Keyway.Storage.Tests.Sqlite;

/// <summary>Asks SQLite how it would go about each statement: none may walk the runs where an index was made for it.</summary>
public sealed class QueryPlanTests : IDisposable
{
    private static readonly RunFilter All = new(null, [], null, null, null, null, 50);

    private readonly SqliteFolder _folder = new();
    private readonly Db _db;

    public QueryPlanTests()
    {
        _db = new(_folder.File("keyway.db"), canWrite: true);
        Migrator.Migrate(_db);
        _db.Execute("INSERT INTO names (name) VALUES ('notify'), ('sync')");
    }

    public void Dispose()
    {
        _db.Dispose();
        _folder.Dispose();
    }

    private List<string> Plan(string sql)
    {
        using var explain = _db.PrepareOnce("EXPLAIN QUERY PLAN " + sql);
        var plan = new List<string>();
        while (explain.Step()) plan.Add(explain.Text(3));
        return plan;
    }

    private IEnumerable<List<string>> PlansOf(RunFilter filter) => new RunLists(_db).Statements(filter).Select(Plan);

    [Fact]
    public void A_page_of_all_runs_walks_them_backwards_from_its_cursor()
    {
        PlansOf(All with { Cursor = "500" }).Single()[0].ShouldBe("SEARCH runs USING INTEGER PRIMARY KEY (rowid<?)");
        PlansOf(All).SelectMany(plan => plan).ShouldNotContain(line => line.Contains("TEMP B-TREE"));
    }

    [Fact]
    public void Each_filter_has_its_index_and_nothing_is_sorted()
    {
        Uses(All with { Workflow = "notify" }, "runs_workflow");
        Uses(All with { Statuses = [RunStatus.Failed] }, "runs_status");
        Uses(All with { Statuses = [RunStatus.Failed, RunStatus.Queued] }, "runs_status", "runs_status");
        Uses(All with { Text = "http_500" }, "runs_code");
        Uses(All with { Text = "notify" }, "runs_code", "runs_workflow");

        void Uses(RunFilter filter, params string[] indexes)
        {
            var plans = PlansOf(filter).ToList();
            plans.Select(plan => plan[0].Split("INDEX ")[^1].Split(' ')[0]).ShouldBe(indexes);
            plans.SelectMany(plan => plan).ShouldNotContain(line => line.Contains("TEMP B-TREE"));
        }
    }

    [Fact]
    public void An_ids_beginning_is_looked_up()
    {
        PlansOf(All with { Text = "01a202ee4760" }).Select(plan => plan[0]).ShouldContain("SEARCH runs USING INDEX runs_id (id>? AND id<?)");
    }

    [Fact]
    public void No_other_statement_walks_the_runs()
    {
        var (keys, workers) = (new Keys(_db), new Workers());
        var runs = new RunWrites(_db, keys, workers);
        _ = new RunClaims(_db, workers);
        _ = new DueForPurge(_db);
        _ = new RunPurges(_db, runs, new(_db, keys));
        _ = new RunReads(_db);
        _ = new RunLists(_db);

        var walks = _db.Statements.SelectMany(sql => Plan(sql).Select(line => (sql, line))).Where(plan => plan.line.StartsWith("SCAN", StringComparison.Ordinal)).ToList();

        // Not of runs, or an index from end to end that holds little.
        walks.Select(walk => walk.line).Distinct().Order(StringComparer.Ordinal).ShouldBe(
            ["SCAN audit", "SCAN names", "SCAN workflows"]);
    }
}
