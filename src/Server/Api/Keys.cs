using System.Text.Json;
using System.Text.Json.Serialization;
using Keyway.Engine.Catalog;
using Keyway.Server.Auth;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Keyway.Server.Api;

/// <summary>API keys: made, listed, deleted. A key's text is in the reply that makes it, and nowhere after.</summary>
public static class Keys
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/api/keys", List).Needs(Scope.Admin);
        api.MapPost("/api/keys", Make).Needs(Scope.Admin).Accepts<KeyWish>("application/json");
        api.MapDelete("/api/keys/{name}", Delete).Needs(Scope.Admin);
    }

    /// <summary>Lists API keys by name. The key that the server started with is not among them.</summary>
    internal static async Task<Ok<Page<KeyReply>>> List([FromServices] ApiPorts api, CancellationToken ct) =>
        TypedResults.Ok(new Page<KeyReply>([.. (await api.Catalog.ListItems(CatalogKind.ApiKey, ct)).Select(KeyReply.Of)], null));

    /// <summary>Makes a key. The reply is the only place where its text is ever shown.</summary>
    internal static async Task<Results<Created<NewKeyReply>, ApiProblem>> Make(HttpContext http, [FromServices] ApiPorts api, [FromServices] ApiKeyTable keys, CancellationToken ct)
    {
        var wish = await ApiBody.Read(http.Request, ApiJson.Relaxed.KeyWish, ct);
        if (wish.Name is null || !ItemName.IsSlug(wish.Name)) return Problems.InvalidName;
        if (wish.Scopes is not { Count: > 0 } scopes || scopes.Any(s => !Scope.All.Contains(s)))
            throw BodyFields.Refuse("scopes", "a list of one or more of " + string.Join(", ", Scope.All));

        var text = ApiKey.Make(api.Entropy);
        var facts = new ApiKeyFacts(Convert.ToHexStringLower(ApiKey.Hash(text)), [.. scopes.Distinct()], api.Time.GetUtcNow());
        var item = new CatalogItem(CatalogKind.ApiKey, wish.Name, JsonSerializer.SerializeToUtf8Bytes(facts, ApiJson.Relaxed.ApiKeyFacts), null, facts.CreatedAt);
        await api.Audit(Caller.Of(http), "key.create", wish.Name, ct);
        if (!await api.Catalog.PutItem(item, ifMatch: 0, ct)) return Problems.KeyExists;
        await keys.Refresh(ct);
        return TypedResults.Created("/api/keys", new NewKeyReply(wish.Name, facts.Scopes, facts.CreatedAt, text));
    }

    /// <summary>Deletes a key: who holds it is refused from now on.</summary>
    internal static async Task<Results<NoContent, ApiProblem>> Delete(
        string name, HttpContext http, [FromServices] ApiPorts api, [FromServices] ApiKeyTable keys, CancellationToken ct)
    {
        await api.Audit(Caller.Of(http), "key.delete", name, ct);
        if (!await api.Catalog.DeleteItem(CatalogKind.ApiKey, name, ct)) return Problems.KeyNotFound;
        await keys.Refresh(ct);
        return TypedResults.NoContent();
    }
}

/// <summary>The key to be made.</summary>
/// <param name="Name">What the audit calls whoever uses it.</param>
/// <param name="Scopes">What it may do.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record KeyWish(string? Name = null, IReadOnlyList<string>? Scopes = null);

/// <summary>A key, without the key.</summary>
public sealed record KeyReply(string Name, IReadOnlyList<string> Scopes, DateTimeOffset CreatedAt)
{
    public static KeyReply Of(CatalogItem item)
    {
        var facts = ApiKeyFacts.Of(item);
        return new(item.Name, facts.Scopes, facts.CreatedAt);
    }
}

/// <summary>A new key.</summary>
/// <param name="Key">Shown here once.</param>
public sealed record NewKeyReply(string Name, IReadOnlyList<string> Scopes, DateTimeOffset CreatedAt, string Key);
