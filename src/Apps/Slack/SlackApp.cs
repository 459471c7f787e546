using Keyway.Engine.Apps;

namespace Keyway.Apps.Slack;

/// <summary>Slack's Web API: https://docs.slack.dev/apis/web-api</summary>
public static class SlackApp
{
    public static readonly App App = new()
    {
        Key = "slack",
        Name = "Slack",
        Description = "Send and change messages, react to them, and look up channels and people.",
        Docs = new Uri("https://docs.slack.dev/apis/web-api"),
        BaseUrl = new Uri("https://slack.com/api"),
        Hosts = ["slack.com"],
        Auth = AppAuth.OAuth2.Bearer("Access token", "A bot token (xoxb-...) or user token (xoxp-...), from OAuth & Permissions in the settings of the Slack app."),
        Actions = [SendMessage.Action, UpdateMessage.Action, DeleteMessage.Action, AddReaction.Action, ListChannels.Action, GetUser.Action],
        Rejection = SlackErrors.Rejection,
    };
}
