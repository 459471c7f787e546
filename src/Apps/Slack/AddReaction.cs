using Keyway.Engine.Apps;
using Keyway.Engine.Values;

namespace Keyway.Apps.Slack;

/// <summary>https://docs.slack.dev/reference/methods/reactions.add</summary>
internal static class AddReaction
{
    public static readonly AppAction Action = new()
    {
        Key = "add-reaction",
        Title = "Add a reaction",
        Description = "Reacts to a message with an emoji. The token needs the scope reactions:write.",
        Props =
        [
            SlackProps.Channel,
            SlackProps.Ts,
            Prop.Text("name", "Emoji", "The emoji's name without colons: thumbsup, eyes, white_check_mark.").Between(1, 100),
        ],
        Output = [new("ok", PropType.Boolean, "True: the reaction is there.")],
        Run = static (context, ct) => SlackCall.Run(Call(context["channel"], context["ts"], context["name"]), context, "reactions:write", static _ => Value.Object(("ok", true)), ct),
    };

    // Slack calls the message's id "timestamp" here, and "ts" everywhere else.
    private static HttpCall Call(Value channel, Value ts, Value name) => HttpCall.Post("reactions.add") with
    {
        Body = new HttpBody.Json(Value.Object(("channel", channel), ("timestamp", ts), ("name", name))),
    };
}
