using Keyway.Engine.Apps;
using Keyway.Engine.Values;

namespace Keyway.Apps.GitHub;

/// <summary>https://docs.github.com/en/rest/issues/comments#create-an-issue-comment</summary>
internal static class CreateComment
{
    public static readonly AppAction Action = new()
    {
        Key = "create-comment",
        Title = "Comment on an issue",
        Description = "Adds a comment to an issue or a pull request. The token needs the permission Issues: write (classic: the scope repo, or public_repo).",
        Props =
        [
            GitHubProps.Owner,
            GitHubProps.Repo,
            GitHubProps.Number,
            Prop.Text("body", "Text", "The comment, in Markdown.").Between(1, 65_536),
        ],
        Output =
        [
            new("id", PropType.Integer, "GitHub's id of the comment."),
            new("html_url", PropType.Text, "The comment's page."),
            new("body", PropType.Text, "The comment's text."),
            new("created_at", PropType.Text, "When it was made, in ISO 8601."),
        ],
        Run = static (context, ct) => GitHubCall.Run(
            GitHubCall.Post(GitHubCall.Body(context, "body"), "repos", context["owner"], context["repo"], "issues", context["number"], "comments"),
            context, "Issues: write (classic: repo, or public_repo)",
            static comment => Value.Object(("id", comment["id"]), ("html_url", comment["html_url"]), ("body", comment["body"]), ("created_at", comment["created_at"])), ct),
    };
}
