using System.Xml.Linq;

namespace Keyway.House.Tests;

/// <summary>Arrows between projects point only as ARCHITECTURE.md draws them, and each project keeps out what it is there to keep out.</summary>
public sealed class DependencyTests
{
    private static readonly Dictionary<string, string[]> Arrows = new()
    {
        ["Engine"] = [],
        ["Storage"] = ["Engine"],
        ["Secrets"] = ["Engine"],
        ["Apps"] = ["Engine"],
        ["Runtimes"] = ["Engine"],
        ["Server"] = ["Apps", "Engine", "Runtimes", "Secrets", "Storage"],
    };

    private static readonly string[] Analyzers = ["Meziantou.Analyzer", "Microsoft.CodeAnalysis.BannedApiAnalyzers"];

    [Fact]
    public void Every_project_is_drawn() =>
        Directory.GetDirectories(Path.Combine(House.Root, "src")).Select(Path.GetFileName).ShouldBe(Arrows.Keys, ignoreOrder: true);

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_project_refers_only_where_it_may(string project) =>
        References(project, "ProjectReference").Select(r => Path.GetFileNameWithoutExtension(r)!).ShouldBe(Arrows[project], ignoreOrder: true);

    [Fact]
    public void The_engine_has_no_packages() => References("Engine", "PackageReference").Except(Analyzers).ShouldBeEmpty();

    [Theory]
    [InlineData("using Microsoft.Data.Sqlite", "src/Storage/")]
    [InlineData("using YamlDotNet", "src/Server/Workflows/")]
    [InlineData("using Microsoft.AspNetCore", "src/Server/")]
    [InlineData("new SocketsHttpHandler", "src/Secrets/Egress.cs")]
    [InlineData("new HttpClient(", "src/Server/Cli/")]
    [InlineData("using System.CommandLine", "src/Server/Cli/")]
    public void A_thing_kept_out_is_used_only_where_it_lives(string text, string home)
    {
        var strangers = House.Sources("src").Where(p => House.Read(p).Contains(text, StringComparison.Ordinal) && !p.StartsWith(home, StringComparison.Ordinal));
        strangers.ShouldBeEmpty();
    }

    public static TheoryData<string> Projects() => [.. Arrows.Keys];

    private static IEnumerable<string> References(string project, string kind) =>
        XDocument.Parse(House.Read($"src/{project}/{project}.csproj")).Descendants(kind).Select(r => r.Attribute("Include")!.Value);
}
