using Keyway.Engine.Apps;
using Keyway.Engine.Values;

namespace Keyway.Apps.Slack;

/// <summary>https://docs.slack.dev/reference/methods/chat.delete</summary>
internal static class DeleteMessage
{
    public static readonly AppAction Action = new()
    {
        Key = "delete-message",
        Title = "Delete a message",
        Description = "Deletes a message that this token's app sent. The token needs the scope chat:write.",
        Props = [SlackProps.Channel, SlackProps.Ts],
        Output =
        [
            new("channel", PropType.Text, "The channel's id."),
            new("ts", PropType.Text, "The id that the message had."),
        ],
        Run = static (context, ct) => SlackCall.Run(SlackCall.Post("chat.delete", context, "channel", "ts"), context, "chat:write",
            static reply => Value.Object(("channel", reply["channel"]), ("ts", reply["ts"])), ct),
    };
}
