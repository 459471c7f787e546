using Keyway.Engine.Apps;

namespace Keyway.Apps.GitHub;

/// <summary>https://docs.github.com/en/rest/issues/issues#create-an-issue</summary>
internal static class CreateIssue
{
    public static readonly AppAction Action = new()
    {
        Key = "create-issue",
        Title = "Create an issue",
        Description = "Opens an issue in a repository. The token needs the permission Issues: write (classic: the scope repo, or public_repo).",
        Props =
        [
            GitHubProps.Owner,
            GitHubProps.Repo,
            Prop.Text("title", "Title", "The issue's title.").Between(1, 256),
            Prop.Text("body", "Text", "The issue's text, in Markdown.").Between(null, 65_536).Optional(),
            Prop.List("labels", "Labels", "Names of labels; only those who may push to the repository can set them.", PropType.Text).Optional(),
            Prop.List("assignees", "Assignees", "Logins of those it is assigned to; only those who may push to the repository can set them.", PropType.Text).Optional(),
            Prop.Integer("milestone", "Milestone", "The number of a milestone.").Between(1, null).Optional(),
        ],
        Output = GitHubIssue.Output,
        Run = static (context, ct) => GitHubCall.Run(
            GitHubCall.Post(GitHubCall.Body(context, "title", "body", "labels", "assignees", "milestone"), "repos", context["owner"], context["repo"], "issues"),
            context, "Issues: write (classic: repo, or public_repo)", GitHubIssue.Of, ct),
    };
}
