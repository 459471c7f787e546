using System.CommandLine;
using System.Text.Json.Nodes;
using Keyway.Server.Api;
using Keyway.Server.Auth;

namespace Keyway.Server.Cli;

/// <summary><c>keyway keys</c>.</summary>
public static class KeysCommands
{
    private static readonly Argument<string> Name = new("name") { Description = "What the audit calls whoever uses the key." };

    public static Command Make() => Commands.Group("keys", "API keys.", Create(), List(), Delete());

    private static Command Create()
    {
        var scopes = new Option<string[]>("--scope")
        {
            Description = "What the key may do, repeated: " + string.Join(", ", Scope.All) + ".",
            Required = true,
            AllowMultipleArgumentsPerToken = true,
        };
        return Commands.Calls("create", "Makes an API key and prints it, this once.", async (parsed, server, print, ct) =>
        {
            var body = new JsonObject { ["name"] = parsed.GetRequiredValue(Name), ["scopes"] = new JsonArray([.. parsed.GetRequiredValue(scopes).Select(s => (JsonNode)s)]) };
            var reply = await server.Post("/api/keys", Input.Json(body), ct);
            return print.Reply(reply, () => print.Line(reply.As(ApiJson.Relaxed.NewKeyReply).Key));
        }, Name, scopes);
    }

    private static Command List() => Commands.Calls("list", "Lists API keys; never a key.", async (_, server, print, ct) =>
    {
        var reply = await server.Get("/api/keys", ct);
        return print.Reply(reply, () => print.Table(["NAME", "SCOPES", "MADE"], reply.As(ApiJson.Relaxed.PageKeyReply).Items
            .Select(k => new[] { k.Name, string.Join(", ", k.Scopes), RunInWords.Time(k.CreatedAt) })));
    });

    private static Command Delete() => Commands.Calls("delete", "Deletes an API key: whoever holds it is refused from now on.", async (parsed, server, print, ct) =>
        print.Reply(await server.Delete("/api/keys/" + Commands.Segment(parsed.GetRequiredValue(Name)), ct), () => print.Line("Deleted.")), Name);
}
