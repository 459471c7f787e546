using Keyway.Engine.Catalog;
using Keyway.Engine.Runs;
using Keyway.Storage.Sqlite;
using Keyway.Storage.Tests.Conformance;

namespace Keyway.Storage.Tests.Sqlite;

public sealed class SqliteRunStoreTests : RunStoreConformance
{
    private readonly SqliteFolder _folder = new();
    private SqliteStore _store = null!;

    protected override async ValueTask<IRunStore> Open() => _store = await _folder.Open(Time, Sealer);

    public override async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        _folder.Dispose();
    }
}

public sealed class SqliteCatalogStoreTests : CatalogStoreConformance
{
    private readonly SqliteFolder _folder = new();
    private SqliteStore _store = null!;

    protected override async ValueTask<(ICatalogStore, IRunStore)> Open()
    {
        _store = await _folder.Open(Time, Sealer);
        return (_store, _store);
    }

    public override async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        _folder.Dispose();
    }
}
