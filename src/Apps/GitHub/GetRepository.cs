using Keyway.Engine.Apps;
using Keyway.Engine.Values;

namespace Keyway.Apps.GitHub;

/// <summary>https://docs.github.com/en/rest/repos/repos#get-a-repository</summary>
internal static class GetRepository
{
    private static readonly string[] Fields =
        ["id", "name", "full_name", "private", "html_url", "description", "default_branch", "open_issues_count", "has_issues", "archived"];

    public static readonly AppAction Action = new()
    {
        Key = "get-repository",
        Title = "Get a repository",
        Description = "Reads a repository's facts. The token needs the permission Metadata: read, which every token has for the repositories it may see.",
        HasEffect = false,
        Props = [GitHubProps.Owner, GitHubProps.Repo],
        Output =
        [
            new("id", PropType.Integer, "GitHub's id of the repository."),
            new("name", PropType.Text, "The name without its owner."),
            new("full_name", PropType.Text, "Owner and name."),
            new("private", PropType.Boolean, "Whether only some may see it."),
            new("html_url", PropType.Text, "The repository's page."),
            new("description", PropType.Text, "The line below its name."),
            new("default_branch", PropType.Text, "The branch that is shown first."),
            new("open_issues_count", PropType.Integer, "Open issues and pull requests."),
            new("has_issues", PropType.Boolean, "Whether issues are switched on."),
            new("archived", PropType.Boolean, "Whether it can only be read."),
        ],
        Run = static (context, ct) => GitHubCall.Run(GitHubCall.Get("repos", context["owner"], context["repo"]), context, "Metadata: read (classic: repo)", Select, ct),
    };

    private static Value Select(Value repository)
    {
        var facts = new ObjectValue(Fields.Length);
        foreach (var field in Fields) facts.Set(field, repository[field]);
        return facts;
    }
}
