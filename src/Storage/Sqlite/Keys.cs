namespace Keyway.Storage.Sqlite;

/// <summary>
/// The wrapped keys. Their rows are overwritten in place and used again, never deleted: SQLite moves rows between pages when it
/// splits and merges them, and leaves copies behind in the gaps, which <c>secure_delete</c> does not reach. Rows of one size that are only added
/// at the end and overwritten never move.
/// </summary>
internal sealed class Keys(Db db)
{
    private readonly Statement _add = db.Prepare("INSERT INTO keys (wrapped) VALUES (?)");
    private readonly Statement _overwrite = db.Prepare("UPDATE keys SET wrapped = ? WHERE key = ?");
    private readonly Statement _anyFree = db.Prepare("SELECT min(key) FROM free_keys");
    private readonly Statement _use = db.Prepare("DELETE FROM free_keys WHERE key = ?");
    private readonly Statement _free = db.Prepare("INSERT INTO free_keys (key) VALUES (?)");

    /// <summary>Spares a look where nothing is ever destroyed.</summary>
    private bool _noneFree;

    /// <summary>A key was destroyed, and the log may still hold it.</summary>
    public bool MustForget { get; set; }

    public long Put(ReadOnlySpan<byte> wrapped)
    {
        if (_noneFree || FirstFree() is not { } key)
        {
            _add.Bind(wrapped).Run();
            return db.LastRowId;
        }
        _use.Bind(key).Run();
        _overwrite.Bind(wrapped).Bind(key).Run();
        return key;
    }

    public void Destroy(long key)
    {
        _overwrite.Bind(stackalloc byte[Engine.Sealing.Sealer.WrappedKeyBytes]).Bind(key).Run();
        _free.Bind(key).Run();
        _noneFree = false;
        MustForget = true;
    }

    /// <summary>After a rollback.</summary>
    public void Forget() => _noneFree = false;

    private long? FirstFree()
    {
        _anyFree.Step();
        var key = _anyFree.LongOrNull(0);
        _anyFree.Reset();
        _noneFree = key is null;
        return key;
    }
}
