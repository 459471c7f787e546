using Keyway.Engine.Catalog;
using Keyway.Engine.Sealing;
using Keyway.Engine.Secrets;
using Keyway.Engine.Values;
using Keyway.Secrets.Providers;

namespace Keyway.Secrets.Tests.Providers;

public sealed class ProviderTests
{
    private static readonly Sealer Sealer = new(new byte[32], Entropies.Seeded(7));

    [Fact]
    public async Task The_environment_is_read_below_its_prefix_only()
    {
        var variables = new Dictionary<string, string?> { ["KEYWAY_SECRET_SLACK"] = "token", ["KEYWAY_MASTER_KEY"] = "key", ["KEYWAY_SECRET_EMPTY"] = "", ["KEYWAY_SECRET_JSON"] = """{"user":"ada","n":7}""" };
        var provider = new EnvironmentProvider(read: variables.GetValueOrDefault);
        SecretResolverTests.Revealed(await Get(provider, null, "SLACK")).ShouldBe("token");
        SecretResolverTests.Revealed(await Get(provider, "user", "JSON")).ShouldBe("ada");
        foreach (var name in new[] { "ABSENT", "EMPTY", "../MASTER_KEY", "", "A B" }) (await Get(provider, null, name)).ShouldBeOfType<SecretLookup.Missing>();
        (await Get(provider, null, "SLACK", "MORE")).ShouldBeOfType<SecretLookup.Missing>();
        (await Get(provider, "other", "JSON")).ShouldBeOfType<SecretLookup.Missing>();
        (await Get(provider, "any", "SLACK")).ShouldBeOfType<SecretLookup.Missing>();
    }

    [Fact]
    public async Task Keyways_own_store_gives_back_what_was_sealed()
    {
        var catalog = new OneKindOfItem();
        catalog.Put(KeywayProvider.Item("slack", "\"token\""u8, Sealer, default));
        catalog.Put(KeywayProvider.Item("users/ada", """{"token":"t-ada","id":7}"""u8, Sealer, default));
        var provider = new KeywayProvider(catalog, Sealer);
        SecretResolverTests.Revealed(await Get(provider, null, "slack")).ShouldBe("token");
        SecretResolverTests.Revealed(await Get(provider, "token", "users", "ada")).ShouldBe("t-ada");
        var whole = (await Get(provider, null, "users", "ada")).ShouldBeOfType<SecretLookup.Found>().Value.Labelled(new Label("keyway:users/ada"));
        whole["token"].IsLabelled.ShouldBeTrue();
        whole["id"].IsLabelled.ShouldBeTrue();
        (await Get(provider, "absent", "users", "ada")).ShouldBeOfType<SecretLookup.Missing>();
        (await Get(provider, null, "absent")).ShouldBeOfType<SecretLookup.Missing>();
    }

    [Fact]
    public async Task One_segment_with_a_slash_does_not_read_another_users_secret()
    {
        var catalog = new OneKindOfItem();
        catalog.Put(KeywayProvider.Item("users/ada", "\"t-ada\""u8, Sealer, default));
        (await Get(new KeywayProvider(catalog, Sealer), null, "users/ada")).ShouldBeOfType<SecretLookup.Missing>();
    }

    [Fact]
    public void What_is_stored_shows_the_fields_names_and_no_value()
    {
        var item = KeywayProvider.Item("users/ada", """{"token":"t-ada-123456","id":7}"""u8, Sealer, default);
        System.Text.Encoding.UTF8.GetString(item.Facts.Span).ShouldBe("""{"fields":["token","id"]}""");
        item.Sealed!.Value.Span.IndexOf("t-ada-123456"u8).ShouldBe(-1);
    }

    [Fact]
    public async Task Another_master_key_is_told_as_such()
    {
        var catalog = new OneKindOfItem();
        catalog.Put(KeywayProvider.Item("slack", "\"token\""u8, Sealer, default));
        var other = new Sealer([.. Enumerable.Repeat((byte)1, 32)], Entropies.Seeded(7));
        (await Get(new KeywayProvider(catalog, other), null, "slack")).ShouldBe(new SecretLookup.Unavailable("sealed_with_another_key"));
    }

    private static ValueTask<SecretLookup> Get(ISecretProvider provider, string? field, params string[] path) =>
        provider.Get(new("default", "greet", new SecretRef("any", new SecretPath(path), field, SecretOptions.None)), TestContext.Current.CancellationToken);

    /// <summary>As much of a catalogue as a provider asks for.</summary>
    private sealed class OneKindOfItem : ICatalogStore
    {
        private readonly Dictionary<string, CatalogItem> _items = [];

        public void Put(CatalogItem item) => _items[item.Name] = item;

        public ValueTask<CatalogItem?> FindItem(CatalogKind kind, string name, CancellationToken ct) =>
            ValueTask.FromResult(kind == CatalogKind.Secret ? _items.GetValueOrDefault(name) : null);

        public ValueTask<SavedWorkflow?> SaveWorkflow(string name, WorkflowSource source, string newTriggerKey, int? ifMatch, DateTimeOffset now, CancellationToken ct) => throw new NotSupportedException();
        public ValueTask<SavedWorkflow?> FindWorkflow(string name, CancellationToken ct) => throw new NotSupportedException();
        public ValueTask<SavedWorkflow?> FindVersion(string name, int version, CancellationToken ct) => throw new NotSupportedException();
        public IAsyncEnumerable<SavedWorkflow> ListWorkflows(bool withSources, CancellationToken ct) => throw new NotSupportedException();
        public ValueTask<IReadOnlyList<SavedWorkflow>> ListVersions(string name, CancellationToken ct) => throw new NotSupportedException();
        public ValueTask<bool> SetEnabled(string name, bool enabled, CancellationToken ct) => throw new NotSupportedException();
        public ValueTask<bool> RotateTrigger(string name, string newTriggerKey, CancellationToken ct) => throw new NotSupportedException();
        public ValueTask<bool> DeleteWorkflow(string name, CancellationToken ct) => throw new NotSupportedException();
        public ValueTask<IReadOnlyList<CatalogItem>> ListItems(CatalogKind kind, CancellationToken ct) => throw new NotSupportedException();
        public ValueTask<bool> PutItem(CatalogItem item, int? ifMatch, CancellationToken ct) => throw new NotSupportedException();
        public ValueTask<bool> DeleteItem(CatalogKind kind, string name, CancellationToken ct) => throw new NotSupportedException();
        public ValueTask Audit(AuditLine line, CancellationToken ct) => throw new NotSupportedException();
        public ValueTask<IReadOnlyList<AuditLine>> ListAudit(int limit, CancellationToken ct) => throw new NotSupportedException();
    }
}
