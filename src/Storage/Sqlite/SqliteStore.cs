using System.Runtime.CompilerServices;
using Keyway.Engine.Catalog;
using Keyway.Engine.Runs;
using Keyway.Engine.Sealing;
using Keyway.Storage.Coding;

namespace Keyway.Storage.Sqlite;

/// <summary>
/// Both stores in one SQLite database in the data folder, for one process. What is costly and needs no database, sealing and packing, is
/// done on the caller's thread; the writer only writes.
/// </summary>
public sealed class SqliteStore : IRunStore, ICatalogStore, IAsyncDisposable
{
    private readonly FolderLock _lock;
    private readonly Db _db;
    private readonly Readers _readers;
    private readonly Writer _writer;
    private readonly Workers _workers = new();
    private readonly Keys _keys;
    private readonly RunWrites _runs;
    private readonly RunClaims _claims;
    private readonly RunPurges _purges;
    private readonly CatalogWrites _catalog;
    private readonly Sealer _sealer;
    private readonly TimeProvider _time;
    private readonly ITimer _forgetting;
    private int _closed;

    private SqliteStore(SqliteOptions options, FolderLock folderLock, Db db, Sealer sealer, TimeProvider time)
    {
        (_lock, _db, _sealer, _time) = (folderLock, db, sealer, time);
        _keys = new(_db);
        _runs = new(_db, _keys, _workers);
        _claims = new(_db, _workers);
        _catalog = new(_db, _keys);
        _purges = new(_db, _runs, _catalog);
        _writer = new(_db, options.MostWaitingWrites, aloneOnCallersThread: options.Durability == Durability.Normal, _runs.Finished.Commit, RolledBack);
        _readers = new(PathOf(options), options.Readers);
        _forgetting = time.CreateTimer(_ => _ = Forget(), null, options.ForgetWithin, options.ForgetWithin);
    }

    /// <exception cref="StoreUnavailableException">Another process holds the folder, the database is of a newer version, or the disk refuses.</exception>
    /// <exception cref="SealException">The folder was made with another master key.</exception>
    public static ValueTask<SqliteStore> Open(SqliteOptions options, Sealer sealer, TimeProvider time, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        Directory.CreateDirectory(options.Folder);
        var folderLock = new FolderLock(options.Folder);
        Db? db = null;
        try
        {
            db = new(PathOf(options), canWrite: true);
            Prepare(db, options, sealer);
            return new(new SqliteStore(options, folderLock, db, sealer, time));
        }
        catch (Exception failure)
        {
            db?.Dispose();
            folderLock.Dispose();
            if (failure is SqliteException fault) throw fault.AsUnavailable();
            throw;
        }
    }

    private void RolledBack()
    {
        _runs.Forget();
        _keys.Forget();
    }

    private static string PathOf(SqliteOptions options) => Path.Combine(options.Folder, "keyway.db");

    internal static void Prepare(Db db, SqliteOptions options, Sealer sealer)
    {
        db.Execute(
            $"""
            PRAGMA page_size = 4096;
            PRAGMA journal_mode = WAL;
            PRAGMA synchronous = {(options.Durability == Durability.Full ? "FULL" : "NORMAL")};
            PRAGMA secure_delete = ON;
            PRAGMA temp_store = MEMORY;
            PRAGMA journal_size_limit = 16777216;
            """);
        Migrator.Migrate(db);
        MasterKeyProof.Check(db, sealer);
    }

    public ValueTask<Acceptance> Accept(NewRun run, CancellationToken ct)
    {
        var batch = Batch.Seal(_sealer, run.Header.Id, run.Entries, keepData: !Dropping.Due(run.Header.Storage, run.State));
        Dropping.Refuse(run.Header.Storage, batch);
        return _writer.Do(() => _runs.Accept(run, batch), ct);
    }

    public async ValueTask<IReadOnlyList<Claim>> TakeDue(WorkerName worker, DateTimeOffset now, int most, CancellationToken ct)
    {
        var taken = await _writer.Do(() => _claims.TakeDue(worker, now, most), ct);
        var claims = new List<Claim>(taken.Count);
        foreach (var run in taken)
            if (TryOpen(run) is { } record) claims.Add(new(record, new(run.Taken)));
        return claims;
    }

