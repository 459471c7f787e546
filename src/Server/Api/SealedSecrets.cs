using System.Security.Cryptography;
using System.Text.Json;
using Keyway.Engine.Catalog;
using Keyway.Secrets.Providers;
using Keyway.Server.Auth;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Keyway.Server.Api;

/// <summary>Keyway's own secret store (<c>secret("keyway:name#field")</c>): values go in, never out.</summary>
public static class SealedSecrets
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/api/secrets", List).Needs(Scope.WorkflowsRead);
        api.MapGet("/api/secrets/{name}", Show).Needs(Scope.WorkflowsRead);
        api.MapPut("/api/secrets/{name}", Put).Needs(Scope.SecretsWrite).Accepts<GivenValue>("application/json");
        api.MapDelete("/api/secrets/{name}", Delete).Needs(Scope.SecretsWrite);
    }

    /// <summary>Lists the names of the secrets.</summary>
    internal static async Task<Ok<Page<SecretReply>>> List([FromServices] ApiPorts api, CancellationToken ct) =>
        TypedResults.Ok(new Page<SecretReply>([.. (await api.Catalog.ListItems(CatalogKind.Secret, ct)).Select(SecretReply.Of)], null));

    /// <summary>Shows when a secret was written and the names of its fields, never what is in it.</summary>
    internal static async Task<Results<Ok<SecretReply>, ApiProblem>> Show(string name, HttpResponse response, [FromServices] ApiPorts api, CancellationToken ct)
    {
        if (await api.Catalog.FindItem(CatalogKind.Secret, name, ct) is not { } item) return Problems.SecretNotFound;
        ETags.Set(response, item.Revision);
        return TypedResults.Ok(SecretReply.Of(item));
    }

    /// <summary>Keeps a secret, sealed: a text, or an object of texts whose names are the fields. Runs read the new value from then on.</summary>
    internal static async Task<Results<Ok<SecretReply>, Created<SecretReply>, ApiProblem>> Put(string name, HttpContext http, [FromServices] ApiPorts api, CancellationToken ct)
    {
        if (!ItemName.IsSlug(name)) return Problems.InvalidName;
        var json = await GivenValue.Read(http.Request, textOnly: false, ct);
        var item = KeywayProvider.Item(name, json, api.Host.Engine.Sealer, api.Time.GetUtcNow());
        CryptographicOperations.ZeroMemory(json);
        var put = await ItemPut.Write(item, "secret.put", http, api, ct);
        if (put is null) return Problems.PreconditionFailed;
        api.SecretChanged(name);
        return put.IsNew ? TypedResults.Created("/api/secrets/" + name, SecretReply.Of(put.Item)) : TypedResults.Ok(SecretReply.Of(put.Item));
    }

    /// <summary>Deletes a secret: whoever reads it from now on is told that it is missing.</summary>
    internal static async Task<Results<NoContent, ApiProblem>> Delete(string name, HttpContext http, [FromServices] ApiPorts api, CancellationToken ct)
    {
        await api.Audit(Caller.Of(http), "secret.delete", name, ct);
        if (!await api.Catalog.DeleteItem(CatalogKind.Secret, name, ct)) return Problems.SecretNotFound;
        api.SecretChanged(name);
        return TypedResults.NoContent();
    }
}

/// <summary>A secret: all that is ever shown of it.</summary>
/// <param name="Fields">The names of its fields; empty for one text.</param>
/// <param name="Revision">How often it was written; the reply's <c>ETag</c>.</param>
public sealed record SecretReply(string Name, IReadOnlyList<string> Fields, int Revision, DateTimeOffset ChangedAt)
{
    public static SecretReply Of(CatalogItem item) =>
        new(item.Name, JsonSerializer.Deserialize(item.Facts.Span, ApiJson.Relaxed.SecretFacts)?.Fields ?? [], item.Revision, item.ChangedAt);
}

/// <summary>What the catalogue shows of a secret.</summary>
public sealed record SecretFacts(IReadOnlyList<string>? Fields);
