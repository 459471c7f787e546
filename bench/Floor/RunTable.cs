using System.Text.Json;
using System.Threading.Channels;
using Microsoft.Data.Sqlite;

namespace Keyway.Floor;

/// <summary>
/// One row a run. A single writer takes whatever waits and commits it as one transaction: under load one flush serves
/// many runs. A run is answered only after its commit.
/// </summary>
internal sealed class RunTable : IAsyncDisposable
{
    private const int MostInOneCommit = 256;

    private readonly Channel<(Row Row, byte[] Record, TaskCompletionSource Kept)> _waiting =
        Channel.CreateUnbounded<(Row, byte[], TaskCompletionSource)>(new() { SingleReader = true });
    private readonly SqliteConnection _connection;
    private readonly Task _writer;

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
        _writer = Task.Run(Write);
    }

    public Task Keep(Row row)
    {
        // Serialized here, on the request's thread: the writer is the one thing that cannot be spread.
        var kept = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _waiting.Writer.TryWrite((row, JsonSerializer.SerializeToUtf8Bytes(row.Record, Shapes.Default.Record), kept));
        return kept.Task;
    }

    public async ValueTask DisposeAsync()
    {
        _waiting.Writer.Complete();
        await _writer;
        Execute("PRAGMA wal_checkpoint(TRUNCATE)");
        await _connection.DisposeAsync();
    }

    private async Task Write()
    {
        using var insert = _connection.CreateCommand();
        // The record is bound as bytes and stored as text: no detour over a UTF-16 string.
        insert.CommandText = "INSERT INTO runs (id, started, finished, status, record) VALUES ($id, $started, $finished, $status, CAST($record AS TEXT))";
        var id = insert.Parameters.Add("$id", SqliteType.Blob);
        var started = insert.Parameters.Add("$started", SqliteType.Integer);
        var finished = insert.Parameters.Add("$finished", SqliteType.Integer);
        var status = insert.Parameters.Add("$status", SqliteType.Text);
        var record = insert.Parameters.Add("$record", SqliteType.Blob);
        insert.Prepare();

        var committing = new List<TaskCompletionSource>(MostInOneCommit);
        while (await _waiting.Reader.WaitToReadAsync())
        {
            try
            {
                using var transaction = _connection.BeginTransaction();
                insert.Transaction = transaction;
                while (committing.Count < MostInOneCommit && _waiting.Reader.TryRead(out var next))
                {
                    committing.Add(next.Kept);
                    id.Value = next.Row.Id.ToByteArray(bigEndian: true);
                    started.Value = next.Row.Started.ToUnixTimeMilliseconds();
                    finished.Value = next.Row.Finished.ToUnixTimeMilliseconds();
                    status.Value = next.Row.Ok ? "succeeded" : "failed";
                    record.Value = next.Record;
                    insert.ExecuteNonQuery();
                }
                transaction.Commit();
                foreach (var kept in committing) kept.SetResult();
            }
            catch (SqliteException e)
            {
                foreach (var kept in committing) kept.TrySetException(e);
            }
            committing.Clear();
        }
    }

    private void Execute(string sql)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
