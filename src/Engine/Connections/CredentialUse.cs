using Keyway.Engine.Expressions;
using Keyway.Engine.Workflows;

namespace Keyway.Engine.Connections;

/// <summary>A credential by name, as history and the trigger's description show it.</summary>
/// <param name="Name"><c>slack.oauth_access_token</c>.</param>
/// <param name="Source">Where it comes from, in the workflow's words; never a value.</param>
public sealed record CredentialUse(string Name, string App, string Field, string Source)
{
    /// <summary>The credentials that a step uses; empty for a step without a connection.</summary>
    public static IEnumerable<CredentialUse> Of(Workflow workflow, Step step) => workflow.ConnectionOf(step) switch
    {
        Connection.External external => external.Fields.Select(f => new CredentialUse(step.App.Key + "." + f.Key, step.App.Key, f.Key, SourceOf(f.Value))),
        Connection.ExternalWhole whole => step.App.Auth.Fields.Select(f => new CredentialUse(step.App.Key + "." + f.Name, step.App.Key, f.Name, SourceOf(whole.Fields))),
        Connection.Account account => step.App.Auth.Fields.Select(f => new CredentialUse(step.App.Key + "." + f.Name, step.App.Key, f.Name, "account " + account.Name)),
        Connection.User => step.App.Auth.Fields.Select(f => new CredentialUse(step.App.Key + "." + f.Name, step.App.Key, f.Name, "the user's account")),
        _ => [],
    };

    /// <summary>A field's sources in words: <c>request body.slack_token</c>, <c>step fetch $return_value.token</c>, <c>secret vault</c>, <c>env TOKEN</c>.</summary>
    public static string SourceOf(Template template)
    {
        var words = new List<string>();
        foreach (var computed in template.Expressions)
        {
            foreach (var reference in computed.Expression.References.Where(r => r.FlowsToValue)) words.Add(InWords(reference));
            foreach (var secret in computed.Expression.Secrets) words.Add("secret " + (secret.Template is { } t ? t.StoreName + ":" + t.LiteralPrefix : ""));
        }
        return words.Count == 0 ? "the workflow" : string.Join(" or ", words.Distinct());
    }

    private static string InWords(PathReference reference) => reference switch
    {
        { Root: "env" } => "env " + string.Join('.', reference.Segments),
        { Segments: ["trigger", "event", ..] } => "request " + string.Join('.', reference.Segments.Skip(2)),
        { Segments: [var step, ..] } => "step " + step + " " + string.Join('.', reference.Segments.Skip(1)),
        _ => reference.Root,
    };
}
