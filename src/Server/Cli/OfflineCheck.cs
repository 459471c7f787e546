using Keyway.Apps;
using Keyway.Engine.Catalog;
using Keyway.Engine.Workflows;
using Keyway.Server.Api;
using Keyway.Server.Workflows;

namespace Keyway.Server.Cli;

/// <summary>The check of a workflow without a server: the same code, with the apps of this executable.</summary>
public static class OfflineCheck
{
    public static CheckReply Check(WorkflowSource source)
    {
        var check = SourceFile.Read(source.Text, source.Form) switch
        {
            SourceRead.Read read => WorkflowCheck.Check(read.Source, AppCatalog.Default.Find, [.. AppCatalog.Default.All.Select(a => a.Key)]),
            SourceRead.Failed failed => new CheckedWorkflow(null, [failed.Problem]),
            _ => throw new InvalidOperationException("A reading without a case."),
        };
        return CheckReply.Of(check);
    }

    /// <summary>The name in the file; null where it has none that is a text.</summary>
    public static string? NameOf(WorkflowSource source) =>
        SourceFile.Read(source.Text, source.Form) is SourceRead.Read { Source: SourceNode.Map map }
        && map.Properties.FirstOrDefault(p => p.Key == "name")?.Value is SourceNode.Scalar { Value: var name } && name.TryGetText(out var text) && text.Length > 0
            ? text
            : null;
}
