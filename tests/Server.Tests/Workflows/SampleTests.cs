using Keyway.Apps;
using Keyway.Engine.Workflows;
using Keyway.Server.Workflows;

namespace Keyway.Server.Tests.Workflows;

public sealed class SampleTests
{
    public static TheoryData<string> Samples => [.. Directory.GetFiles(Repository.Path("samples"), "*.yaml").Select(f => Path.GetFileName(f))];

    [Theory]
    [MemberData(nameof(Samples))]
    public void A_sample_checks_against_the_real_apps_without_a_word(string file)
    {
        var result = Repository.Check(File.ReadAllText(Repository.Path("samples", file)));
        Checked.Show(result.Problems).ShouldBe("");
        result.Workflow!.Name.ShouldBe(Path.GetFileNameWithoutExtension(file));
    }
}

/// <summary>The files of the repository that tests hold to the code.</summary>
internal static class Repository
{
    private static readonly string Root = FindRoot(AppContext.BaseDirectory);

    public static string Path(params string[] parts) => System.IO.Path.Combine([Root, .. parts]);

    /// <summary>Checks a text against the apps that ship.</summary>
    public static CheckedWorkflow Check(string text) => SourceFile.Read(text, "yaml") switch
    {
        SourceRead.Read read => Check(read.Source),
        SourceRead.Failed failed => new(null, [failed.Problem]),
        _ => throw new InvalidOperationException(),
    };

    public static CheckedWorkflow Check(SourceNode source) => WorkflowCheck.Check(source, AppCatalog.Default.Find, [.. AppCatalog.Default.All.Select(a => a.Key)]);

    private static string FindRoot(string folder) =>
        File.Exists(System.IO.Path.Combine(folder, "Keyway.slnx")) ? folder : FindRoot(System.IO.Path.GetDirectoryName(folder)!);
}
