using Keyway.Engine.Catalog;
using Keyway.Engine.Runs;
using Keyway.Engine.Sealing;

namespace Keyway.Storage.Tests.Conformance;

/// <summary>What every catalogue store does.</summary>
public abstract partial class CatalogStoreConformance : IAsyncLifetime
{
    protected static readonly CancellationToken Ct = TestContext.Current.CancellationToken;

    protected TestTime Time { get; } = new(Samples.Start);
    protected DateTimeOffset Now => Time.GetUtcNow();
    protected Sealer Sealer { get; } = new(Samples.MasterKey, Entropies.Seeded(3));

    protected ICatalogStore Store { get; private set; } = null!;

    /// <summary>The same store: versions stay as long as runs need them.</summary>
    protected IRunStore Runs { get; private set; } = null!;

    protected abstract ValueTask<(ICatalogStore Catalog, IRunStore Runs)> Open();

    public async ValueTask InitializeAsync() => (Store, Runs) = await Open();

    public abstract ValueTask DisposeAsync();

    protected ValueTask<SavedWorkflow?> Save(string name, string text, int? ifMatch = null, string key = "key") =>
        Store.SaveWorkflow(name, new(text, "yaml"), key, ifMatch, Now, Ct);
}
