using System.Text.Json.Nodes;
using Keyway.Engine.Apps;
using Keyway.Server.Auth;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Keyway.Server.Api;

/// <summary>The catalogue of apps and their actions.</summary>
public static class Apps
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/api/apps", List).Needs(Scope.WorkflowsRead);
        api.MapGet("/api/apps/{app}", Show).Needs(Scope.WorkflowsRead);
        api.MapGet("/api/apps/{app}/actions/{action}", ShowAction).Needs(Scope.WorkflowsRead);
    }

    /// <summary>Lists apps by name.</summary>
    /// <param name="q">Only those that have this text in their name, description or an action's title.</param>
    /// <param name="cursor">From the page before.</param>
    /// <param name="limit">How many on a page.</param>
    internal static Results<Ok<Page<AppLine>>, ApiProblem> List(string? q, string? cursor, string? limit, [FromServices] ApiPorts api)
    {
        var most = ApiQuery.Limit(limit);
        var found = api.Apps.Where(a => q is null || Matches(a, q)).OrderBy(a => a.Key, StringComparer.Ordinal)
            .Where(a => cursor is null || string.CompareOrdinal(a.Key, cursor) > 0).Take(most + 1).ToList();
        var items = found.Take(most).Select(AppLine.Of).ToList();
        return TypedResults.Ok(new Page<AppLine>(items, found.Count > most ? items[^1].Key : null));
    }

    /// <summary>Shows an app: how it authenticates, where its credentials may go, what it can do.</summary>
    internal static Results<Ok<AppReply>, ApiProblem> Show(string app, [FromServices] ApiPorts api) =>
        api.App(app) is { } found ? TypedResults.Ok(AppReply.Of(found)) : Problems.AppNotFound;

    /// <summary>Shows an action: its inputs as a JSON Schema, what it gives, and the credential fields that it needs.</summary>
    internal static Results<Ok<ActionReply>, ApiProblem> ShowAction(string app, string action, [FromServices] ApiPorts api)
    {
        if (api.App(app) is not { } found) return Problems.AppNotFound;
        return found.Find(action) is { } act ? TypedResults.Ok(ActionReply.Of(found, act)) : Problems.ActionNotFound;
    }

    private static bool Matches(App app, string text) =>
        Has(app.Key, text) || Has(app.Name, text) || Has(app.Description, text) || app.Actions.Any(a => Has(a.Key, text) || Has(a.Title, text));

    private static bool Has(string where, string text) => where.Contains(text, StringComparison.OrdinalIgnoreCase);
}

/// <summary>An app as a list shows it.</summary>
/// <param name="Key">The name in <c>uses: app/action</c>.</param>
/// <param name="Auth">How it authenticates: <c>oauth2</c>, <c>key</c>, <c>basic</c>, <c>none</c>.</param>
public sealed record AppLine(string Key, string Name, string Description, string Auth, int Actions)
{
    public static AppLine Of(App app) => new(app.Key, app.Name, app.Description, app.Auth.Kind, app.Actions.Count);
}

/// <summary>An app.</summary>
/// <param name="Hosts">Where its credentials may go, besides its base address.</param>
public sealed record AppReply(string Key, string Name, string Description, Uri? Docs, Uri? BaseUrl, IReadOnlyList<string> Hosts, AuthReply Auth, IReadOnlyList<ActionLine> Actions)
{
    public static AppReply Of(App app) => new(app.Key, app.Name, app.Description, app.Docs, app.BaseUrl, app.Hosts, AuthReply.Of(app.Auth), [.. app.Actions.Select(ActionLine.Of)]);
}

/// <summary>How an app authenticates.</summary>
/// <param name="Kind"><c>oauth2</c>, <c>key</c>, <c>basic</c>, <c>none</c>.</param>
/// <param name="Fields">The credential's fields, in the order of a form.</param>
public sealed record AuthReply(string Kind, IReadOnlyList<AuthFieldReply> Fields)
{
    public static AuthReply Of(AppAuth auth) => new(auth.Kind, [.. auth.Fields.Select(f => new AuthFieldReply(f.Name, f.Label, f.Help, f.Required, f.Secret))]);
}

/// <summary>A field of an app's credential.</summary>
/// <param name="Secret">False for fields such as a domain, which are shown.</param>
public sealed record AuthFieldReply(string Name, string Label, string Help, bool Required, bool Secret);

/// <summary>An action as a list shows it.</summary>
public sealed record ActionLine(string Key, string Title, string Description)
{
    public static ActionLine Of(AppAction action) => new(action.Key, action.Title, action.Description);
}

/// <summary>An action.</summary>
/// <param name="HasEffect">Running it twice is not the same as once.</param>
/// <param name="Auth">The credential that it needs; null where it needs none.</param>
/// <param name="Inputs">A JSON Schema of <c>with</c>.</param>
/// <param name="Output">What the return value holds, as far as it is known.</param>
public sealed record ActionReply(
    string App, string Key, string Title, string Description, bool HasEffect, AuthReply? Auth, JsonObject Inputs, IReadOnlyList<OutputReply> Output)
{
    public static ActionReply Of(App app, AppAction action) => new(
        app.Key, action.Key, action.Title, action.Description, action.HasEffect, action.NeedsCredential ? AuthReply.Of(app.Auth) : null,
        ActionSchema.Inputs(action), [.. action.Output.Select(o => new OutputReply(o.Name, ActionSchema.TypeName(o.Type), o.Description))]);
}

/// <summary>A property of an action's return value.</summary>
/// <param name="Type">JSON Schema's word; null for any.</param>
public sealed record OutputReply(string Name, string? Type, string Description);
