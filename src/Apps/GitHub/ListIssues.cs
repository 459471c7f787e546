using Keyway.Engine.Apps;
using Keyway.Engine.Steps;
using Keyway.Engine.Values;

namespace Keyway.Apps.GitHub;

/// <summary>https://docs.github.com/en/rest/issues/issues#list-repository-issues</summary>
internal static class ListIssues
{
    private const int PageSize = 100;

    public static readonly AppAction Action = new()
    {
        Key = "list-issues",
        Title = "List issues",
        Description = "Lists a repository's issues, newest first, without pull requests. The token needs the permission Issues: read (classic: the scope repo for private repositories).",
        HasEffect = false,
        Props =
        [
            GitHubProps.Owner,
            GitHubProps.Repo,
            Prop.Text("state", "State", "Which issues: open, closed or all.").OneOf("open", "closed", "all").Optional("open"),
            Prop.List("labels", "Labels", "Only issues that have all of these labels.", PropType.Text).Optional(),
            Prop.Text("assignee", "Assignee", "Only issues assigned to this login; none for those assigned to nobody.").Optional(),
            Prop.Text("since", "Changed since", "Only issues changed at or after this time, in ISO 8601: 2026-01-31T00:00:00Z.").Optional(),
            Prop.Integer("limit", "At most", "How many issues to return, over as many pages as that takes.").Between(1, 5000).Optional(100.0),
        ],
        Output = [new("issues", PropType.Array, "The issues, each as get-issue returns it.")],
        Run = Run,
    };

    private static async ValueTask<StepResult> Run(StepContext context, CancellationToken ct)
    {
        context["limit"].TryGetNumber(out var limit);
        var issues = new ArrayValue();
        for (var page = 1; issues.Count < limit; page++)
        {
            // The page size is the same on every page, or pages would overlap.
            var call = GitHubCall.Get("repos", context["owner"], context["repo"], "issues") with
            {
                Query =
                [
                    new("state", context["state"]), new("labels", Joined(context["labels"])), new("assignee", context["assignee"]), new("since", context["since"]),
                    new HttpPair("per_page", Math.Min(PageSize, limit)), new("page", page),
                ],
            };
            var result = await GitHubCall.Run(call, context, "Issues: read (classic: repo)", static reply => reply, ct);
            if (result is not StepResult.Succeeded { ReturnValue: var reply }) return result;
            if (!reply.TryGetArray(out var items) || items.Count == 0) break;
            foreach (var item in items)
            {
                // To GitHub every pull request is an issue too.
                if (item["pull_request"].IsUndefined && issues.Count < limit) issues.Add(GitHubIssue.Of(item));
            }
            if (items.Count < Math.Min(PageSize, limit)) break;
        }
        return new StepResult.Succeeded(Value.Object(("issues", issues)));
    }

    private static Value Joined(Value labels) =>
        labels.TryGetArray(out var list) && list.Count > 0 ? string.Join(',', list.Select(l => l.TryGetText(out var text) ? text : "")) : Value.Undefined;
}
