using Keyway.Engine.Apps;
using Keyway.Engine.Values;

namespace Keyway.Apps.Slack;

/// <summary>https://docs.slack.dev/reference/methods/chat.postMessage</summary>
internal static class SendMessage
{
    public static readonly AppAction Action = new()
    {
        Key = "send-message",
        Title = "Send a message",
        Description = "Sends a message to a channel, a thread or a person. The token needs the scope chat:write.",
        Props =
        [
            SlackProps.Channel,
            SlackProps.Text.Optional(),
            SlackProps.Blocks,
            Prop.Text("thread_ts", "Thread", "The ts of the message to answer in its thread.").Optional(),
            Prop.Boolean("reply_broadcast", "Also to the channel", "Shows an answer in a thread in the channel too.").Optional(),
            Prop.Boolean("mrkdwn", "Formatting", "False sends the text as it is, without Slack's formatting.").Optional(),
            Prop.Boolean("unfurl_links", "Preview links", "Whether Slack shows previews of links in the text.").Optional(),
            Prop.Text("username", "Sender's name", "Another name for this message; the token also needs chat:write.customize.").Optional(),
            Prop.Text("icon_emoji", "Sender's emoji", "Another icon for this message, such as :robot_face:; the token also needs chat:write.customize.").Optional(),
            Prop.Object("metadata", "Metadata", "An event_type and an event_payload that other Slack apps can read.").Optional(),
        ],
        Output =
        [
            new("channel", PropType.Text, "The id of the channel that it went to."),
            new("ts", PropType.Text, "The message's id within its channel: give it to update, delete or answer it."),
            new("message", PropType.Object, "The message as Slack keeps it."),
        ],
        Run = static (context, ct) => SlackCall.Run(
            SlackCall.Post("chat.postMessage", context, "channel", "text", "blocks", "thread_ts", "reply_broadcast", "mrkdwn", "unfurl_links", "username", "icon_emoji", "metadata"),
            context, "chat:write", static reply => Value.Object(("channel", reply["channel"]), ("ts", reply["ts"]), ("message", reply["message"])), ct),
    };
}
