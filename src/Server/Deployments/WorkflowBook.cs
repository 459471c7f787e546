using System.Collections.Concurrent;
using Keyway.Engine.Catalog;
using Keyway.Engine.Connections;
using Keyway.Engine.Runs;
using Keyway.Engine.Workflows;

namespace Keyway.Server.Deployments;

/// <summary>
/// The compiled workflows of this process: the newest version of each, which serves, and older ones that runs still need. A request or a run
/// keeps the version it began with.
/// </summary>
public sealed class WorkflowBook(ICatalogStore catalog, Func<WorkflowSource, CheckedWorkflow> check) : IDisposable
{
    /// <summary>Old versions kept compiled; more are read again when a run asks.</summary>
    private const int MostOldVersions = 1000;

    private readonly ConcurrentDictionary<string, Deployed> _current = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<VersionKey, Deployed> _versions = new();
    private readonly SemaphoreSlim _changing = new(1, 1);

    private readonly record struct VersionKey(string Name, int Version);

    /// <summary>Told the whole set after each change: the trigger table is made of it.</summary>
    public Action<IEnumerable<Deployed>> Serve { get; set; } = static _ => { };

    public IEnumerable<Deployed> Current => _current.Values;

    /// <summary>Compiles what the catalogue has. A version that no longer checks (its app is gone, say) is not served, and named in the answer.</summary>
    public async Task<IReadOnlyList<string>> Load(CancellationToken ct)
    {
        var broken = new List<string>();
        var saved = new List<SavedWorkflow>();
        await foreach (var workflow in catalog.ListWorkflows(withSources: true, ct)) saved.Add(workflow);
        Parallel.ForEach(saved, workflow =>
        {
            if (Compile(workflow) is { } deployed) _current[workflow.Name] = deployed;
            else lock (broken) broken.Add(workflow.Name);
        });
        Serve(_current.Values);
        return broken;
    }

    /// <summary>A version compiled, the newest where none is named; null when there is none, or when it no longer compiles.</summary>
    public async ValueTask<Deployed?> Find(string name, int? version, CancellationToken ct)
    {
        if (_current.TryGetValue(name, out var current) && (version is null || version == current.Version)) return current;
        if (version is not { } number) return null;
        var key = new VersionKey(name, number);
        if (_versions.TryGetValue(key, out var known)) return known;
        if (await catalog.FindVersion(name, number, ct) is not { } saved || Compile(saved) is not { } compiled) return null;
        if (_versions.Count >= MostOldVersions) _versions.Clear();
        return _versions[key] = compiled;
    }

    /// <summary>Brings one workflow up to date with the catalogue, after it was saved, enabled, disabled, given a new key or deleted.</summary>
    public async ValueTask Changed(string name, CancellationToken ct)
    {
        await _changing.WaitAsync(ct);
        try
        {
            var saved = await catalog.FindWorkflow(name, ct);
            if (saved is not null && Compile(saved) is { } deployed) _current[name] = deployed;
            else _current.TryRemove(name, out _);
            Serve(_current.Values);
        }
        finally
        {
            _changing.Release();
        }
    }

    /// <summary>The workflows that say for themselves how long runs are kept.</summary>
    public IReadOnlyList<Deployed> WithRetention() =>
        [.. _current.Values.Where(d => d.Workflow.Settings is not { Retention: null, FailedRetention: null, KeepNewest: null })];

    public void Dispose() => _changing.Dispose();

    private Deployed? Compile(SavedWorkflow saved) =>
        saved.Source is { } source && check(source).Workflow is { } workflow
            ? new Deployed(workflow, saved.Version, saved.TriggerKey, saved.Enabled, LiftPlan.For(workflow))
            : null;
}
