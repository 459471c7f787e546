namespace Keyway.Engine.Tests.Expressions;

/// <summary>Every expression of <c>table.txt</c> gives what Node gives.</summary>
public sealed class TableTests
{
    [Fact]
    public void The_table_gives_what_Node_gives()
    {
        var sources = File.ReadLines(Path.Combine(Oracle.Folder(), "table.txt")).Where(l => l.Length > 0 && !l.StartsWith("# ", StringComparison.Ordinal)).ToArray();
        var expected = Oracle.AskNode(sources);
        var scope = Oracle.Scope();
        var wrong = new List<string>();
        for (var i = 0; i < sources.Length; i++)
        {
            var got = Oracle.AskOurs(sources[i], scope);
            if (got != expected[i]) wrong.Add($"{sources[i]}\n    Node: {expected[i]}\n    ours: {got}");
        }
        wrong.ShouldBeEmpty(string.Join("\n", wrong));
        sources.Length.ShouldBeGreaterThan(600);
        Oracle.Show(scope.Steps).ShouldBe(Oracle.Show(Oracle.Scope().Steps), "the scope was changed");
    }
}
