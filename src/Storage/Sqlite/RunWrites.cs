using Keyway.Engine.Runs;
using Keyway.Engine.Sealing;
using Keyway.Storage.Coding;

namespace Keyway.Storage.Sqlite;

/// <summary>The verbs that write runs. Called by the writer alone, within its transaction; each may be called again after a rollback.</summary>
internal sealed class RunWrites(Db db, Keys keys, Workers workers)
{
    private readonly Names _names = new(db);

    private readonly Statement _idempotency = db.Prepare(
        """
        INSERT INTO idempotency (hash, run, expires) VALUES (?, ?, ?)
        ON CONFLICT (hash) DO UPDATE SET run = excluded.run, expires = excluded.expires WHERE expires <= ?
        """);

    private readonly Statement _first = db.Prepare("SELECT run FROM idempotency WHERE hash = ?");

    private readonly Statement _insert = db.Prepare(
        """
        INSERT INTO runs (id, workflow, version, trigger_kind, storage, created, event_bytes, replay_of, status, due, finished, code, dropped, holder, taken, batches)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1)
        """);

    private readonly Statement _insertFacts = db.Prepare("INSERT INTO journal (slot, facts) VALUES (?, ?)");
    private readonly Statement _insertPayloads = db.Prepare("INSERT INTO payloads (slot, key, sealed) VALUES (?, ?, ?)");
    private readonly Statement _insertBox = db.Prepare("INSERT INTO boxes (n, key, sealed) VALUES (?, ?, ?)");

    // runs_id
    private readonly Statement _find = db.Prepare("SELECT n, status, storage, dropped, holder, taken, cancel_asked, batches FROM runs WHERE id = ?");

    private readonly Statement _update = db.Prepare(
        "UPDATE runs SET status = ?, due = ?, finished = ?, code = ?, dropped = ?, holder = ?, cancel_asked = ?, batches = ? WHERE n = ?");

    private readonly Statement _mark = db.Prepare("UPDATE runs SET cancel_asked = ?, batches = ? WHERE n = ?");

    private readonly Statement _dataKeys = db.Prepare("SELECT key FROM payloads WHERE slot BETWEEN ? AND ?");
    private readonly Statement _boxKey = db.Prepare("SELECT key FROM boxes WHERE n = ?");
    private readonly Statement _deletePayloads = db.Prepare("DELETE FROM payloads WHERE slot BETWEEN ? AND ?");
    private readonly Statement _deleteFacts = db.Prepare("DELETE FROM journal WHERE slot BETWEEN ? AND ?");
    private readonly Statement _deleteBox = db.Prepare("DELETE FROM boxes WHERE n = ?");
    private readonly Statement _deleteRun = db.Prepare("DELETE FROM runs WHERE n = ?");

    public Tally Finished { get; } = new();

    /// <summary>After a rollback.</summary>
    public void Forget()
    {
        Finished.Forget();
        _names.Forget();
    }

    public Acceptance Accept(NewRun run, Batch batch)
    {
        var header = run.Header;
        if (run.Idempotency is { } key)
        {
            var isNew = _idempotency.Bind(key.Hash.Span).Bind(header.Id.Value).Bind(key.Expires.UtcTicks).Bind(header.CreatedAt.UtcTicks).Run() > 0;
            if (!isNew) return new Acceptance.Repeated(FirstOf(key));
        }

        var state = run.State;
        var holder = state.Status.IsFinal() ? null : run.Holder?.Value;
        var fence = run.Holder is null ? 0 : 1;
        _insert.Bind(header.Id.Value).Bind(_names.NumberOf(header.Workflow)).Bind(header.Version).Bind(_names.NumberOf(header.Trigger))
            .Bind((long)header.Storage).Bind(header.CreatedAt.UtcTicks).Bind(header.EventBytes).Bind(header.ReplayOf?.Value)
            .Bind((long)state.Status).Bind(state.Status.IsFinal() ? null : state.Due?.UtcTicks).Bind(state.FinishedAt?.UtcTicks).Bind(state.Code)
            .Bind(Dropping.Due(header.Storage, state) ? 1 : 0).Bind(holder).Bind(fence)
            .Run();
        var n = db.LastRowId;
        Write(n, 0, batch);
        if (state.Box is { } box && !state.Status.IsFinal()) PutBox(n, box);
        if (state.Status.IsFinal()) Finished.Add(state.Status);
        return new Acceptance.Accepted(new(fence));
    }

    public bool Append(RunId run, Fence fence, RunChange change, Batch batch)
    {
        if (Find(run) is not { } row || row.Status.IsFinal() || row.Holder is null || row.Taken != fence.Value) return false;
        Dropping.Refuse(row.Storage, batch);
        Change(row, change.State, batch, holder: change.Release ? null : row.Holder);
        return true;
    }

