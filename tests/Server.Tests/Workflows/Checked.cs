using Keyway.Engine.Workflows;
using Keyway.Server.Workflows;

namespace Keyway.Server.Tests.Workflows;

/// <summary>Reads and checks a text, as a deploy does.</summary>
internal static class Checked
{
    /// <summary>Stands in a test's text where the problem is expected; taken out before the text is read.</summary>
    public const char Mark = '¶';

    public static CheckedWorkflow File(string text, string form = "yaml", IReadOnlyCollection<string>? stores = null) => SourceFile.Read(text, form) switch
    {
        SourceRead.Read read => WorkflowCheck.Check(read.Source, TestApps.Find, TestApps.Keys, new(stores)),
        SourceRead.Failed failed => new(null, [failed.Problem]),
        _ => throw new InvalidOperationException(),
    };

    /// <summary>The text without its mark, and where the mark stood.</summary>
    public static (string Text, int Line, int Column) Unmark(string marked)
    {
        var at = marked.IndexOf(Mark);
        at.ShouldBeGreaterThanOrEqualTo(0, "the text has no mark");
        marked.LastIndexOf(Mark).ShouldBe(at, "the text has two marks");
        var before = marked[..at];
        return (marked.Remove(at, 1), before.Count(c => c == '\n') + 1, at - (before.LastIndexOf('\n') + 1) + 1);
    }

    public static string Show(IEnumerable<Problem> problems) =>
        string.Join("\n", problems.Select(p => $"{(p.IsWarning ? "warning " : "")}{p.Code} {p.At.Path} {p.At.Line}:{p.At.Column} {p.Message}"));
}
