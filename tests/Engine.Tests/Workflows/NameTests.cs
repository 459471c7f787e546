using Keyway.Engine.Expressions;
using Keyway.Engine.Values;
using Keyway.Engine.Workflows;
using Keyway.Engine.Workflows.Format;

namespace Keyway.Engine.Tests.Workflows;

public sealed class NameTests
{
    [Theory]
    [InlineData("chanel", "channel")]
    [InlineData("Channel", "channel")]
    [InlineData("txet", "text")]
    [InlineData("sned-message", "send-message")]
    [InlineData("tet", "text")]
    [InlineData("xyz", null)]
    [InlineData("", null)]
    [InlineData("c", null)]
    public void The_nearest_name_is_the_fewest_slips_away(string name, string? nearest) =>
        NearestName.Of(name, ["text", "channel", "send-message", "thread"]).ShouldBe(nearest);

    /// <summary>What counts as written by the author, and what an expression could change.</summary>
    [Theory]
    [InlineData("https://api.example.com", "api.example.com")]
    [InlineData("https://api.example.com/v1?x={{ env.A }}", "api.example.com")]
    [InlineData("HTTPS://API.Example.com:8443/{{ env.A }}", "api.example.com")]
    [InlineData("https://api.example.com?q={{ env.A }}", "api.example.com")]
    [InlineData("https://[2001:db8::1]/x", "2001:db8::1")]
    [InlineData("https://bücher.example/x", "xn--bcher-kva.example")]
    [InlineData("https://api.example.com{{ env.A }}", null)]
    [InlineData("https://{{ env.A }}.example.com/", null)]
    [InlineData("https://api.example.com:{{ env.A }}/", null)]
    [InlineData("https://user@api.example.com/", null)]
    [InlineData("https://api.example.com\\@evil.example/", null)]
    [InlineData("https://api.example.com@evil.example/{{ env.A }}", null)]
    [InlineData("https:///x", null)]
    [InlineData("https:// /x", null)]
    [InlineData("//api.example.com/x", null)]
    [InlineData("ftp://api.example.com/x", null)]
    [InlineData("{{ env.A }}", null)]
    public void A_host_is_named_only_where_no_expression_can_change_it(string url, string? host) => NamedHost.Of(Compiled(url)).ShouldBe(host);

    [Fact]
    public void No_url_names_no_host()
    {
        NamedHost.Of(null).ShouldBeNull();
        NamedHost.Of(new Template.Literal(12)).ShouldBeNull();
    }

    private static Template Compiled(string text)
    {
        var parts = TemplateScan.Scan(text).Pieces.Select(p => p.IsExpression
            ? (Template)new Template.Computed(((ExpressionParse.Parsed)Expression.Parse(text[p.From..p.To])).Expression, new("", 1, 1))
            : new Template.Literal(text[p.From..p.To])).ToArray();
        return parts is [Template.Literal or Template.Computed] ? parts[0] : new Template.Text(parts);
    }
}
