using Keyway.Server.Auth;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Keyway.Server.Api;

/// <summary>The secret stores that <c>secret("name:...")</c> reads.</summary>
public static class SecretStores
{
    private static readonly SecretStoreReply[] BuiltIn = [new("env", "env"), new("keyway", "keyway")];

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/api/secret-stores", List).Needs(Scope.WorkflowsRead);
        api.MapGet("/api/secret-stores/{name}", Show).Needs(Scope.WorkflowsRead);
    }

    /// <summary>Lists the secret stores.</summary>
    internal static Ok<Page<SecretStoreReply>> List() => TypedResults.Ok(new Page<SecretStoreReply>(BuiltIn, null));

    /// <summary>Shows a secret store.</summary>
    internal static Results<Ok<SecretStoreReply>, ApiProblem> Show(string name) =>
        BuiltIn.FirstOrDefault(s => s.Name == name) is { } store ? TypedResults.Ok(store) : Problems.StoreNotFound;
}

/// <summary>A secret store.</summary>
/// <param name="Name">As in <c>secret("name:path#field")</c>.</param>
/// <param name="Provider">What kind of store it is.</param>
public sealed record SecretStoreReply(string Name, string Provider);
