using Microsoft.AspNetCore.Http.Features;

namespace Keyway.Server.Auth;

/// <summary>What an API key may do. A key with <see cref="Admin"/> may do everything.</summary>
public static class Scope
{
    public const string WorkflowsRead = "workflows:read";
    public const string WorkflowsWrite = "workflows:write";
    public const string RunsRead = "runs:read";
    public const string RunsWrite = "runs:write";
    public const string SecretsWrite = "secrets:write";
    public const string AppsRun = "apps:run";
    public const string Admin = "admin";

    public static readonly IReadOnlyList<string> All = [WorkflowsRead, WorkflowsWrite, RunsRead, RunsWrite, SecretsWrite, AppsRun, Admin];
}

/// <summary>The scope that an endpoint needs: part of its metadata, read by <see cref="ApiKeyGate"/> and by the API's description.</summary>
/// <param name="Name">Null takes any key.</param>
public sealed record NeededScope(string? Name);

public static class ScopedEndpoints
{
    /// <summary>Asks for an API key with this scope.</summary>
    public static TBuilder Needs<TBuilder>(this TBuilder endpoint, string? scope) where TBuilder : IEndpointConventionBuilder =>
        endpoint.WithMetadata(new NeededScope(scope));
}

/// <summary>Who calls: a name for the audit, and what it may do. Set on the request by whoever established it: the key gate, or a session.</summary>
public sealed record Caller(string Name, IReadOnlyList<string> Scopes)
{
    public bool May(string? scope) => scope is null || Scopes.Contains(scope) || Scopes.Contains(Scope.Admin);

    /// <summary>The caller of this request; the gate has refused it where there is none.</summary>
    public static Caller Of(HttpContext context) => context.Features.GetRequiredFeature<Caller>();
}
