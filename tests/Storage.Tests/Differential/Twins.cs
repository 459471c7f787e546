using Keyway.Engine.Catalog;
using Keyway.Engine.Runs;

namespace Keyway.Storage.Tests.Differential;

/// <summary>Asks the model and the store the same, and compares what they say.</summary>
internal sealed class Twins(Model.ModelStore model, Func<ValueTask<IRunStore>> reopen, IRunStore store)
{
    private IRunStore _store = store;

    /// <summary>Each verb with each kind of answer it gave, and how often.</summary>
    public SortedDictionary<string, int> Seen { get; } = new(StringComparer.Ordinal);

    public async ValueTask<T?> Ask<T>(string verb, Func<IRunStore, ValueTask<T>> ask, Func<T, string> kind)
    {
        var expected = await Try(() => ask(model));
        var answer = await Try(() => ask(_store));
        Same(verb, expected.Text, answer.Text);
        Note($"{verb} {(expected.Failed ? "refused" : kind(expected.Answer!))}");
        return expected.Answer;
    }

    public ValueTask<T?> AskCatalog<T>(string verb, Func<ICatalogStore, ValueTask<T>> ask, Func<T, string> kind) =>
        Ask(verb, store => ask((ICatalogStore)store), kind);

    /// <summary>All pages of a listing, each store by its own cursors.</summary>
    public async ValueTask List(RunFilter filter)
    {
        var (mine, other) = (filter, filter);
        for (var more = true; more;)
        {
            var expected = await model.List(mine, default);
            var page = await _store.List(other, default);
            Same($"List {filter}", Portrait.Of(expected), Portrait.Of(page));
            Note(expected.Next is not null ? "List more" : expected.Items.Count > 0 ? "List some" : "List none");
            (mine, other, more) = (mine with { Cursor = expected.Next }, other with { Cursor = page.Next }, expected.Next is not null);
        }
    }

    /// <summary>Every run, listing, count and catalogue entry.</summary>
    public async ValueTask CompareAll(IEnumerable<RunId> runs)
    {
        foreach (var run in runs) await Ask("Read", store => store.Read(run, default), found => found is null ? "none" : found.State.Status.Word());
        await List(new(null, [], null, null, null, null, 1000));
        await Ask("Count", store => store.Count(default), _ => "");
        await AskCatalog("ListWorkflows", async store => (IReadOnlyList<SavedWorkflow>)await store.ListWorkflows(withSources: true, default).ToListAsync(), all => all.Count == 0 ? "none" : "some");
        foreach (var kind in Enum.GetValues<CatalogKind>()) await AskCatalog("ListItems", store => store.ListItems(kind, default), _ => "");
        await AskCatalog("ListAudit", store => store.ListAudit(50, default), _ => "");
    }

    public async ValueTask Reopen()
    {
        _store = await reopen();
        model.Reopen();
        Note("Reopen");
    }

    private static void Same(string what, string expected, string actual)
    {
        if (actual != expected) throw new InvalidDataException($"{what}\nthe model says\n{expected}\nthe store says\n{actual}");
    }

    private void Note(string what) => Seen[what] = Seen.GetValueOrDefault(what) + 1;

    private static async ValueTask<(bool Failed, string Text, T? Answer)> Try<T>(Func<ValueTask<T>> ask)
    {
        try
        {
            var answer = await ask();
            return (false, Portrait.Of(answer), answer);
        }
        catch (InvalidOperationException)
        {
            return (true, "refused", default);
        }
    }
}
