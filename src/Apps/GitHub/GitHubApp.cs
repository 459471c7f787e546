using Keyway.Engine.Apps;

namespace Keyway.Apps.GitHub;

/// <summary>GitHub's REST API: https://docs.github.com/en/rest</summary>
public static class GitHubApp
{
    public static readonly App App = new()
    {
        Key = "github",
        Name = "GitHub",
        Description = "Create and read issues, comments and files of repositories.",
        Docs = new Uri("https://docs.github.com/en/rest"),
        BaseUrl = new Uri("https://api.github.com"),
        Hosts = ["api.github.com"],
        Auth = AppAuth.OAuth2.Bearer("Access token", "A personal access token (Settings, Developer settings), or the token of a GitHub app or an OAuth app."),
        Actions = [CreateIssue.Action, GetIssue.Action, ListIssues.Action, CreateComment.Action, GetRepository.Action, CreateOrUpdateFile.Action],
    };
}
