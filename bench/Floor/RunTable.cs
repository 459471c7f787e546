using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.Data.Sqlite;

namespace Keyway.Floor;

/// <summary>
/// One row a run, answered only after its commit. Whoever finds nobody writing commits at once on its own thread, so that a
/// lone run pays no hop; who comes meanwhile waits and is committed with all who wait, so that under load one flush serves many.
/// </summary>
internal sealed class RunTable : IDisposable
{
    private const int MostInOneCommit = 256;

    private readonly ConcurrentQueue<(Row Row, byte[] Record, TaskCompletionSource Kept)> _waiting = new();
    private readonly List<TaskCompletionSource> _committing = new(MostInOneCommit);
    private readonly SqliteConnection _connection;
    private readonly SqliteCommand _begin, _insert, _commit;
    private readonly SqliteParameter _id, _started, _finished, _status, _record;
    private int _writing;

    public RunTable(string path, string durability)
    {
        _connection = new($"Data Source={path};Pooling=False");
        _connection.Open();
        Execute($"PRAGMA journal_mode = WAL; PRAGMA synchronous = {(durability == "full" ? "FULL" : "NORMAL")}");
        Execute("""
            CREATE TABLE IF NOT EXISTS runs (
                id BLOB PRIMARY KEY, started INTEGER NOT NULL, finished INTEGER NOT NULL, status TEXT NOT NULL, record TEXT NOT NULL
            ) WITHOUT ROWID
            """);
        _begin = Prepared("BEGIN IMMEDIATE");
        _commit = Prepared("COMMIT");
        // The record is bound as bytes and stored as text: no detour over a UTF-16 string.
        _insert = Prepared("INSERT INTO runs (id, started, finished, status, record) VALUES ($id, $started, $finished, $status, CAST($record AS TEXT))");
        _id = _insert.Parameters.Add("$id", SqliteType.Blob);
        _started = _insert.Parameters.Add("$started", SqliteType.Integer);
        _finished = _insert.Parameters.Add("$finished", SqliteType.Integer);
        _status = _insert.Parameters.Add("$status", SqliteType.Text);
        _record = _insert.Parameters.Add("$record", SqliteType.Blob);
    }

    public Task Keep(Row row)
    {
        var kept = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _waiting.Enqueue((row, JsonSerializer.SerializeToUtf8Bytes(row.Record, Shapes.Default.Record), kept));
        if (Interlocked.Exchange(ref _writing, 1) == 0) Write();
        return kept.Task;
    }

    public void Dispose()
    {
        Execute("PRAGMA wal_checkpoint(TRUNCATE)");
        foreach (var command in (ReadOnlySpan<SqliteCommand>)[_begin, _insert, _commit]) command.Dispose();
        _connection.Dispose();
    }

    private void Write()
    {
        try
        {
            _begin.ExecuteNonQuery();
            while (_committing.Count < MostInOneCommit && _waiting.TryDequeue(out var next))
            {
                _committing.Add(next.Kept);
                _id.Value = next.Row.Id.ToByteArray(bigEndian: true);
                _started.Value = next.Row.Started.ToUnixTimeMilliseconds();
                _finished.Value = next.Row.Finished.ToUnixTimeMilliseconds();
                _status.Value = next.Row.Ok ? "succeeded" : "failed";
                _record.Value = next.Record;
                _insert.ExecuteNonQuery();
            }
            _commit.ExecuteNonQuery();
            foreach (var kept in _committing) kept.SetResult();
        }
        catch (SqliteException e)
        {
            Execute("ROLLBACK");
            foreach (var kept in _committing) kept.TrySetException(e);
        }
        _committing.Clear();

        // Those who came meanwhile are written by another thread: this one has an answer to give.
        Volatile.Write(ref _writing, 0);
        if (!_waiting.IsEmpty && Interlocked.Exchange(ref _writing, 1) == 0)
            ThreadPool.UnsafeQueueUserWorkItem(static table => table.Write(), this, preferLocal: false);
    }

    private SqliteCommand Prepared(string sql)
    {
        var command = _connection.CreateCommand();
        command.CommandText = sql;
        return command;
    }

    private void Execute(string sql)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
