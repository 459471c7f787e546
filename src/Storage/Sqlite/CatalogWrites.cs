using Keyway.Engine.Catalog;
using Keyway.Engine.Sealing;

namespace Keyway.Storage.Sqlite;

/// <summary>The verbs that write the catalogue. Called by the writer alone, within its transaction.</summary>
internal sealed class CatalogWrites(Db db, Keys keys)
{
    private readonly CatalogReads _reads = new(db);

    private readonly Statement _numbers = db.Prepare("SELECT newest, removed FROM workflows WHERE name = ?");
    private readonly Statement _insertVersion = db.Prepare("INSERT INTO versions (workflow, version, source, form, saved_at) VALUES (?, ?, ?, ?, ?)");
    private readonly Statement _newest = db.Prepare("UPDATE workflows SET newest = ? WHERE name = ?");
    private readonly Statement _begin = db.Prepare(
        "INSERT OR REPLACE INTO workflows (name, newest, first, trigger_key, enabled, removed) VALUES (?1, ?2, ?2, ?3, 1, 0)");

    private readonly Statement _enable = db.Prepare("UPDATE workflows SET enabled = ? WHERE name = ? AND removed = 0");
    private readonly Statement _rotate = db.Prepare("UPDATE workflows SET trigger_key = ? WHERE name = ? AND removed = 0");
    private readonly Statement _remove = db.Prepare("UPDATE workflows SET removed = 1, trigger_key = '', enabled = 0 WHERE name = ? AND removed = 0");

    // runs_workflow. Few workflows were ever removed: CROSS keeps SQLite from looking at all versions first.
    private readonly Statement _collect = db.Prepare(
        """
        DELETE FROM versions WHERE rowid IN (
            SELECT versions.rowid FROM workflows CROSS JOIN versions ON versions.workflow = workflows.name
            WHERE (removed = 1 OR first > 1) AND (removed = 1 OR version < first)
              AND NOT EXISTS (SELECT 1 FROM runs WHERE runs.workflow = (SELECT n FROM names WHERE names.name = workflows.name) AND runs.version = versions.version))
        """);

    private readonly Statement _putItem = db.Prepare("INSERT INTO items (kind, name, facts, key, sealed, changed_at, revision) VALUES (?, ?, ?, ?, ?, ?, ?)");
    private readonly Statement _itemKey = db.Prepare("SELECT key FROM items WHERE kind = ? AND name = ? AND key IS NOT NULL");
    private readonly Statement _deleteItem = db.Prepare("DELETE FROM items WHERE kind = ? AND name = ?");
    private readonly Statement _audit = db.Prepare("INSERT INTO audit (at, who, act, on_what) VALUES (?, ?, ?, ?)");

    public SavedWorkflow? Save(string name, WorkflowSource source, string newTriggerKey, int? ifMatch, DateTimeOffset now)
    {
        var newest = Newest(name, out var exists);
        if (ifMatch is { } expected && expected != (exists ? newest : 0)) return null;
        if (exists && _reads.Find(name) is { } present && present.Source == source) return present;
        if (exists) _newest.Bind(newest + 1).Bind(name).Run();
        else _begin.Bind(name).Bind(newest + 1).Bind(newTriggerKey).Run();
        _insertVersion.Bind(name).Bind(newest + 1).Bind(source.Text).Bind(source.Form).Bind(now.UtcTicks).Run();
        return _reads.Find(name)! with { IsNew = true };
    }

    public bool SetEnabled(string name, bool enabled) => _enable.Bind(enabled ? 1 : 0).Bind(name).Run() > 0;

    public bool Rotate(string name, string newTriggerKey) => _rotate.Bind(newTriggerKey).Bind(name).Run() > 0;

    public bool Remove(string name)
    {
        var removed = _remove.Bind(name).Run() > 0;
        if (removed) Collect();
        return removed;
    }

    /// <summary>Drops versions of removed workflows that no run began with.</summary>
    public void Collect() => _collect.Run();

    public bool PutItem(CatalogItem item, int? ifMatch)
    {
        var revision = _reads.FindItem(item.Kind, item.Name)?.Revision ?? 0;
        if (ifMatch is { } expected && expected != revision) return false;
        DeleteItem(item.Kind, item.Name);
        _putItem.Bind((long)item.Kind).Bind(item.Name).Bind(item.Facts.Span);
        // The wrapped key stands first in what the sealer made, and lies with the other keys.
        if (item.Sealed is { Length: >= Sealer.WrappedKeyBytes } secret)
            _putItem.Bind(keys.Put(secret.Span[..Sealer.WrappedKeyBytes])).Bind(secret.Span[Sealer.WrappedKeyBytes..]);
        else if (item.Sealed is null) _putItem.BindNull().BindNull();
        else throw new ArgumentException("What is secret of an item comes from the sealer.", nameof(item));
        _putItem.Bind(item.ChangedAt.UtcTicks).Bind(revision + 1).Run();
        return true;
    }

    public bool DeleteItem(CatalogKind kind, string name)
    {
        _itemKey.Bind((long)kind).Bind(name);
        while (_itemKey.Step()) keys.Destroy(_itemKey.Long(0));
        return _deleteItem.Bind((long)kind).Bind(name).Run() > 0;
    }

    public bool Audit(AuditLine line) => _audit.Bind(line.At.UtcTicks).Bind(line.Who).Bind(line.Act).Bind(line.On).Run() > 0;

    /// <summary>The number of the newest version there ever was.</summary>
    private long Newest(string name, out bool exists)
    {
        var known = _numbers.Bind(name).Step();
        var newest = known ? _numbers.Long(0) : 0;
        exists = known && _numbers.Int(1) == 0;
        _numbers.Reset();
        return newest;
    }
}
