using Keyway.Engine.Apps;
using Keyway.Engine.Values;

namespace Keyway.Apps.GitHub;

/// <summary>An issue as our actions return it: what a workflow uses of GitHub's hundred fields.</summary>
internal static class GitHubIssue
{
    public static readonly IReadOnlyList<OutputField> Output =
    [
        new("number", PropType.Integer, "The issue's number."),
        new("id", PropType.Integer, "GitHub's id of the issue."),
        new("html_url", PropType.Text, "The issue's page."),
        new("title", PropType.Text, "The title."),
        new("body", PropType.Text, "The text, in Markdown; null when there is none."),
        new("state", PropType.Text, "open or closed."),
        new("user", PropType.Text, "The login of who made it."),
        new("labels", PropType.Array, "The labels' names."),
        new("assignees", PropType.Array, "The logins of those it is assigned to."),
        new("comments", PropType.Integer, "How many comments it has."),
        new("created_at", PropType.Text, "When it was made, in ISO 8601."),
        new("updated_at", PropType.Text, "When it was last changed, in ISO 8601."),
    ];

    public static Value Of(Value issue) => Value.Object(
        ("number", issue["number"]),
        ("id", issue["id"]),
        ("html_url", issue["html_url"]),
        ("title", issue["title"]),
        ("body", issue["body"]),
        ("state", issue["state"]),
        ("user", issue["user"]["login"]),
        ("labels", Each(issue["labels"], "name")),
        ("assignees", Each(issue["assignees"], "login")),
        ("comments", issue["comments"]),
        ("created_at", issue["created_at"]),
        ("updated_at", issue["updated_at"]));

    // Labels may be plain texts as well as objects.
    private static ArrayValue Each(Value list, string property)
    {
        var each = new ArrayValue();
        if (!list.TryGetArray(out var items)) return each;
        foreach (var item in items) each.Add(item.Kind == ValueKind.Object ? item[property] : item);
        return each;
    }
}
