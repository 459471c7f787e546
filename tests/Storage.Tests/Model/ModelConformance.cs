using Keyway.Engine.Catalog;
using Keyway.Engine.Runs;
using Keyway.Storage.Tests.Conformance;

namespace Keyway.Storage.Tests.Model;

public sealed class ModelRunStoreTests : RunStoreConformance
{
    protected override ValueTask<IRunStore> Open() => new(new ModelStore(Time));
    public override ValueTask DisposeAsync() => default;
}

public sealed class ModelCatalogStoreTests : CatalogStoreConformance
{
    protected override ValueTask<(ICatalogStore, IRunStore)> Open()
    {
        var store = new ModelStore(Time);
        return new((store, store));
    }

    public override ValueTask DisposeAsync() => default;
}
