using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Keyway.Engine.Workflows;

namespace Keyway.Server.Tests.Workflows;

/// <summary>What the documents show is what the check says.</summary>
public sealed partial class DocumentTests
{
    private const string Guide = "docs/guide/workflow-file.md";

    public static TheoryData<string> Pages => [.. Directory.GetFiles(Repository.Path("docs", "errors"), "*.md").Where(HasWorkflow).Select(f => Path.GetFileNameWithoutExtension(f)).Order()];

    [Theory]
    [MemberData(nameof(Pages))]
    public void The_example_of_an_error_has_that_error(string code)
    {
        var result = Repository.Check(Blocks(File.ReadAllText(Repository.Path("docs", "errors", code + ".md"))).First());
        result.Problems.ShouldContain(p => p.Code == code, Checked.Show(result.Problems));
        result.Problems.Where(p => !p.IsWarning).ShouldAllBe(p => p.Code == code, Checked.Show(result.Problems));
    }

    public static TheoryData<string, int> Examples
    {
        get
        {
            var examples = new TheoryData<string, int>();
            foreach (var file in Directory.GetFiles(Repository.Path("docs", "guide"), "*.md").Append(Repository.Path("README.md")).Order())
                for (var i = 0; i < Blocks(File.ReadAllText(file)).Count(); i++) examples.Add(Path.GetRelativePath(Repository.Path(), file), i);
            return examples;
        }
    }

    internal static IEnumerable<string> GuideFiles => Blocks(File.ReadAllText(Repository.Path(Guide))).Select(Completed);

    [Theory]
    [MemberData(nameof(Examples))]
    public void An_example_of_the_documents_checks(string file, int number)
    {
        var block = Completed(Blocks(File.ReadAllText(Repository.Path(file))).ElementAt(number));
        var result = Repository.Check(block);
        // Parts of files: what they stand beside is not shown.
        Checked.Show(result.Problems.Where(p => p.Code is not ("connection_unused" or "no_respond_step"))).ShouldBe("", block);
    }

    [Fact]
    public void The_guide_names_every_key_of_the_format()
    {
        var guide = File.ReadAllText(Repository.Path(Guide));
        var keys = new HashSet<string>();
        Collect(JsonNode.Parse(WorkflowSchema.Json.Span)!, keys);
        keys.Count.ShouldBeGreaterThan(50);
        keys.Where(k => !Regex.IsMatch(guide, $"`{k}`|`{k}: |\\b{k}: |\\b{k} ")).ShouldBeEmpty();
    }

    private static void Collect(JsonNode node, HashSet<string> keys)
    {
        if (node is JsonArray array)
            foreach (var item in array) Collect(item!, keys);
        if (node is not JsonObject map) return;
        foreach (var (name, value) in map)
        {
            if (name == "properties") keys.UnionWith(value!.AsObject().Select(p => p.Key));
            if (value is not null) Collect(value, keys);
        }
    }

    /// <summary>A part of a file as a whole one.</summary>
    private static string Completed(string block)
    {
        var first = (block.Split('\n').FirstOrDefault(l => l.Length > 0 && l[0] != '#') ?? "").Split(':')[0];
        var http = JsonNode.Parse(WorkflowSchema.Json.Span)!["properties"]!["trigger"]!["anyOf"]![1]!["properties"]!["http"]!["properties"]!.AsObject();
        if (http.ContainsKey(first)) block = "trigger:\n  http:\n" + Indented(block, 4);
        if (first == "connection") block = "- name: a\n  uses: slack/send-message\n  with: { channel: C1, text: Hi }\n" + Indented(block, 2);
        if (first is "- name" or "connection") block = "steps:\n" + block;
        string[] needed = first.StartsWith("- ", StringComparison.Ordinal) ? [.. Needed, "connections: { slack: { account: team } }"] : Needed;
        foreach (var line in needed)
        {
            var key = line[..(line.IndexOf(':') + 1)];
            if (!block.StartsWith(key, StringComparison.Ordinal) && !block.Contains("\n" + key, StringComparison.Ordinal)) block += line + "\n";
        }
        return block;
    }

    private static readonly string[] Needed = ["keyway: 1", "name: example", "trigger: http", "steps: []"];

    private static string Indented(string block, int by) => string.Concat(block.Split('\n').Where(l => l.Length > 0).Select(l => new string(' ', by) + l + "\n"));

    private static bool HasWorkflow(string file) => Blocks(File.ReadAllText(file)).Any(b => b.StartsWith("keyway:", StringComparison.Ordinal));

    private static IEnumerable<string> Blocks(string text) => YamlBlock().Matches(text).Select(m => m.Groups[1].Value);

    [GeneratedRegex("^```yaml\n(.*?)^```", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex YamlBlock();
}
