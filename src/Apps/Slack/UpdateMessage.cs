using Keyway.Engine.Apps;
using Keyway.Engine.Values;

namespace Keyway.Apps.Slack;

/// <summary>https://docs.slack.dev/reference/methods/chat.update</summary>
internal static class UpdateMessage
{
    public static readonly AppAction Action = new()
    {
        Key = "update-message",
        Title = "Change a message",
        Description = "Replaces the text or blocks of a message that this token's app sent. The token needs the scope chat:write.",
        Props =
        [
            SlackProps.Channel,
            SlackProps.Ts,
            SlackProps.Text.Optional(),
            SlackProps.Blocks,
        ],
        Output =
        [
            new("channel", PropType.Text, "The channel's id."),
            new("ts", PropType.Text, "The message's id within its channel."),
            new("text", PropType.Text, "The text as it now is."),
        ],
        Run = static (context, ct) => SlackCall.Run(SlackCall.Post("chat.update", context, "channel", "ts", "text", "blocks"), context, "chat:write",
            static reply => Value.Object(("channel", reply["channel"]), ("ts", reply["ts"]), ("text", reply["text"])), ct),
    };
}
