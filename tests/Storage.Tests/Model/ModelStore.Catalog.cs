using System.Runtime.CompilerServices;
using Keyway.Engine.Catalog;

namespace Keyway.Storage.Tests.Model;

internal sealed partial class ModelStore : ICatalogStore
{
    private sealed class Workflow
    {
        public required string Name, TriggerKey;
        public bool Enabled = true, Removed;

        /// <summary>The number of the first version of its present life, and of the newest ever.</summary>
        public required int First, Newest;

        public readonly SortedDictionary<int, (WorkflowSource Source, DateTimeOffset At)> Versions = [];
    }

    private readonly SortedDictionary<string, Workflow> _workflows = new(StringComparer.Ordinal);
    private readonly SortedDictionary<(CatalogKind, string), CatalogItem> _items = new(Comparer<(CatalogKind Kind, string Name)>.Create(
        (a, b) => a.Kind != b.Kind ? a.Kind.CompareTo(b.Kind) : string.CompareOrdinal(a.Name, b.Name)));

    private readonly List<AuditLine> _audit = [];

    private Workflow? Present(string name) => _workflows.TryGetValue(name, out var workflow) && !workflow.Removed ? workflow : null;

    [MethodImpl(MethodImplOptions.Synchronized)]
    public ValueTask<SavedWorkflow?> SaveWorkflow(string name, WorkflowSource source, string newTriggerKey, int? ifMatch, DateTimeOffset now, CancellationToken ct)
    {
        var workflow = Present(name);
        if (ifMatch is { } expected && expected != (workflow?.Newest ?? 0)) return new((SavedWorkflow?)null);
        if (workflow is null)
        {
            var number = _workflows.TryGetValue(name, out var removed) ? removed.Newest + 1 : 1;
            workflow = new() { Name = name, TriggerKey = newTriggerKey, First = number, Newest = number };
            if (removed is not null) foreach (var (version, kept) in removed.Versions) workflow.Versions.Add(version, kept);
            _workflows[name] = workflow;
        }
        else
        {
            if (workflow.Versions[workflow.Newest].Source == source) return new(Saved(workflow, workflow.Newest));
            workflow.Newest++;
        }
        workflow.Versions.Add(workflow.Newest, (source, now));
        return new(Saved(workflow, workflow.Newest) with { IsNew = true });
    }

    [MethodImpl(MethodImplOptions.Synchronized)]
    public ValueTask<SavedWorkflow?> FindWorkflow(string name, CancellationToken ct) =>
        new(Present(name) is { } workflow ? Saved(workflow, workflow.Newest) : null);

    [MethodImpl(MethodImplOptions.Synchronized)]
    public ValueTask<SavedWorkflow?> FindVersion(string name, int version, CancellationToken ct) =>
        new(_workflows.TryGetValue(name, out var workflow) && workflow.Versions.ContainsKey(version) ? Saved(workflow, version) : null);

    public async IAsyncEnumerable<SavedWorkflow> ListWorkflows(bool withSources, [EnumeratorCancellation] CancellationToken ct)
    {
        await Task.CompletedTask;
        foreach (var workflow in _workflows.Values)
            if (!workflow.Removed) yield return Saved(workflow, workflow.Newest, withSources);
    }

    [MethodImpl(MethodImplOptions.Synchronized)]
    public ValueTask<IReadOnlyList<SavedWorkflow>> ListVersions(string name, CancellationToken ct) => new(
        Present(name) is { } workflow
            ? workflow.Versions.Keys.Where(version => version >= workflow.First).Reverse().Select(version => Saved(workflow, version, withSource: false)).ToList()
            : []);

    [MethodImpl(MethodImplOptions.Synchronized)]
    public ValueTask<bool> SetEnabled(string name, bool enabled, CancellationToken ct)
    {
        if (Present(name) is not { } workflow) return new(false);
        workflow.Enabled = enabled;
        return new(true);
    }

    [MethodImpl(MethodImplOptions.Synchronized)]
    public ValueTask<bool> RotateTrigger(string name, string newTriggerKey, CancellationToken ct)
    {
        if (Present(name) is not { } workflow) return new(false);
        workflow.TriggerKey = newTriggerKey;
        return new(true);
    }

    [MethodImpl(MethodImplOptions.Synchronized)]
    public ValueTask<bool> DeleteWorkflow(string name, CancellationToken ct)
    {
        if (Present(name) is not { } workflow) return new(false);
        (workflow.Removed, workflow.Enabled, workflow.TriggerKey) = (true, false, "");
        CollectVersions();
        return new(true);
    }

    /// <summary>Versions of workflows that were removed stay as long as a run that began with them.</summary>
    private void CollectVersions()
    {
        foreach (var workflow in _workflows.Values)
            foreach (var version in workflow.Versions.Keys.ToList())
                if ((workflow.Removed || version < workflow.First) && !_runs.Exists(run => run.Header.Workflow == workflow.Name && run.Header.Version == version))
                    workflow.Versions.Remove(version);
    }

    private static SavedWorkflow Saved(Workflow workflow, int version, bool withSource = true) => new(
        workflow.Name, version, withSource ? workflow.Versions[version].Source : null, workflow.TriggerKey, workflow.Enabled, workflow.Versions[version].At);

    [MethodImpl(MethodImplOptions.Synchronized)]
    public ValueTask<CatalogItem?> FindItem(CatalogKind kind, string name, CancellationToken ct) => new(_items.GetValueOrDefault((kind, name)));

    [MethodImpl(MethodImplOptions.Synchronized)]
    public ValueTask<IReadOnlyList<CatalogItem>> ListItems(CatalogKind kind, CancellationToken ct) => new(_items.Values.Where(item => item.Kind == kind).ToList());

    [MethodImpl(MethodImplOptions.Synchronized)]
    public ValueTask<bool> PutItem(CatalogItem item, int? ifMatch, CancellationToken ct)
    {
        var revision = _items.GetValueOrDefault((item.Kind, item.Name))?.Revision ?? 0;
        if (ifMatch is { } expected && expected != revision) return new(false);
        _items[(item.Kind, item.Name)] = item with { Revision = revision + 1 };
        return new(true);
    }

    [MethodImpl(MethodImplOptions.Synchronized)]
    public ValueTask<bool> DeleteItem(CatalogKind kind, string name, CancellationToken ct) => new(_items.Remove((kind, name)));

    [MethodImpl(MethodImplOptions.Synchronized)]
    public ValueTask Audit(AuditLine line, CancellationToken ct)
    {
        _audit.Add(line);
        return default;
    }

    [MethodImpl(MethodImplOptions.Synchronized)]
    public ValueTask<IReadOnlyList<AuditLine>> ListAudit(int limit, CancellationToken ct) => new(Enumerable.Reverse(_audit).Take(limit).ToList());
}
