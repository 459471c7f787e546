using System.Text.RegularExpressions;

namespace Keyway.House.Tests;

/// <summary>What the documents say exists does.</summary>
public sealed partial class DocsTests
{
    [Theory]
    [InlineData("ARCHITECTURE.md")]
    [InlineData("README.md")]
    [InlineData("CONTRIBUTING.md")]
    [InlineData("SECURITY.md")]
    public void Every_path_that_a_document_names_exists(string document)
    {
        var missing = Paths().Matches(House.Read(document)).Select(m => m.Groups[1].Value).Distinct()
            .Where(p => !House.Exists(p)).ToList();
        missing.ShouldBeEmpty();
    }

    [Fact]
    public void The_architecture_fits_on_two_pages() => House.Read("ARCHITECTURE.md").Count(c => c == '\n').ShouldBeLessThan(130);

    [Fact]
    public void Decisions_are_numbered_without_gaps_and_say_what_they_cost()
    {
        var records = Directory.GetFiles(Path.Combine(House.Root, "docs/adr"), "*.md").Select(Path.GetFileName).Order().ToList();
        records.ShouldNotBeEmpty();
        for (var i = 0; i < records.Count; i++)
        {
            records[i]!.ShouldStartWith($"{i + 1:0000}-");
            var text = House.Read("docs/adr/" + records[i]);
            foreach (var part in new[] { "## Status", "## Context", "## Decision", "## Cost" }) text.ShouldContain(part);
        }
    }

    [Fact]
    public void Every_error_code_has_a_page_and_every_page_a_code()
    {
        var pages = Directory.GetFiles(Path.Combine(House.Root, "docs/errors"), "*.md").Select(p => Path.GetFileNameWithoutExtension(p)!)
            .Where(p => p != "README").ToHashSet();
        var sources = House.Sources("src").Select(House.Read).ToList();
        var raised = sources.SelectMany(s => Raised().Matches(s)).Select(m => m.Groups[1].Value).ToHashSet();
        raised.Except(pages).Order().ShouldBeEmpty("An error that a user sees needs a page in docs/errors.");
        pages.Where(p => !sources.Any(s => s.Contains($"\"{p}\"", StringComparison.Ordinal))).Order().ShouldBeEmpty("A page for a code that nothing gives.");
    }

    [Fact]
    public void The_list_of_errors_names_every_page()
    {
        var index = House.Read("docs/errors/README.md");
        foreach (var page in Directory.GetFiles(Path.Combine(House.Root, "docs/errors"), "*.md").Select(Path.GetFileName).Where(p => p != "README.md"))
            index.ShouldContain($"]({page})");
    }

    [Fact]
    public void The_project_speaks_of_itself_alone()
    {
        var strangers = House.Sources("src", "tests", "bench").Concat(Directory.GetFiles(House.Root, "*.md", SearchOption.AllDirectories).Select(p => Path.GetRelativePath(House.Root, p)))
            .Where(p => !p.Contains("node_modules") && !p.StartsWith("artifacts", StringComparison.Ordinal) && p != "tests/House.Tests/DocsTests.cs")
            .Where(p => Strange().IsMatch(House.Read(p)));
        strangers.ShouldBeEmpty();
    }

    // Paths in backticks that begin in one of our folders, or name a file in the root.
    [GeneratedRegex(@"`((?:src|tests|docs|bench|samples|ui)/[\w./-]*[\w/]|[A-Z]+\.md|Directory\.[\w.]+|BannedSymbols\.txt)`")]
    private static partial Regex Paths();

    // Where an error is made: a step's error, a problem of a workflow, a problem of the API; always by a literal code of two words or more.
    [GeneratedRegex(@"(?:StepError|new|Error|Fail|Problem|Refuse|Refused|Refusal|Failed|Finish)\(\s*(?:RunStatus\.Failed,\s*|\d{3},\s*)?""([a-z][a-z0-9]*(?:_[a-z0-9]+)+)""(?!,\s*PropType)")]
    private static partial Regex Raised();

    [GeneratedRegex(@"/work/|/tmp/brief|issue #?\d+ (asks|says)|\bhelper-\d")]
    private static partial Regex Strange();
}
