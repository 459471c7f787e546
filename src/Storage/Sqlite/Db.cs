using SQLitePCL;

namespace Keyway.Storage.Sqlite;

/// <summary>One connection, used by one caller at a time.</summary>
internal sealed class Db : IDisposable
{
    private const int BusyMilliseconds = 5000;

    private readonly sqlite3 _handle;
    private readonly List<Statement> _statements = [];

    static Db() => Batteries_V2.Init();

    public Db(string path, bool canWrite)
    {
        var flags = raw.SQLITE_OPEN_NOMUTEX | (canWrite ? raw.SQLITE_OPEN_READWRITE | raw.SQLITE_OPEN_CREATE : raw.SQLITE_OPEN_READONLY);
        Check(raw.sqlite3_open_v2(path, out _handle, flags, null));
        _ = raw.sqlite3_extended_result_codes(_handle, 1);
        // First of all: every other statement may meet a lock of a backup tool.
        _ = raw.sqlite3_busy_timeout(_handle, BusyMilliseconds);
    }

    public int Changes => raw.sqlite3_changes(_handle);
    public long LastRowId => raw.sqlite3_last_insert_rowid(_handle);

    /// <summary>For the test that asks how each would be run.</summary>
    internal IEnumerable<string> Statements => _statements.Select(statement => statement.Sql);

    /// <summary>No transaction is open.</summary>
    public bool IsIdle => raw.sqlite3_get_autocommit(_handle) != 0;

    /// <summary>Lives as long as the connection.</summary>
    public Statement Prepare(string sql)
    {
        Check(raw.sqlite3_prepare_v3(_handle, sql, raw.SQLITE_PREPARE_PERSISTENT, out var handle));
        var statement = new Statement(this, handle);
        _statements.Add(statement);
        return statement;
    }

    /// <summary>After a failure a statement may stand half-way.</summary>
    public void ResetAll()
    {
        foreach (var statement in _statements) statement.Reset();
    }

    public void Execute(string sql) => Check(raw.sqlite3_exec(_handle, sql));

    /// <summary>For the caller to dispose of.</summary>
    public Statement PrepareOnce(string sql)
    {
        Check(raw.sqlite3_prepare_v2(_handle, sql, out var handle));
        return new(this, handle);
    }

    public long Scalar(string sql)
    {
        using var statement = PrepareOnce(sql);
        return statement.Step() ? statement.Long(0) : 0;
    }

    /// <summary>Moves the log into the database and cuts it to nothing. False when a reader was in the way.</summary>
    public bool TryEmptyLog()
    {
        // A listing may take its time; the writer shall not wait for it.
        _ = raw.sqlite3_busy_timeout(_handle, 100);
        try
        {
            return Scalar("PRAGMA wal_checkpoint(TRUNCATE)") == 0;
        }
        finally
        {
            _ = raw.sqlite3_busy_timeout(_handle, BusyMilliseconds);
        }
    }

    public void Check(int code)
    {
        if (code != raw.SQLITE_OK) throw new SqliteException(code, _handle is null ? "cannot open" : raw.sqlite3_errmsg(_handle).utf8_to_string());
    }

    public void Dispose()
    {
        foreach (var statement in _statements) statement.Dispose();
        _handle.Dispose();
    }
}

/// <summary>SQLite's own words. They name tables and columns, never what is in them.</summary>
internal sealed class SqliteException(int code, string message) : Exception($"SQLite: {message} ({code}).")
{
    public StoreUnavailableException AsUnavailable() =>
        new("The database could not be read or written; nothing of this change was kept. Look at the disk's free space and at the data folder's permissions.", this);

    /// <summary>The row breaks a rule of the schema: the fault of this write alone. Anything else is the database's.</summary>
    public bool IsConstraint => (code & 0xff) == raw.SQLITE_CONSTRAINT;
}
