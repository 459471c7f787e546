using Keyway.Engine.Apps;
using Keyway.Engine.Steps;
using Keyway.Engine.Values;

namespace Keyway.Server.Tests.Workflows;

/// <summary>Apps with one of everything that the check knows about, so that its tests do not change with the catalogue.</summary>
internal static class TestApps
{
    private static readonly App[] All =
    [
        new()
        {
            Key = "slack",
            Name = "Slack",
            Description = "Messages.",
            Auth = AppAuth.OAuth2.Bearer("Token", "A token."),
            Actions =
            [
                Action(
                    "send-message",
                    Prop.Text("channel", "Channel", "Where."),
                    Prop.Text("text", "Text", "What.").Between(1, 40),
                    Prop.Boolean("unfurl", "Unfurl", "Previews.").Optional(),
                    Prop.Integer("retries", "Retries", "How often.").Between(0, 5).Optional(),
                    Prop.List("tags", "Tags", "Words.", PropType.Text).Optional(),
                    Prop.Object("metadata", "Metadata", "More.").Optional(),
                    Prop.Text("mood", "Mood", "How.").OneOf("calm", "loud").Optional(),
                    Prop.Text("signing", "Signing key", "Secret.").Optional() with { Secret = true }),
                Action("ping") with { NeedsCredential = false, Output = [new("id", PropType.Text, "Which.")] },
            ],
        },
        new()
        {
            Key = "zendesk",
            Name = "Zendesk",
            Description = "Tickets.",
            Auth = new AppAuth.Basic
            {
                Fields =
                [
                    new AuthField("domain", "Domain", "Yours.") { Secret = false },
                    new AuthField("username", "User name", "Yours."),
                    new AuthField("password", "Password", "Yours."),
                    new AuthField("totp", "Second factor", "Sometimes.") { Required = false },
                ],
            },
            Actions = [Action("list-tickets")],
        },
        new()
        {
            Key = "http",
            Name = "HTTP",
            Description = "Calls.",
            Auth = new AppAuth.None(),
            Actions =
            [
                Action("request", Prop.Text("url", "URL", "Where."), Prop.Object("headers", "Headers", "More.").Optional(), Prop.List("allow_hosts", "Hosts", "Where.", PropType.Text).Optional()),
                Action("respond", Prop.Integer("status", "Status", "Code.").Optional(200), Prop.Any("body", "Body", "What.").Optional(), Prop.Object("headers", "Headers", "More.").Optional()),
            ],
        },
        new()
        {
            Key = "data",
            Name = "Data",
            Description = "Values.",
            Auth = new AppAuth.None(),
            Actions = [Action("set", Prop.Any("value", "Value", "What."))],
        },
    ];

    public static readonly IReadOnlyList<string> Keys = [.. All.Select(a => a.Key)];

    public static App? Find(string key) => All.FirstOrDefault(a => a.Key == key);

    private static AppAction Action(string key, params Prop[] props) => new()
    {
        Key = key,
        Title = key,
        Description = key,
        Props = props,
        Run = (_, _) => ValueTask.FromResult<StepResult>(new StepResult.Succeeded(Value.Null)),
    };
}
