using Keyway.Engine.Catalog;
using Keyway.Engine.Sealing;
using Keyway.Engine.Workflows;
using Keyway.Server.Api;

namespace Keyway.Server.Startup;

/// <summary>The sample workflows, deployed where the data folder was empty.</summary>
internal static class Samples
{
    private const string Prefix = "samples/";

    public static async Task Deploy(ICatalogStore catalog, Func<WorkflowSource, CheckedWorkflow> check, Entropy entropy, TimeProvider time)
    {
        var assembly = typeof(Samples).Assembly;
        foreach (var name in assembly.GetManifestResourceNames().Where(n => n.StartsWith(Prefix, StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
            var source = new WorkflowSource(await reader.ReadToEndAsync(), "yaml");
            if (check(source).Workflow is not { } workflow) throw new InvalidOperationException($"The sample {name} does not check.");
            await catalog.SaveWorkflow(workflow.Name, source, TriggerKey.Make(entropy), null, time.GetUtcNow(), CancellationToken.None);
        }
    }
}
