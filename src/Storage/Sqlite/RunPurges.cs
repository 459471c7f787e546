using Keyway.Engine.Runs;

namespace Keyway.Storage.Sqlite;

/// <summary>Finds the runs whose time is over. Reads only, so that the search never holds the writer.</summary>
internal sealed class DueForPurge(Db db)
{
    private const string IsOld = "((status = 5 AND finished < ?3) OR (status IN (4, 6) AND finished < ?2))";

    private readonly Arrivals _arrivals = new(db);

    // From the oldest on, up to runs that had not begun by then.
    private readonly Statement _old = db.Prepare($"SELECT n FROM runs WHERE n < ?1 AND {IsOld} ORDER BY n LIMIT ?4");

    // runs_workflow
    private readonly Statement _oldOfWorkflow = db.Prepare($"SELECT n FROM runs WHERE workflow = ?5 AND n < ?1 AND {IsOld} ORDER BY n LIMIT ?4");

    private readonly Statement _workflows = db.Prepare("SELECT n FROM names WHERE ?1 IS NULL OR name = ?1 ORDER BY n");

    // runs_workflow
    private readonly Statement _beyond = db.Prepare(
        """
        SELECT n FROM runs WHERE workflow = ?1 AND status >= 4
          AND n <= (SELECT n FROM runs WHERE workflow = ?1 AND status >= 4 ORDER BY n DESC LIMIT 1 OFFSET ?2)
        ORDER BY n LIMIT ?3
        """);

    public List<long> Due(PurgeRule rule)
    {
        var due = new SortedSet<long>();
        var workflows = rule.Workflow is null && rule.KeepNewest is null ? [] : Workflows(rule.Workflow);
        if (rule.Workflow is null) due.UnionWith(Old(_old, rule));
        foreach (var workflow in workflows)
        {
            if (rule.Workflow is not null) due.UnionWith(Old(_oldOfWorkflow, rule, workflow));
            if (rule.KeepNewest is { } keep) due.UnionWith(Beyond(workflow, keep, rule.Most));
            while (due.Count > rule.Most) due.Remove(due.Max);
        }
        return [.. due];
    }

    private List<long> Old(Statement statement, PurgeRule rule, long? workflow = null)
    {
        var last = rule.FinishedBefore > rule.FailedBefore ? rule.FinishedBefore : rule.FailedBefore;
        statement.Bind(_arrivals.Before(last)).Bind(rule.FinishedBefore.UtcTicks).Bind(rule.FailedBefore.UtcTicks).Bind(rule.Most);
        if (workflow is { } number) statement.Bind(number);
        return Numbers(statement);
    }

    private List<long> Beyond(long workflow, int keep, int most) => Numbers(_beyond.Bind(workflow).Bind(keep).Bind(most));

    private List<long> Workflows(string? name) => Numbers(_workflows.Bind(name));

    private static List<long> Numbers(Statement statement)
    {
        var numbers = new List<long>();
        while (statement.Step()) numbers.Add(statement.Long(0));
        return numbers;
    }
}

/// <summary>Destroys runs. Called by the writer alone, within its transaction.</summary>
internal sealed class RunPurges(Db db, RunWrites runs, CatalogWrites catalog)
{
    private readonly Statement _finished = db.Prepare("SELECT 1 FROM runs WHERE n = ? AND status >= 4");

    // idempotency_expires
    private readonly Statement _expire = db.Prepare("DELETE FROM idempotency WHERE expires <= ?");

    public bool Delete(RunId run)
    {
        var deleted = runs.Delete(run);
        if (deleted) catalog.Collect();
        return deleted;
    }

    public int Purge(IReadOnlyList<long> due, DateTimeOffset now)
    {
        var purged = 0;
        foreach (var n in due)
        {
            // Somebody may have deleted it since it was found. What is finished stays so.
            var there = _finished.Bind(n).Step();
            _finished.Reset();
            if (!there) continue;
            runs.Destroy(n);
            purged++;
        }
        _expire.Bind(now.UtcTicks).Run();
        if (purged > 0) catalog.Collect();
        return purged;
    }
}
