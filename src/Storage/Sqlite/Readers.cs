using System.Collections.Concurrent;

namespace Keyway.Storage.Sqlite;

/// <summary>A small pool of connections that only read, each with its prepared statements. A read sees one moment.</summary>
internal sealed class Readers(string path, int most) : IAsyncDisposable
{
    private readonly SemaphoreSlim _free = new(most);
    private readonly ConcurrentBag<Reader> _idle = [];

    public async ValueTask<T> Read<T>(Func<Reader, T> read, CancellationToken ct)
    {
        await _free.WaitAsync(ct);
        try
        {
            if (!_idle.TryTake(out var reader)) reader = new(path);
            try
            {
                return reader.AtOneMoment(read);
            }
            finally
            {
                _idle.Add(reader);
            }
        }
        catch (SqliteException failure)
        {
            throw failure.AsUnavailable();
        }
        finally
        {
            _free.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        // Whoever holds all the room knows that nobody is within.
        for (var i = 0; i < most; i++) await _free.WaitAsync();
        foreach (var reader in _idle) reader.Dispose();
        _free.Dispose();
    }
}

internal sealed class Reader : IDisposable
{
    private readonly Db _db;
    private readonly Statement _begin, _commit;

    public Reader(string path)
    {
        _db = new(path, canWrite: false);
        (_begin, _commit) = (_db.Prepare("BEGIN"), _db.Prepare("COMMIT"));
        (Runs, Lists, Purges, Catalog) = (new(_db), new(_db), new(_db), new(_db));
    }

    public RunReads Runs { get; }
    public RunLists Lists { get; }
    public DueForPurge Purges { get; }
    public CatalogReads Catalog { get; }

    public T AtOneMoment<T>(Func<Reader, T> read)
    {
        _begin.Run();
        try
        {
            return read(this);
        }
        finally
        {
            _db.ResetAll();
            _commit.Run();
        }
    }

    public void Dispose() => _db.Dispose();
}
