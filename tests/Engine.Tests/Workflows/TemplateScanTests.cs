using Keyway.Engine.Workflows;

namespace Keyway.Engine.Tests.Workflows;

public sealed class TemplateScanTests
{
    /// <summary>Pieces as text, expressions between guillemets.</summary>
    [Theory]
    [InlineData("", "")]
    [InlineData("plain }} text { {", "plain }} text { {")]
    [InlineData("{{ a }}", "«a»")]
    [InlineData("{{a}}{{b}}", "«a»|«b»")]
    [InlineData("x {{ a }} y {{ b }} z", "x |«a»| y |«b»| z")]
    [InlineData("{{ {a: 1} }}", "«{a: 1}»")]
    [InlineData("{{ {a: {b: 1}}}}", "«{a: {b: 1}}»")]
    [InlineData("{{ {a: \"}}\"} }}", "«{a: \"}}\"}»")]
    [InlineData("{{ '}}' }}", "«'}}'»")]
    [InlineData("{{ '\\'}}' }} x", "«'\\'}}'»| x")]
    [InlineData("{{ `a}}${ {b: `}}${1}`}.b }}}` }}", "«`a}}${ {b: `}}${1}`}.b }}}`»")]
    [InlineData("{{ `${a}` }} b", "«`${a}`»| b")]
    [InlineData("{{ /}}/.test(a) }}", "«/}}/.test(a)»")]
    [InlineData("{{ a / b }} / {{ c / d }}", "«a / b»| / |«c / d»")]
    [InlineData("{{ (a) / 2 }} '", "«(a) / 2»| '")]
    [InlineData("{{ a[0] / 2 }} '", "«a[0] / 2»| '")]
    [InlineData("{{ [/[/}}]/] }}", "«[/[/}}]/]»")]
    [InlineData("{{ typeof /}}/ }}", "«typeof /}}/»")]
    [InlineData("{{ a /* }} */ }}", "«a /* }} */»")]
    [InlineData("{{ a // }}\n }}", "«a // }}»")]
    [InlineData("{{ foo( }} rest", "«foo(»| rest")]
    [InlineData("{{ a] }} rest", "«a]»| rest")]
    [InlineData("{{ \"{{\" }}", "«\"{{\"»")]
    [InlineData("{{ }}", "«»")]
    public void An_expression_ends_where_javascript_says(string text, string pieces)
    {
        var scanned = TemplateScan.Scan(text);
        scanned.Open.ShouldBe(-1, scanned.What);
        string.Join('|', scanned.Pieces.Select(p => p.IsExpression ? $"«{text[p.From..p.To]}»" : text[p.From..p.To])).ShouldBe(pieces);
    }

    [Theory]
    [InlineData("a {{ b", 2)]
    [InlineData("a {{ b }", 2)]
    [InlineData("a {{ {b }}", 2)]
    [InlineData("a {{ 'b }}", 5)]
    [InlineData("a {{ `b }}", 5)]
    [InlineData("a {{ `${ `b }} ` }}", 5)]
    [InlineData("a {{ \"b\n\" }}", 5)]
    [InlineData("a {{ /b }}", 5)]
    [InlineData("a {{ b /* }}", 7)]
    [InlineData("{{ '\\", 3)]
    public void What_is_never_closed_is_told_where_it_opens(string text, int open) => TemplateScan.Scan(text).Open.ShouldBe(open);
}