    /// <summary>A journal that this version cannot read stays with its holder: it must not keep the others from being taken.</summary>
    private RunRecord? TryOpen(StoredRun run)
    {
        try
        {
            return run.Open(_sealer);
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    public ValueTask KeepAlive(WorkerName worker, DateTimeOffset until, CancellationToken ct)
    {
        _workers.KeepAlive(worker, until);
        return ValueTask.CompletedTask;
    }

    public ValueTask<bool> Append(RunId run, Fence fence, RunChange change, CancellationToken ct)
    {
        var batch = Batch.Seal(_sealer, run, change.Entries, keepData: !change.State.DropData);
        return _writer.Do(() => _runs.Append(run, fence, change, batch), ct);
    }

    public ValueTask<CancelOutcome> Cancel(RunId run, string by, DateTimeOffset now, CancellationToken ct) =>
        _writer.Do(() => _runs.Cancel(run, by, now), ct);

    public ValueTask<bool> Supply(RunId run, SealedBox box, JournalEntry.CredentialsSupplied entry, CancellationToken ct) =>
        _writer.Do(() => _runs.Supply(run, box, entry), ct);

    public async ValueTask<RunRecord?> Read(RunId run, CancellationToken ct) =>
        (await _readers.Read(reader => reader.Runs.Find(run), ct))?.Open(_sealer);

    public ValueTask<RunPage> List(RunFilter filter, CancellationToken ct) => _readers.Read(reader => reader.Lists.List(filter), ct);

    public ValueTask<bool> Delete(RunId run, CancellationToken ct) => _writer.Do(() => _purges.Delete(run), ct);

    public async ValueTask<int> Purge(PurgeRule rule, CancellationToken ct)
    {
        var due = await _readers.Read(reader => reader.Purges.Due(rule), ct);
        var now = _time.GetUtcNow();
        return await _writer.Do(() => _purges.Purge(due, now), ct);
    }

    public async ValueTask<IReadOnlyDictionary<RunStatus, long>> Count(CancellationToken ct)
    {
        var counts = await _readers.Read(reader => reader.Lists.CountUnfinished(), ct);
        foreach (var status in Enum.GetValues<RunStatus>())
            counts[status] = status.IsFinal() ? _runs.Finished[status] : counts.GetValueOrDefault(status);
        return counts;
    }

    public ValueTask<SavedWorkflow?> SaveWorkflow(string name, WorkflowSource source, string newTriggerKey, int? ifMatch, DateTimeOffset now, CancellationToken ct) =>
        _writer.Do(() => _catalog.Save(name, source, newTriggerKey, ifMatch, now), ct);

    public ValueTask<SavedWorkflow?> FindWorkflow(string name, CancellationToken ct) => _readers.Read(reader => reader.Catalog.Find(name), ct);

    public ValueTask<SavedWorkflow?> FindVersion(string name, int version, CancellationToken ct) =>
        _readers.Read(reader => reader.Catalog.Find(name, version), ct);

    public async IAsyncEnumerable<SavedWorkflow> ListWorkflows(bool withSources, [EnumeratorCancellation] CancellationToken ct)
    {
        const int most = 100;
        for (var after = ""; ;)
        {
            var from = after;
            var page = await _readers.Read(reader => reader.Catalog.Page(from, most, withSources), ct);
            foreach (var workflow in page) yield return workflow;
            if (page.Count < most) yield break;
            after = page[^1].Name;
        }
    }

    public ValueTask<IReadOnlyList<SavedWorkflow>> ListVersions(string name, CancellationToken ct) =>
        _readers.Read(reader => reader.Catalog.Versions(name), ct);

    public ValueTask<bool> SetEnabled(string name, bool enabled, CancellationToken ct) => _writer.Do(() => _catalog.SetEnabled(name, enabled), ct);

    public ValueTask<bool> RotateTrigger(string name, string newTriggerKey, CancellationToken ct) => _writer.Do(() => _catalog.Rotate(name, newTriggerKey), ct);

    public ValueTask<bool> DeleteWorkflow(string name, CancellationToken ct) => _writer.Do(() => _catalog.Remove(name), ct);

    public ValueTask<CatalogItem?> FindItem(CatalogKind kind, string name, CancellationToken ct) => _readers.Read(reader => reader.Catalog.FindItem(kind, name), ct);

    public ValueTask<IReadOnlyList<CatalogItem>> ListItems(CatalogKind kind, CancellationToken ct) => _readers.Read(reader => reader.Catalog.Items(kind), ct);

    public ValueTask<bool> PutItem(CatalogItem item, int? ifMatch, CancellationToken ct) => _writer.Do(() => _catalog.PutItem(item, ifMatch), ct);

    public ValueTask<bool> DeleteItem(CatalogKind kind, string name, CancellationToken ct) => _writer.Do(() => _catalog.DeleteItem(kind, name), ct);

    public async ValueTask Audit(AuditLine line, CancellationToken ct) => await _writer.Do(() => _catalog.Audit(line), ct);

    public ValueTask<IReadOnlyList<AuditLine>> ListAudit(int limit, CancellationToken ct) => _readers.Read(reader => reader.Catalog.Audit(limit), ct);

    /// <summary>
    /// Empties the write-ahead log, if a key was destroyed since: until then a file still holds it. The store does this by itself, soon after.
    /// </summary>
    public async Task Forget()
    {
        if (!_keys.MustForget) return;
        try
        {
            await _writer.DoAlone(() => _keys.MustForget = !_db.TryEmptyLog(), CancellationToken.None);
        }
        catch (StoreUnavailableException)
        {
            // It is still to be done, and is tried again next time.
        }
    }

    public async ValueTask DisposeAsync()
    {
        // It is registered under two ports, and whoever owns both disposes of it twice.
        if (Interlocked.Exchange(ref _closed, 1) == 1) return;
        await _forgetting.DisposeAsync();
        await Forget();
        await _readers.DisposeAsync();
        await _writer.DisposeAsync();
        _db.Dispose();
        _lock.Dispose();
    }
}
