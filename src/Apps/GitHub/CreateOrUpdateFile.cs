using System.Text;
using Keyway.Engine.Apps;
using Keyway.Engine.Steps;
using Keyway.Engine.Values;

namespace Keyway.Apps.GitHub;

/// <summary>https://docs.github.com/en/rest/repos/contents#create-or-update-file-contents</summary>
internal static class CreateOrUpdateFile
{
    private const string Permission = "Contents: write (classic: repo, or public_repo)";

    public static readonly AppAction Action = new()
    {
        Key = "create-or-update-file",
        Title = "Create or update a file",
        Description = "Commits one file to a branch, whether it exists or not. The token needs the permission Contents: write (classic: the scope repo, or public_repo).",
        Props =
        [
            GitHubProps.Owner,
            GitHubProps.Repo,
            Prop.Text("path", "Path", "The file's path in the repository, without a slash at the beginning: docs/notes.md.").Between(1, 4096),
            Prop.Text("content", "Content", "The whole new content."),
            Prop.Text("encoding", "Encoding", "text, or base64 for a content that is base64 of the file's bytes.").OneOf("text", "base64").Optional("text"),
            Prop.Text("message", "Commit message", "What the commit says.").Between(1, 65_536),
            Prop.Text("branch", "Branch", "The branch to commit to; the repository's default branch when left out.").Between(1, 255).Optional(),
            Prop.Text("sha", "Replaces", "The sha of the file as you read it: the step then fails if it has changed since. When left out, whatever is there is replaced.").Between(1, 64).Optional(),
        ],
        Output =
        [
            new("path", PropType.Text, "The file's path."),
            new("sha", PropType.Text, "The file's new sha."),
            new("html_url", PropType.Text, "The file's page."),
            new("commit_sha", PropType.Text, "The commit's sha."),
            new("created", PropType.Boolean, "True when the file did not exist before."),
        ],
        Run = Run,
    };

    private static async ValueTask<StepResult> Run(StepContext context, CancellationToken ct)
    {
        if (Segments(context) is not { } segments) return Invalid("The input 'path' must be plain names joined by '/', without an empty one, '.' or '..'.");
        if (Content(context) is not { } content) return Invalid("The input 'content' holds a credential. If the file is meant to have it, give btoa(...) of it with encoding base64.");
        var sha = context["sha"];
        if (sha.IsNullish)
        {
            var current = await context.Send(GitHubCall.Get(segments) with { Query = [new("ref", context["branch"])] }, ct);
            if (current is HttpOutcome.Failed failed) return new StepResult.Failed(failed.Error);
            var reply = ((HttpOutcome.Replied)current).Reply;
            if (reply.Status != 404 && GitHubErrors.Of(reply, Permission, context.Time.GetUtcNow()) is { } error) return new StepResult.Failed(error);
            sha = reply.Body["sha"];
        }
        var body = GitHubCall.Body(context, "message", "branch");
        body.Set("content", content);
        if (!sha.IsNullish) body.Set("sha", sha);
        return await GitHubCall.Run(GitHubCall.Post(body, segments) with { Method = "PUT" }, context, Permission, saved => Value.Object(
            ("path", saved["content"]["path"]),
            ("sha", saved["content"]["sha"]),
            ("html_url", saved["content"]["html_url"]),
            ("commit_sha", saved["commit"]["sha"]),
            ("created", sha.IsNullish)), ct);
    }

    // Each name of the path is a segment of its own, so that none can climb out of the repository.
    private static Value[]? Segments(StepContext context)
    {
        if (!context["path"].TryGetText(out var path)) return null;
        var names = path.Split('/');
        return names.All(n => n is not ("" or "." or "..")) ? ["repos", context["owner"], context["repo"], "contents", .. names.Select(n => (Value)n)] : null;
    }

    /// <summary>The content as base64; null for a text that is labelled, which only the egress may read.</summary>
    private static Value? Content(StepContext context)
    {
        if (context["encoding"].TryGetText(out var encoding) && encoding == "base64") return context["content"];
        if (!context["content"].TryGetText(out var text)) return null;
        return Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
    }

    private static StepResult.Failed Invalid(string message) => new(new("invalid_input", message));
}
