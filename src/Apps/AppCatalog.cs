using System.Collections.Frozen;
using Keyway.Apps.Data;
using Keyway.Apps.GitHub;
using Keyway.Apps.Http;
using Keyway.Apps.Slack;
using Keyway.Engine.Apps;

namespace Keyway.Apps;

/// <summary>Every app there is: listed by hand, alphabetical, one line each.</summary>
public sealed class AppCatalog
{
    public static readonly AppCatalog Default = new(
    [
        DataApp.App,
        GitHubApp.App,
        HttpApp.App,
        SlackApp.App,
    ]);

    private readonly FrozenDictionary<string, App> _byKey;

    public AppCatalog(IReadOnlyList<App> apps)
    {
        All = apps;
        _byKey = apps.ToFrozenDictionary(a => a.Key, StringComparer.Ordinal);
    }

    public IReadOnlyList<App> All { get; }

    public App? Find(string key) => _byKey.GetValueOrDefault(key);
}
