using Keyway.Engine.Runs;
using Keyway.Engine.Sealing;
using Keyway.Storage.Coding;

namespace Keyway.Storage.Sqlite;

/// <summary>A run as it lies in the database: read in a transaction, opened after it.</summary>
internal sealed record StoredRun(RunHeader Header, RunState State, int Taken, List<Batch> Batches, SealedBox? Box)
{
    public RunRecord Open(Sealer sealer)
    {
        var entries = new List<JournalEntry>();
        foreach (var batch in Batches) batch.Open(sealer, Header, entries);
        return new(Header, State, entries, Box, Taken);
    }
}

internal sealed class RunReads(Db db)
{
    internal const string HeaderColumns =
        "id, (SELECT name FROM names WHERE names.n = workflow), version, (SELECT name FROM names WHERE names.n = trigger_kind), storage, created, event_bytes, replay_of";

    // runs_id
    private readonly Statement _find = db.Prepare("SELECT n FROM runs WHERE id = ?");

    private readonly Statement _run = db.Prepare($"SELECT {HeaderColumns}, status, due, finished, code, dropped, taken FROM runs WHERE n = ?");

    private readonly Statement _batches = db.Prepare(
        """
        SELECT facts, wrapped, sealed FROM journal LEFT JOIN payloads USING (slot) LEFT JOIN keys USING (key)
        WHERE journal.slot BETWEEN ? AND ? ORDER BY journal.slot
        """);

    private readonly Statement _box = db.Prepare("SELECT wrapped, sealed FROM boxes JOIN keys USING (key) WHERE n = ?");

    public StoredRun? Find(RunId run)
    {
        var found = _find.Bind(run.Value).Step();
        var n = found ? _find.Long(0) : 0;
        _find.Reset();
        return found ? Read(n) : null;
    }

    public StoredRun Read(long n)
    {
        if (!_run.Bind(n).Step()) throw new InvalidOperationException("A run vanished within a transaction.");
        var header = Header(_run);
        var state = new RunState((RunStatus)_run.Int(8), Time(_run.LongOrNull(9)), Time(_run.LongOrNull(10)), _run.TextOrNull(11), _run.Int(12) != 0);
        var taken = _run.Int(13);
        _run.Reset();

        var batches = new List<Batch>();
        _batches.Bind(Slots.First(n)).Bind(Slots.Last(n));
        while (_batches.Step()) batches.Add(new(_batches.Blob(0), _batches.BlobOrNull(1), _batches.BlobOrNull(2)));

        var box = _box.Bind(n).Step() ? new SealedBox(_box.Blob(0), _box.Blob(1)) : null;
        _box.Reset();
        return new(header, state, taken, batches, box);
    }

    public static RunHeader Header(Statement row) => new(
        new(row.Guid(0)), row.Text(1), row.Int(2), row.Text(3), (StorageClass)row.Int(4), Time(row.Long(5)), row.Int(6),
        row.GuidOrNull(7) is { } original ? new RunId(original) : null);

    public static DateTimeOffset Time(long ticks) => new(ticks, TimeSpan.Zero);
    public static DateTimeOffset? Time(long? ticks) => ticks is { } present ? Time(present) : null;
}
