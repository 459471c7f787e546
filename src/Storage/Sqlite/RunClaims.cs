using Keyway.Engine.Runs;

namespace Keyway.Storage.Sqlite;

/// <summary>Who runs what: workers, and the runs they take.</summary>
internal sealed class RunClaims(Db db)
{
    private readonly RunReads _reads = new(db);

    // runs_due
    private readonly Statement _due = db.Prepare("SELECT n, due FROM runs WHERE due <= ? AND holder IS NULL ORDER BY due, n LIMIT ?");

    // runs_holder. A run that waits for credentials is not taken up for want of a holder.
    private readonly Statement _orphaned = db.Prepare(
        """
        SELECT n, ifnull(due, 0) FROM runs
        WHERE holder IS NOT NULL AND holder <> ?1 AND ifnull(due, 0) <= ?2 AND (due IS NOT NULL OR status <> 3)
          AND holder NOT IN (SELECT name FROM workers WHERE alive_until >= ?2)
        ORDER BY ifnull(due, 0), n LIMIT ?3
        """);

    private readonly Statement _take = db.Prepare("UPDATE runs SET status = 1, due = NULL, holder = ?, taken = taken + 1 WHERE n = ?");
    private readonly Statement _keepAlive = db.Prepare("INSERT OR REPLACE INTO workers (name, alive_until) VALUES (?, ?)");

    // A worker that is not there is as dead as one whose time ran out.
    private readonly Statement _bury = db.Prepare("DELETE FROM workers WHERE alive_until < ?");

    public IReadOnlyList<StoredRun> TakeDue(WorkerName worker, DateTimeOffset now, int most)
    {
        var due = new List<(long N, long Due)>();
        _due.Bind(now.UtcTicks).Bind(most);
        while (_due.Step()) due.Add((_due.Long(0), _due.Long(1)));
        _orphaned.Bind(worker.Value).Bind(now.UtcTicks).Bind(most);
        while (_orphaned.Step()) due.Add((_orphaned.Long(0), _orphaned.Long(1)));
        if (due.Count == 0) return [];

        due.Sort((a, b) => (a.Due, a.N).CompareTo((b.Due, b.N)));
        var taken = new List<StoredRun>();
        foreach (var (n, _) in due.Take(most))
        {
            _take.Bind(worker.Value).Bind(n).Run();
            taken.Add(_reads.Read(n));
        }
        return taken;
    }

    public bool KeepAlive(WorkerName worker, DateTimeOffset until)
    {
        _keepAlive.Bind(worker.Value).Bind(until.UtcTicks).Run();
        _bury.Bind(until.AddDays(-1).UtcTicks).Run();
        return true;
    }
}
