using Keyway.Engine.Apps;
using Keyway.Engine.Connections;
using Keyway.Engine.Workflows.Format;

namespace Keyway.Engine.Workflows;

/// <summary>Reads the steps, each bound to its action.</summary>
internal sealed class StepReader(
    AppTable apps,
    ConnectionReader connections,
    TemplateReader templates,
    StepNames names,
    Dictionary<string, Connection?> shared,
    Problems problems)
{
    private readonly Dictionary<string, int> _firstUses = [];

    /// <summary>By app: the first step that takes its credential from the workflow's connection.</summary>
    public IReadOnlyDictionary<string, int> FirstUses => _firstUses;

    /// <summary>The step; null where it cannot be bound, which has been noted.</summary>
    public Step? Read(Place place, int index)
    {
        if (!place.IsMap) return null;
        var app = FindAction(place, out var action);
        var connection = app is null ? null : Connect(place, app, action, index);
        var condition = Condition(place, index);
        var with = place.Find("with") is { IsMap: true } given ? templates.ReadMap(given, new(index, ExpressionRole.Input)) : new Template.Map([]);
        if (action is not null) InputCheck.Check(app!, action, place, with, problems);
        var onError = ReadOnError(place, index);
        if (app is null || action is null || place.TextAt("name") is not { } name) return null;
        return new(
            name, app, action, with, connection, condition,
            ReadRetry(place),
            Quantity.Duration(place.TextAt("timeout")),
            onError,
            place.TextAt("history") != "none",
            place.Spot)
        {
            NamedHost = app.Key == "http" ? NamedHost.Of(with.Properties.FirstOrDefault(p => p.Key == "url").Value) : null,
        };
    }

    /// <summary>A connection of the workflow that no step takes its credential from is most likely a slip.</summary>
    public void NoteUnused(Place root)
    {
        if (root.Find("connections") is not { } place) return;
        foreach (var (key, _) in place.Properties)
            if (shared.GetValueOrDefault(key.Key) is not null && !_firstUses.ContainsKey(key.Key))
                problems.Warn("connection_unused", place.SpotOf(key), $"No step takes its credential from this connection of {key.Key}.");
    }

    private App? FindAction(Place place, out AppAction? action)
    {
        action = null;
        if (place.Find("uses") is not { Text: { } uses } at || uses.Split('/') is not [var appKey, var actionKey]) return null;
        var app = apps.Find(appKey, at.Spot);
        if (app is not null) action = apps.FindAction(app, actionKey, at.Spot);
        return app;
    }

    private Connection? Connect(Place place, App app, AppAction? action, int index)
    {
        if (place.Find("connection") is { } own) return connections.Read(own, app, index);
        if (app.Auth is AppAuth.None || action is not { NeedsCredential: true }) return null;
        _firstUses.TryAdd(app.Key, index);
        if (!shared.ContainsKey(app.Key))
            problems.Error(
                "connection_missing",
                place.Find("uses")!.Value.Spot,
                $"This step needs a credential of {app.Key}. Give it a 'connection', or one for all its steps under 'connections: {app.Key}:'. Its fields: {string.Join(", ", app.Auth.Fields.Select(f => f.Name))}.");
        return null;
    }

    private Template? Condition(Place place, int index)
    {
        if (place.Find("if") is not { } condition) return null;
        var template = templates.Read(condition, new(index, ExpressionRole.If));
        // Any text but the empty one is true: "steps.a.ok" without braces would run the step always.
        if (template is Template.Literal { Value.Kind: Values.ValueKind.String } or Template.Text)
            problems.Error("invalid_value", condition.Spot, "'if' is one {{ }} and no text around it, or true or false.");
        return template;
    }

    private OnError ReadOnError(Place place, int index)
    {
        if (place.Find("on_error") is not { } onError) return OnError.Stop.Instance;
        if (onError.Text is { } word) return word == "continue" ? OnError.Continue.Instance : OnError.Stop.Instance;
        if (onError.Find("goto") is not { Text: { } target } at) return OnError.Stop.Instance;
        if (names.Find(target) is not { } to)
            problems.Error("unknown_step", at.Spot, $"There is no step '{Problems.Shown(target)}'.", NearestName.Of(target, names.After(index)));
        else if (to <= index)
            problems.Error("goto_not_later", at.Spot, $"'{Problems.Shown(target)}' is not below this step. A run only goes forwards, or it might never end.");
        return new OnError.GoTo(target);
    }

    private static RetryRule ReadRetry(Place place)
    {
        if (place.Find("retry") is not { IsMap: true } retry) return RetryRule.None;
        return new(
            (int)(retry.NumberAt("attempts") ?? 1),
            Quantity.Duration(retry.TextAt("backoff")) ?? RetryRule.None.Backoff,
            [.. retry.ItemsAt("on").Select(i => i.Text).OfType<string>()]);
    }
}
