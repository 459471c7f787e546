using Keyway.Engine.Runs;

namespace Keyway.Storage.Sqlite;

/// <summary>Finds the runs whose time is over. Reads only, so that the search never holds the writer.</summary>
internal sealed class DueForPurge(Db db)
{
    private readonly Statement _old = db.Prepare(
        """
        SELECT n FROM runs WHERE (?1 IS NULL OR workflow = (SELECT n FROM names WHERE name = ?1))
          AND status >= 4 AND ((status = 5 AND finished < ?3) OR (status <> 5 AND finished < ?2)) ORDER BY n LIMIT ?4
        """);

    private readonly Statement _workflows = db.Prepare("SELECT n FROM names WHERE ?1 IS NULL OR name = ?1 ORDER BY n");

    // runs_workflow
    private readonly Statement _beyond = db.Prepare(
        """
        SELECT n FROM runs WHERE workflow = ?1 AND status >= 4
          AND n <= (SELECT n FROM runs WHERE workflow = ?1 AND status >= 4 ORDER BY n DESC LIMIT 1 OFFSET ?2) ORDER BY n LIMIT ?3
        """);

    public IReadOnlyList<long> Due(PurgeRule rule)
    {
        var due = new SortedSet<long>();
        _old.Bind(rule.Workflow).Bind(rule.FinishedBefore.UtcTicks).Bind(rule.FailedBefore.UtcTicks).Bind(rule.Most);
        while (_old.Step()) due.Add(_old.Long(0));
        if (rule.KeepNewest is not { } keep) return [.. due];

        var workflows = new List<long>();
        _workflows.Bind(rule.Workflow);
        while (_workflows.Step()) workflows.Add(_workflows.Long(0));
        foreach (var workflow in workflows)
        {
            if (due.Count >= rule.Most) break;
            _beyond.Bind(workflow).Bind(keep).Bind(rule.Most);
            while (_beyond.Step()) due.Add(_beyond.Long(0));
        }
        return [.. due.Take(rule.Most)];
    }
}

/// <summary>Destroys runs.</summary>
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
            // Somebody may have deleted it since it was found. Finished runs stay finished.
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
