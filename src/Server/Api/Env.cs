using System.Security.Cryptography;
using System.Text;
using Keyway.Engine.Catalog;
using Keyway.Server.Auth;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Keyway.Server.Api;

/// <summary>The environment of expressions (<c>env.NAME</c>): values go in, never out.</summary>
public static class Env
{
    /// <summary>The kind under which a value is sealed: bound to it, so that a sealed secret cannot be moved here.</summary>
    private const string SealedAs = "env";

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/api/env", List).Needs(Scope.WorkflowsRead);
        api.MapGet("/api/env/{name}", Show).Needs(Scope.WorkflowsRead);
        api.MapPut("/api/env/{name}", Put).Needs(Scope.SecretsWrite).Accepts<GivenValue>("application/json");
        api.MapDelete("/api/env/{name}", Delete).Needs(Scope.SecretsWrite);
    }

    /// <summary>Lists the names of the environment.</summary>
    internal static async Task<Ok<Page<ItemReply>>> List([FromServices] ApiPorts api, CancellationToken ct) =>
        TypedResults.Ok(new Page<ItemReply>([.. (await api.Catalog.ListItems(CatalogKind.Environment, ct)).Select(ItemReply.Of)], null));

    /// <summary>Shows when a value was set, never what it is.</summary>
    internal static async Task<Results<Ok<ItemReply>, ApiProblem>> Show(string name, HttpResponse response, [FromServices] ApiPorts api, CancellationToken ct)
    {
        if (await api.Catalog.FindItem(CatalogKind.Environment, name, ct) is not { } item) return Problems.VariableNotFound;
        ETags.Set(response, item.Revision);
        return TypedResults.Ok(ItemReply.Of(item));
    }

    /// <summary>Sets a value, a text. Expressions see it from then on.</summary>
    internal static async Task<Results<Ok<ItemReply>, Created<ItemReply>, ApiProblem>> Put(string name, HttpContext http, [FromServices] ApiPorts api, CancellationToken ct)
    {
        if (!ItemName.IsVariable(name)) return Problems.InvalidName.Because("The name of an environment value is made of letters, digits and underscores, begins with no digit, and has at most 128 characters.");
        var json = await GivenValue.Read(http.Request, textOnly: true, ct);
        var text = GivenValue.Text(json);
        var item = new CatalogItem(CatalogKind.Environment, name, "{}"u8.ToArray(), api.Host.Engine.Sealer.SealItem(SealedAs, name, text), api.Time.GetUtcNow());
        CryptographicOperations.ZeroMemory(text);
        CryptographicOperations.ZeroMemory(json);
        if (await ItemPut.Write(item, "env.put", http, api, ct) is not { } put) return Problems.PreconditionFailed;
        await api.EnvironmentChanged(ct);
        return put.IsNew ? TypedResults.Created("/api/env/" + name, ItemReply.Of(put.Item)) : TypedResults.Ok(ItemReply.Of(put.Item));
    }

    /// <summary>Deletes a value.</summary>
    internal static async Task<Results<NoContent, ApiProblem>> Delete(string name, HttpContext http, [FromServices] ApiPorts api, CancellationToken ct)
    {
        await api.Audit(Caller.Of(http), "env.delete", name, ct);
        if (!await api.Catalog.DeleteItem(CatalogKind.Environment, name, ct)) return Problems.VariableNotFound;
        await api.EnvironmentChanged(ct);
        return TypedResults.NoContent();
    }
}
