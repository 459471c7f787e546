using Keyway.Engine.Apps;
using Keyway.Engine.Connections;
using Keyway.Engine.Expressions;
using Keyway.Engine.Runs;
using Keyway.Engine.Steps;
using Keyway.Engine.Triggers;
using Keyway.Engine.Values;
using Keyway.Engine.Workflows;

namespace Keyway.Engine.Tests.Runs;

/// <summary>Workflows made by hand, for tests of what comes after the check.</summary>
internal static class SampleWorkflow
{
    public static readonly App Chat = new()
    {
        Key = "chat",
        Name = "Chat",
        Description = "An app of the tests.",
        Auth = AppAuth.OAuth2.Bearer("Token", "Any text."),
        Actions = [new AppAction { Key = "send", Title = "Send", Description = "Sends.", Run = static (c, _) => ValueTask.FromResult<StepResult>(new StepResult.Succeeded(c["text"])) }],
    };

    public static Template Expr(string source) => Expression.Parse(source) switch
    {
        ExpressionParse.Parsed parsed => new Template.Computed(parsed.Expression, new("", 1, 1)),
        ExpressionParse.Failed failed => throw new InvalidOperationException(failed.Error.Message),
        _ => throw new InvalidOperationException(),
    };

    public static Connection.External Token(string source) => new([new("oauth_access_token", Expr(source))]);

    public static Step Step(string name, Connection? connection = null, OnError? onError = null, string? @if = null, RetryRule? retry = null) => new(
        name, Chat, Chat.Actions[0], new Template.Map([]), connection, @if is null ? null : Expr(@if), retry ?? RetryRule.None, null, onError ?? OnError.Stop.Instance, true, new("", 1, 1));

    public static Workflow Of(params Step[] steps) => new("sample", new Trigger.Http(), new Dictionary<string, Connection>(), steps, WorkflowSettings.Default);
}
