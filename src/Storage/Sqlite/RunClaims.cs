using Keyway.Engine.Runs;

namespace Keyway.Storage.Sqlite;

/// <summary>Gives due runs, and runs of dead workers, to one that lives. Called by the writer alone, within its transaction.</summary>
internal sealed class RunClaims(Db db, Workers workers)
{
    private readonly RunReads _reads = new(db);

    // runs_due
    private readonly Statement _due = db.Prepare("SELECT n, due FROM runs WHERE due <= ? AND holder IS NULL ORDER BY due, n LIMIT ?");

    // runs_holder: one step to the next name, however many runs the last one holds.
    private readonly Statement _nextHolder = db.Prepare("SELECT min(holder) FROM runs WHERE holder > ?");

    // runs_holder. What waits for credentials is not taken up for want of a holder.
    private readonly Statement _orphans = db.Prepare(
        """
        SELECT n, ifnull(due, 0) FROM runs WHERE holder = ?1 AND (due <= ?2 OR (due IS NULL AND status <> 3))
        ORDER BY ifnull(due, 0), n LIMIT ?3
        """);

    private readonly Statement _take = db.Prepare("UPDATE runs SET status = 1, due = NULL, holder = ?, taken = taken + 1 WHERE n = ?");

    public List<StoredRun> TakeDue(WorkerName worker, DateTimeOffset now, int most)
    {
        var due = new List<(long Due, long N)>();
        _due.Bind(now.UtcTicks).Bind(most);
        while (_due.Step()) due.Add((_due.Long(1), _due.Long(0)));
        foreach (var holder in Holders())
        {
            // Whoever asks is alive.
            if (holder == worker.Value || workers.IsAlive(holder, now)) continue;
            _orphans.Bind(holder).Bind(now.UtcTicks).Bind(most);
            while (_orphans.Step()) due.Add((_orphans.Long(1), _orphans.Long(0)));
        }
        due.Sort();

        var taken = new List<StoredRun>();
        foreach (var (_, n) in due.Take(most))
        {
            _take.Bind(worker.Value).Bind(n).Run();
            taken.Add(_reads.Read(n));
        }
        return taken;
    }

    private List<string> Holders()
    {
        var holders = new List<string>();
        for (var last = ""; ; last = holders[^1])
        {
            _nextHolder.Bind(last).Step();
            var next = _nextHolder.TextOrNull(0);
            _nextHolder.Reset();
            if (next is null) return holders;
            holders.Add(next);
        }
    }
}
