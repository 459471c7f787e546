using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Keyway.Server.Api;

namespace Keyway.Server.Cli;

/// <summary><c>keyway secrets</c>.</summary>
public static class SecretsCommands
{
    private static readonly Argument<string> Name = new("name") { Description = "As in secret(\"keyway:name\")." };

    public static Command Make() => Commands.Group("secrets", "Keyway's own sealed secrets.", Put(), List(), Delete());

    private static Command Put()
    {
        var fields = new Option<bool>("--fields") { Description = "The value is a JSON object of texts, each a field: secret(\"keyway:name#field\")." };
        return Commands.Calls("put", "Keeps a secret. The value comes from standard input, or is asked for; it is never given on the command line.", async (parsed, server, print, ct) =>
        {
            var text = await Input.Secret("Value", ct);
            JsonNode value = text;
            if (parsed.GetValue(fields))
            {
                try
                {
                    value = JsonNode.Parse(text) as JsonObject ?? throw new JsonException();
                }
                catch (JsonException)
                {
                    throw new CommandException(ExitCode.Usage, "With --fields the value is a JSON object.");
                }
            }
            var reply = await server.Put("/api/secrets/" + Commands.Segment(parsed.GetRequiredValue(Name)), Input.Json(new JsonObject { ["value"] = value }), ct);
            return print.Reply(reply, () =>
            {
                var kept = reply.As(ApiJson.Relaxed.SecretReply);
                print.Line($"{kept.Name}: kept, revision {kept.Revision}");
            });
        }, Name, fields);
    }

    private static Command List() => Commands.Calls("list", "Lists the names of secrets; never a value.", async (_, server, print, ct) =>
    {
        var reply = await server.Get("/api/secrets", ct);
        return print.Reply(reply, () => print.Table(["NAME", "FIELDS", "REVISION", "CHANGED"], reply.As(ApiJson.Relaxed.PageSecretReply).Items
            .Select(s => new[] { s.Name, string.Join(", ", s.Fields), s.Revision.ToString(), RunInWords.Time(s.ChangedAt) })));
    });

    private static Command Delete() => Commands.Calls("delete", "Deletes a secret.", async (parsed, server, print, ct) =>
        print.Reply(await server.Delete("/api/secrets/" + Commands.Segment(parsed.GetRequiredValue(Name)), ct), () => print.Line("Deleted.")), Name);
}
