using System.Text.RegularExpressions;
using Keyway.Engine.Expressions;
using Keyway.Engine.Values;

namespace Keyway.Engine.Tests.Expressions;

/// <summary>The guide's examples give what the guide says.</summary>
public sealed partial class GuideTests
{
    private static readonly string Guide = File.ReadAllText(Path.Combine(Oracle.Folder(), "../../../docs/guide/expressions.md"));

    public static TheoryData<string, string> Examples
    {
        get
        {
            var examples = new TheoryData<string, string>();
            foreach (Match block in Blocks().Matches(Guide))
                foreach (Match example in Example().Matches(block.Groups[1].Value)) examples.Add(example.Groups[1].Value, example.Groups[2].Value);
            return examples;
        }
    }

    [Theory]
    [MemberData(nameof(Examples))]
    public void An_example_gives_what_the_guide_says(string source, string result)
    {
        var scope = new EvaluationScope { Steps = Containers.Freeze(ValueJson.Parse(Exports().Match(Guide).Groups[1].Value)), Now = Oracle.Now };
        if (!result.StartsWith("error ", StringComparison.Ordinal)) Try.Json(source, scope).ShouldBe(result);
        else Try.Error(source, scope).ShouldSatisfyAllConditions(e => $"error {e.Code}: {e.Message}".ShouldBe(result));
    }

    [Fact]
    public void Every_example_is_found() => Examples.Count.ShouldBe(Guide.Split('\n').Count(l => l.StartsWith("// ", StringComparison.Ordinal)));

    [Fact]
    public void The_limits_are_those_of_the_guide()
    {
        var limits = ExpressionLimits.Default;
        Guide.ShouldContain($"{limits.MaxSteps:N0}");
        Guide.ShouldContain($"| {limits.MaxDepth} |");
        Guide.ShouldContain($"{limits.MaxOutputBytes / 1024 / 1024} MiB");
        Guide.ShouldContain($"{limits.MaxTime.TotalSeconds} seconds");
    }

    [GeneratedRegex("```js\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Blocks();

    [GeneratedRegex("(.+?)\n// (.*)\n")]
    private static partial Regex Example();

    [GeneratedRegex("```json\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Exports();
}
