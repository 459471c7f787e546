using Keyway.Engine.Apps;

namespace Keyway.Apps.Slack;

/// <summary>https://docs.slack.dev/reference/methods/users.info</summary>
internal static class GetUser
{
    public static readonly AppAction Action = new()
    {
        Key = "get-user",
        Title = "Get a user",
        Description = "Looks up a person by id. The token needs the scope users:read, and users:read.email for the e-mail address.",
        HasEffect = false,
        Props = [Prop.Text("user", "User", "The user's id (U0123456789): in Slack, the person's profile, \"Copy member ID\".").Between(1, 64)],
        Output =
        [
            new("id", PropType.Text, "The user's id."),
            new("name", PropType.Text, "The user's handle."),
            new("real_name", PropType.Text, "The user's full name."),
            new("is_bot", PropType.Boolean, "Whether it is an app and not a person."),
            new("deleted", PropType.Boolean, "Whether the account is deactivated."),
            new("tz", PropType.Text, "The user's time zone, such as Europe/Amsterdam."),
            new("profile", PropType.Object, "Display name, title, picture and, where the scope allows, e-mail address."),
        ],
        Run = static (context, ct) => SlackCall.Run(SlackCall.Get("users.info", new HttpPair("user", context["user"])), context, "users:read", static reply => reply["user"], ct),
    };
}
