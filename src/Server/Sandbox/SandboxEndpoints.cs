namespace Keyway.Server.Sandbox;

/// <summary>
/// Stand-ins for the APIs that the samples call, so that they run with no account anywhere: <c>/sandbox/slack/api/...</c> and
/// <c>/sandbox/github/...</c>. They check the token, answer in the vendors' own shapes, keep what they were sent in memory, and echo nothing secret.
/// Off in production.
/// </summary>
public static class SandboxEndpoints
{
    public static IEndpointRouteBuilder MapSandbox(this IEndpointRouteBuilder app)
    {
        var slack = new SlackSandbox(TimeProvider.System);
        app.Map("/sandbox/slack/api/{method}", slack.Call);
        app.MapGet("/sandbox/slack/messages", slack.List);
        new GitHubSandbox(TimeProvider.System).Map(app.MapGroup("/sandbox/github"));
        return app;
    }
}
