using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Keyway.Server.Sandbox;

/// <summary>Who and what there is in the sandbox's workspace.</summary>
internal static partial class SlackPeople
{
    public const string Archived = "C0000000005";

    private static readonly (string Id, string Name, bool IsPrivate)[] Known =
    [
        ("C0000000001", "general", false), ("C0000000002", "random", false), ("C0000000003", "support", false), ("C0000000004", "leads", true), (Archived, "old-news", false),
    ];

    private static readonly (string Id, string Name, string RealName, bool IsBot)[] Users =
    [
        ("U0000000001", "keyway", "Keyway", true), ("U0000000002", "ada", "Ada Lovelace", false), ("U0000000003", "grace", "Grace Hopper", false),
    ];

    [GeneratedRegex("^[CDGU][A-Z0-9]{8,}$")]
    private static partial Regex Id();

    /// <summary>The id of a channel given by id or name. Ids that look like one are taken, so that a sample may use the reader's own.</summary>
    public static string? Channel(string? given)
    {
        if (string.IsNullOrEmpty(given)) return null;
        var name = given.TrimStart('#');
        foreach (var channel in Known)
            if (channel.Name == name) return channel.Id;
        return Id().IsMatch(given) ? given : null;
    }

    public static List<JsonNode> Channels(bool withArchived, string types)
    {
        var kinds = types.Split(',', StringSplitOptions.TrimEntries);
        return [.. from channel in Known
                   where kinds.Contains(channel.IsPrivate ? "private_channel" : "public_channel") && (withArchived || channel.Id != Archived)
                   select (JsonNode)new JsonObject
                   {
                       ["id"] = channel.Id,
                       ["name"] = channel.Name,
                       ["is_channel"] = !channel.IsPrivate,
                       ["is_private"] = channel.IsPrivate,
                       ["is_archived"] = channel.Id == Archived,
                       ["is_member"] = true,
                       ["num_members"] = Users.Length,
                       ["topic"] = new JsonObject { ["value"] = "" },
                       ["purpose"] = new JsonObject { ["value"] = "" },
                   }];
    }

    public static JsonObject? User(string? id)
    {
        foreach (var user in Users)
        {
            if (user.Id != id) continue;
            return new JsonObject
            {
                ["id"] = user.Id,
                ["team_id"] = "T0000000001",
                ["name"] = user.Name,
                ["real_name"] = user.RealName,
                ["deleted"] = false,
                ["is_bot"] = user.IsBot,
                ["tz"] = "Europe/Amsterdam",
                ["profile"] = new JsonObject { ["real_name"] = user.RealName, ["display_name"] = user.Name, ["email"] = user.Name + "@example.com" },
            };
        }
        return null;
    }
}
