using Keyway.Engine.Catalog;

namespace Keyway.Storage.Sqlite;

internal sealed class CatalogReads(Db db)
{
    private const string Columns = "workflow, version, source, form, trigger_key, enabled, saved_at, removed";

    private const string SelectItem = "SELECT facts, wrapped, sealed, changed_at, revision, name FROM items LEFT JOIN keys USING (key) WHERE kind = ?";

    private readonly Statement _version = db.Prepare($"SELECT {Columns} FROM versions JOIN workflows ON name = workflow WHERE workflow = ? AND version = ?");
    private readonly Statement _newest = db.Prepare($"SELECT {Columns} FROM workflows JOIN versions ON workflow = name AND version = newest WHERE name = ? AND removed = 0");
    private readonly Statement _workflows = db.Prepare($"SELECT {Columns} FROM workflows JOIN versions ON workflow = name AND version = newest WHERE removed = 0 AND name > ? ORDER BY name LIMIT ?");
    private readonly Statement _versions = db.Prepare($"SELECT {Columns} FROM versions JOIN workflows ON name = workflow WHERE name = ? AND removed = 0 AND version >= first ORDER BY version DESC");
    private readonly Statement _item = db.Prepare($"{SelectItem} AND name = ?");
    private readonly Statement _items = db.Prepare($"{SelectItem} ORDER BY name");
    private readonly Statement _audit = db.Prepare("SELECT at, who, act, on_what FROM audit ORDER BY n DESC LIMIT ?");

    public SavedWorkflow? Find(string name) => One(_newest.Bind(name));

    /// <summary>Answers for a removed workflow too, as long as the version is kept.</summary>
    public SavedWorkflow? Find(string name, int version) => One(_version.Bind(name).Bind(version));

    /// <summary>Some of them, after a name: a listing of thousands holds no connection while its reader takes its time.</summary>
    public IReadOnlyList<SavedWorkflow> Page(string after, int most, bool withSources)
    {
        _workflows.Bind(after).Bind(most);
        return All(_workflows, withSources);
    }

    public IReadOnlyList<SavedWorkflow> Versions(string name)
    {
        _versions.Bind(name);
        return All(_versions, withSources: false);
    }

    public CatalogItem? FindItem(CatalogKind kind, string name)
    {
        var item = _item.Bind((long)kind).Bind(name).Step() ? Item(_item, kind) : null;
        _item.Reset();
        return item;
    }

    public IReadOnlyList<CatalogItem> Items(CatalogKind kind)
    {
        var items = new List<CatalogItem>();
        _items.Bind((long)kind);
        while (_items.Step()) items.Add(Item(_items, kind));
        return items;
    }

    public IReadOnlyList<AuditLine> Audit(int limit)
    {
        var lines = new List<AuditLine>();
        _audit.Bind(limit);
        while (_audit.Step()) lines.Add(new(RunReads.Time(_audit.Long(0)), _audit.Text(1), _audit.Text(2), _audit.Text(3)));
        return lines;
    }

    private static SavedWorkflow? One(Statement statement)
    {
        var found = statement.Step() ? Workflow(statement, withSource: true) : null;
        statement.Reset();
        return found;
    }

    private static List<SavedWorkflow> All(Statement statement, bool withSources)
    {
        var all = new List<SavedWorkflow>();
        while (statement.Step()) all.Add(Workflow(statement, withSources));
        return all;
    }

    private static SavedWorkflow Workflow(Statement row, bool withSource) => new(
        row.Text(0), row.Int(1), withSource ? new(row.Text(2), row.Text(3)) : null,
        row.Text(4), row.Int(5) != 0, RunReads.Time(row.Long(6)));

    private static CatalogItem Item(Statement row, CatalogKind kind)
    {
        // A null array would become empty memory, not none.
        var secret = row.IsNull(1) ? default(ReadOnlyMemory<byte>?) : (byte[])[.. row.Blob(1), .. row.Blob(2)];
        return new(kind, row.Text(5), row.Blob(0), secret, RunReads.Time(row.Long(3)), row.Int(4));
    }
}
