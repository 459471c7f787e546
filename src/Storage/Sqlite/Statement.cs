using System.Text;
using SQLitePCL;

namespace Keyway.Storage.Sqlite;

/// <summary>
/// A prepared statement, reused. Written on SQLite's own interface, since ADO.NET's commands and parameters measured several times the
/// statement itself on the way of a run.
/// </summary>
internal sealed class Statement(Db db, sqlite3_stmt handle) : IDisposable
{
    private int _next;

    public string Sql => raw.sqlite3_sql(handle).utf8_to_string();

    public Statement Bind(long value)
    {
        db.Check(raw.sqlite3_bind_int64(handle, ++_next, value));
        return this;
    }

    public Statement Bind(long? value) => value is { } number ? Bind(number) : BindNull();

    public Statement Bind(ReadOnlySpan<byte> value)
    {
        // An empty span has no address, which SQLite takes for NULL.
        db.Check(value.IsEmpty ? raw.sqlite3_bind_zeroblob(handle, ++_next, 0) : raw.sqlite3_bind_blob(handle, ++_next, value));
        return this;
    }

    public Statement Bind(string? value)
    {
        if (value is null) return BindNull();
        db.Check(raw.sqlite3_bind_text(handle, ++_next, value));
        return this;
    }

    public Statement Bind(Guid value)
    {
        Span<byte> bytes = stackalloc byte[16];
        value.TryWriteBytes(bytes, bigEndian: true, out _);
        return Bind(bytes);
    }

    public Statement Bind(Guid? value) => value is { } id ? Bind(id) : BindNull();

    public Statement BindNull()
    {
        db.Check(raw.sqlite3_bind_null(handle, ++_next));
        return this;
    }

    /// <summary>True while there is a row. When there is none left, the statement is ready to be bound again.</summary>
    public bool Step()
    {
        var code = raw.sqlite3_step(handle);
        if (code == raw.SQLITE_ROW) return true;
        Reset();
        if (code != raw.SQLITE_DONE) db.Check(code);
        return false;
    }

    /// <summary>Runs to the end, and says how many rows changed.</summary>
    public int Run()
    {
        while (Step()) { }
        return db.Changes;
    }

    /// <summary>Leaves the remaining rows.</summary>
    public void Reset()
    {
        _next = 0;
        _ = raw.sqlite3_reset(handle);
    }

    public bool IsNull(int column) => raw.sqlite3_column_type(handle, column) == raw.SQLITE_NULL;
    public long Long(int column) => raw.sqlite3_column_int64(handle, column);
    public long? LongOrNull(int column) => IsNull(column) ? null : Long(column);
    public int Int(int column) => checked((int)Long(column));
    public byte[] Blob(int column) => raw.sqlite3_column_blob(handle, column).ToArray();
    public byte[]? BlobOrNull(int column) => IsNull(column) ? null : Blob(column);
    public string Text(int column) => raw.sqlite3_column_text(handle, column).utf8_to_string();
    public string? TextOrNull(int column) => IsNull(column) ? null : Text(column);
    public Guid Guid(int column) => new(raw.sqlite3_column_blob(handle, column), bigEndian: true);
    public Guid? GuidOrNull(int column) => IsNull(column) ? null : Guid(column);

    public void Dispose() => handle.Dispose();
}
