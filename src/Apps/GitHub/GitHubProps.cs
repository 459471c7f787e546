using Keyway.Engine.Apps;

namespace Keyway.Apps.GitHub;

/// <summary>Inputs that several actions share.</summary>
internal static class GitHubProps
{
    public static readonly Prop Owner = Prop.Text("owner", "Owner", "The user or organization that the repository belongs to: acme in github.com/acme/support.").Between(1, 100);
    public static readonly Prop Repo = Prop.Text("repo", "Repository", "The repository's name without its owner: support in github.com/acme/support.").Between(1, 100);
    public static readonly Prop Number = Prop.Integer("number", "Number", "The issue's number, as in its address and after # in texts.").Between(1, null);
}
