using Keyway.Engine.Apps;

namespace Keyway.Apps.GitHub;

/// <summary>https://docs.github.com/en/rest/issues/issues#get-an-issue</summary>
internal static class GetIssue
{
    public static readonly AppAction Action = new()
    {
        Key = "get-issue",
        Title = "Get an issue",
        Description = "Reads one issue. The token needs the permission Issues: read (classic: the scope repo for private repositories).",
        HasEffect = false,
        Props = [GitHubProps.Owner, GitHubProps.Repo, GitHubProps.Number],
        Output = GitHubIssue.Output,
        Run = static (context, ct) => GitHubCall.Run(
            GitHubCall.Get("repos", context["owner"], context["repo"], "issues", context["number"]), context, "Issues: read (classic: repo)", GitHubIssue.Of, ct),
    };
}