    public CancelOutcome Cancel(RunId run, string by, DateTimeOffset now)
    {
        if (Find(run) is not { } row) return CancelOutcome.NotFound;
        if (row.Status.IsFinal()) return CancelOutcome.AlreadyFinished;
        var asked = new JournalEntry.CancelAsked(now, by);
        if (row.Holder is { } holder && workers.IsAlive(holder, now))
        {
            if (row.CancelAsked is not null) return CancelOutcome.Asked;
            _mark.Bind(now.UtcTicks).Bind(row.Batches + 1).Bind(row.N).Run();
            Write(row.N, row.Batches, Batch.OfFacts([asked]));
            return CancelOutcome.Asked;
        }
        var state = new RunState(RunStatus.Cancelled, FinishedAt: now);
        IReadOnlyList<JournalEntry> entries = row.CancelAsked is null ? [asked, Ended(now)] : [Ended(now)];
        Change(row, state, Batch.OfFacts(entries), holder: null);
        return CancelOutcome.Cancelled;

        static JournalEntry Ended(DateTimeOffset now) => new JournalEntry.Finished(now, RunStatus.Cancelled, null);
    }

    public bool Supply(RunId run, SealedBox box, JournalEntry.CredentialsSupplied entry)
    {
        if (Find(run) is not { Status: RunStatus.CredentialsRequired } row) return false;
        Change(row, new(RunStatus.Queued, Due: entry.At, Box: box), Batch.OfFacts([entry]), holder: null);
        return true;
    }

    /// <summary>False when there is none, or when it is not finished.</summary>
    public bool Delete(RunId run)
    {
        if (Find(run) is not { } row || !row.Status.IsFinal()) return false;
        Destroy(row.N);
        return true;
    }

    public void Destroy(long n)
    {
        DropData(n);
        _deleteFacts.Bind(Slots.First(n)).Bind(Slots.Last(n)).Run();
        _deleteRun.Bind(n).Run();
    }

    private void Change(Row row, RunState state, Batch batch, string? holder)
    {
        var final = state.Status.IsFinal();
        var dropped = row.Dropped || Dropping.Due(row.Storage, state);
        if (final) holder = null;
        // Whoever asked to cancel while it was held must not wait until a pause is over.
        var due = final ? null : holder is null && row.CancelAsked is { } asked ? asked : state.Due?.UtcTicks;
        _update.Bind((long)state.Status).Bind(due).Bind(state.FinishedAt?.UtcTicks).Bind(state.Code).Bind(dropped ? 1 : 0)
            .Bind(holder).Bind(row.CancelAsked).Bind(row.Batches + 1).Bind(row.N).Run();
        if (dropped && !row.Dropped) DropData(row.N);
        Write(row.N, row.Batches, dropped ? batch with { WrappedKey = null, Sealed = null } : batch);
        if (final || state.Box is not null) DropBox(row.N);
        if (!final && state.Box is { } box) PutBox(row.N, box);
        if (final) Finished.Add(state.Status);
    }

    private void Write(long n, int number, Batch batch)
    {
        var slot = Slots.Of(n, number);
        _insertFacts.Bind(slot).Bind(batch.Facts).Run();
        if (batch.Sealed is null) return;
        _insertPayloads.Bind(slot).Bind(keys.Put(batch.WrappedKey)).Bind(batch.Sealed).Run();
    }

    private void PutBox(long n, SealedBox box) => _insertBox.Bind(n).Bind(keys.Put(box.WrappedKey.Span)).Bind(box.Sealed.Span).Run();

    /// <summary>Keys first: without them the rest is noise already.</summary>
    private void DropData(long n)
    {
        _dataKeys.Bind(Slots.First(n)).Bind(Slots.Last(n));
        while (_dataKeys.Step()) keys.Destroy(_dataKeys.Long(0));
        _deletePayloads.Bind(Slots.First(n)).Bind(Slots.Last(n)).Run();
    }

    private void DropBox(long n)
    {
        _boxKey.Bind(n);
        while (_boxKey.Step()) keys.Destroy(_boxKey.Long(0));
        _deleteBox.Bind(n).Run();
    }

    private RunId FirstOf(Idempotency key)
    {
        _first.Bind(key.Hash.Span).Step();
        var first = new RunId(_first.Guid(0));
        _first.Reset();
        return first;
    }

    private Row? Find(RunId run)
    {
        Row? row = null;
        if (_find.Bind(run.Value).Step())
            row = new(_find.Long(0), (RunStatus)_find.Int(1), (StorageClass)_find.Int(2), _find.Int(3) != 0, _find.TextOrNull(4), _find.Int(5), _find.LongOrNull(6), _find.Int(7));
        _find.Reset();
        return row;
    }

    private readonly record struct Row(long N, RunStatus Status, StorageClass Storage, bool Dropped, string? Holder, int Taken, long? CancelAsked, int Batches);
}
