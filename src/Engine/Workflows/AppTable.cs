using Keyway.Engine.Apps;
using Keyway.Engine.Workflows.Format;

namespace Keyway.Engine.Workflows;

/// <summary>The apps that a file may name.</summary>
internal sealed class AppTable(Func<string, App?> find, IReadOnlyList<string> keys, Problems problems)
{
    public App? Find(string key, SourceSpot at)
    {
        if (find(key) is { } app) return app;
        problems.Error("unknown_app", at, $"There is no app '{Problems.Shown(key)}'.", NearestName.Of(key, keys));
        return null;
    }

    public AppAction? FindAction(App app, string key, SourceSpot at)
    {
        if (app.Find(key) is { } action) return action;
        var near = NearestName.Of(key, app.Actions.Select(a => a.Key));
        var offered = near is null ? $" It offers {string.Join(", ", app.Actions.Take(12).Select(a => a.Key))}{(app.Actions.Count > 12 ? ", …" : "")}." : "";
        problems.Error("unknown_action", at, $"The app {app.Key} has no action '{Problems.Shown(key)}'.{offered}", near is null ? null : app.Key + "/" + near);
        return null;
    }
}
