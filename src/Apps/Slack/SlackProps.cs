using Keyway.Engine.Apps;

namespace Keyway.Apps.Slack;

/// <summary>Inputs that several actions share.</summary>
internal static class SlackProps
{
    public static readonly Prop Channel = Prop.Text("channel", "Channel",
        "The channel's id (C0123456789), at the end of \"View channel details\". A message may also go to a name (#general) or to a person (U...).").Between(1, 255);

    public static readonly Prop Ts = Prop.Text("ts", "Message",
        "The message's ts, as it was returned when it was sent: {{ steps.send.$return_value.ts }}.").Between(1, 64);

    public static readonly Prop Text = Prop.Text("text", "Text",
        "Up to 40,000 characters, in Slack's mrkdwn (*bold*, _italic_, <https://example.com|link>). With blocks it is what notifications show.").Between(null, 40_000);

    public static readonly Prop Blocks = Prop.List("blocks", "Blocks",
        "Block Kit blocks, for a message with a layout of its own: compose them in Slack's Block Kit Builder.", PropType.Object).Optional();
}
