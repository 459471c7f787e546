using Keyway.Engine.Apps;
using Keyway.Engine.Steps;
using Keyway.Engine.Values;

namespace Keyway.Apps.Slack;

/// <summary>https://docs.slack.dev/reference/methods/conversations.list</summary>
internal static class ListChannels
{
    private const int PageSize = 200;

    public static readonly AppAction Action = new()
    {
        Key = "list-channels",
        Title = "List channels",
        Description = "Lists channels that the token may see. It needs the scope channels:read, and groups:read for private channels.",
        HasEffect = false,
        Props =
        [
            Prop.List("types", "Kinds", "Which kinds of conversation: public_channel, private_channel, im, mpim. Public channels when left out.", PropType.Text).Optional(),
            Prop.Boolean("exclude_archived", "Without archived ones", "Leaves archived channels out.").Optional(true),
            Prop.Integer("limit", "At most", "How many channels to return, over as many pages as that takes.").Between(1, 5000).Optional(200),
            Prop.Text("cursor", "From", "The next_cursor of an earlier list, to go on from there.").Optional(),
        ],
        Output =
        [
            new("channels", PropType.Array, "The channels: id, name, is_private, is_archived, num_members, topic, purpose and more."),
            new("next_cursor", PropType.Text, "Where to go on; empty when this was the end."),
        ],
        Run = Run,
    };

    private static async ValueTask<StepResult> Run(StepContext context, CancellationToken ct)
    {
        context["limit"].TryGetNumber(out var limit);
        var channels = new ArrayValue();
        var cursor = context["cursor"];
        while (channels.Count < limit)
        {
            var page = SlackCall.Get("conversations.list",
                new HttpPair("types", Types(context["types"])),
                new HttpPair("exclude_archived", context["exclude_archived"]),
                new HttpPair("limit", Math.Min(PageSize, limit - channels.Count)),
                new HttpPair("cursor", cursor));
            var result = await SlackCall.Run(page, context, "channels:read", static reply => reply, ct);
            if (result is not StepResult.Succeeded { ReturnValue: var reply }) return result;
            if (reply["channels"].TryGetArray(out var items))
                foreach (var item in items) channels.Add(item);
            cursor = reply["response_metadata"]["next_cursor"];
            // Slack may answer a page with fewer channels than asked for, even none; only the cursor tells the end.
            if (!cursor.TryGetText(out var next) || next.Length == 0) break;
        }
        return new StepResult.Succeeded(Value.Object(("channels", channels), ("next_cursor", cursor.IsNullish ? "" : cursor)));
    }

    private static Value Types(Value types)
    {
        if (!types.TryGetArray(out var list) || list.Count == 0) return Value.Undefined;
        return string.Join(',', list.Select(t => t.TryGetText(out var text) ? text : "").Where(t => t.Length > 0));
    }
}
