using System.Diagnostics;
using System.Text;
using Keyway.Engine.Workflows;
using Keyway.Server.Workflows;

namespace Keyway.Server.Tests.Workflows;

/// <summary>Files that nobody wrote on purpose: whatever they hold, the check ends, soon, with places inside the file.</summary>
public sealed class BrokenFileTests
{
    private const string Json = """
        { "keyway": 1, "name": "hook", "trigger": { "http": { "auth": { "hmac": { "preset": "github", "keys": ["{{ secret(\"keyway:a#b\") }}"] } } } },
          "steps": [ { "name": "a", "uses": "slack/send-message", "connection": { "external": { "oauth_access_token": "{{ steps.trigger.event.body.t }}" } },
            "with": { "channel": "C\u00e9", "text": "Hi {{ `a${ steps.trigger.event.body.n }` }}" }, "retry": { "attempts": 3, "backoff": "1s" } } ] }
        """;

    private const string Styles = """
        keyway: 1
        name: styles
        trigger: manual
        steps:
          - name: a
            uses: data/set
            with:
              value:
                plain: one two
                  three

                  four
                single: 'it''s {{ ''here'' }}

                  and there'
                double: "tab\t \u00e9 \U0001F600 {{ \"x\" }} \
                  more

                  lines"
                literal: |2-

                    two {{ 1 + 1 }}
                  one

                folded: >
                  one
                  two

                    more


                  three {{ [1,
                  2] }}
                list: [ &b { c: 'd' }, *b ]
        """;

    // It takes a tenth of a second on a machine that does nothing else; what must not be is a time that grows with the square of the file.
    private static readonly TimeSpan AMoment = TimeSpan.FromSeconds(3);

    // Bits of YAML, JSON and JavaScript, so that a change hits a grammar more often than noise would.
    private static readonly string[] Bits =
        ["{{", "}}", "{{ ", " }}", "'", "\"", "`", "${", "}", "[", "]", ":", ": ", "- ", "\n", "\r\n", "\t", "  ", "#", "&a ", "*a", "|", ">", "|2-", "\\", "\\u12", "/", "/*", "?", "~", "!", "%", "@", "---", "...", ",", "0x", ".5", "1e9999", "é", "😀", "\ud83d", "\0", "steps.", "secret(", "keyway", "null"];

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 8)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void A_mutated_file_is_answered_with_places_inside_it(int seed)
    {
        var random = new Random(seed);
        string[] seeds = [.. Directory.GetFiles(Repository.Path("samples"), "*.yaml").Order().Select(File.ReadAllText), Json, Styles];
        for (var round = 0; round < 200; round++)
        {
            var text = seeds[random.Next(seeds.Length)];
            var form = text == Json ? "json" : "yaml";
            for (var change = random.Next(1, 6); change > 0; change--) text = Mutate(text, random);
            foreach (var problem in Checked.File(text, form).Problems) ShouldBeInside(problem, text);
            if (SourceFile.Read(text, form) is SourceRead.Read read) ShouldAgree(read.Source, text);
        }
    }

    private static string Mutate(string text, Random random)
    {
        var at = random.Next(text.Length + 1);
        var length = Math.Min(random.Next(1, 12), text.Length - at);
        switch (random.Next(5))
        {
            case 0: return text.Remove(at, length);
            case 1: return text.Insert(at, Bits[random.Next(Bits.Length)]);
            case 2: return text.Remove(at, length).Insert(at, Bits[random.Next(Bits.Length)]);
            case 3: return text.Insert(random.Next(text.Length + 1), text.Substring(at, length));
            default:
                var lines = text.Split('\n').ToList();
                var from = random.Next(lines.Count);
                lines.Insert(random.Next(lines.Count), lines[from]);
                if (random.Next(2) == 0) lines.RemoveAt(from);
                return string.Join('\n', lines);
        }
    }

    private static void ShouldBeInside(Problem problem, string text)
    {
        var lines = Lines(text);
        problem.At.Line.ShouldBeInRange(1, lines.Length, text);
        problem.At.Column.ShouldBeInRange(1, lines[problem.At.Line - 1].Length + 1, $"{problem.Code} {problem.At}\n{text}");
    }

    /// <summary>A character stands where it is said to, unless the file spells it otherwise there: by an escape or a folded line end.</summary>
    private static void ShouldAgree(SourceNode source, string text)
    {
        var lines = Lines(text);
        foreach (var scalar in TextPlaceTests.Scalars(source))
        {
            if (!scalar.Value.TryGetText(out var value)) continue;
            for (var i = 0; i < value.Length; i++)
            {
                var (line, column) = scalar.PlaceOf(i);
                var there = column <= lines[line - 1].Length ? lines[line - 1][column - 1] : '\n';
                if (there != value[i]) (there is '\\' or '\n' or ' ' or '\t' || char.IsLowSurrogate(value[i])).ShouldBeTrue($"{line}:{column} has '{there}' for '{value[i]}' of {value}\n{text}");
            }
        }
    }

    // CR alone ends a line too, as editors have it.
    private static string[] Lines(string text) => text.TrimStart('\uFEFF').ReplaceLineEndings("\n").Split('\n');

    [Theory]
    [InlineData("yaml")]
    [InlineData("json")]
    public void Noise_is_answered(string form)
    {
        var random = new Random(11);
        for (var round = 0; round < 800; round++)
        {
            var text = new StringBuilder();
            for (var bits = random.Next(1, 40); bits > 0; bits--) text.Append(Bits[random.Next(Bits.Length)]);
            foreach (var problem in Checked.File(text.ToString(), form).Problems) ShouldBeInside(problem, text.ToString());
        }
    }

    [Fact]
    public void Ten_thousand_lines_are_checked_in_a_moment()
    {
        var text = new StringBuilder("keyway: 1\nname: long\ntrigger: { http: {} }\nconnections: { slack: { account: team } }\nsteps:\n");
        for (var i = 0; i < 1000; i++)
            text.Append($$$"""
                  - name: step{{{i}}}
                    uses: slack/send-message
                    if: "{{ steps.trigger.event.body.go }}"
                    with:
                      channel: "{{ steps.trigger.event.body.channel }}"
                      text: |
                        {{ steps.{{{(i == 0 ? "trigger.event" : "step" + (i - 1))}}} }}
                      metadata:
                        a: [1, 2, 3]
                        b: "{{ steps.trigger.event.body.b ?? '' }}"

                """);
        text.ToString().Count(c => c == '\n').ShouldBeGreaterThan(10_000);
        Checked.File(text.ToString()).Workflow.ShouldNotBeNull();
        Enumerable.Range(0, 5).Min(_ => Took(text.ToString())).ShouldBeLessThan(AMoment);
    }

    [Fact]
    public void A_file_that_is_wrong_in_every_line_is_checked_in_a_moment_and_told_the_first_five_hundred()
    {
        var text = "keyway: 1\nname: long\ntrigger: manual\nsteps: []\n" + string.Concat(Enumerable.Range(0, 10_000).Select(i => $"stepz{i}: 1\n"));
        Checked.File(text).Problems.Count.ShouldBe(500);
        Enumerable.Range(0, 5).Min(_ => Took(text)).ShouldBeLessThan(AMoment);
    }

    private static TimeSpan Took(string text)
    {
        var watch = Stopwatch.StartNew();
        Checked.File(text);
        return watch.Elapsed;
    }
}
