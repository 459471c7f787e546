using Keyway.Engine.Values;
using Keyway.Engine.Workflows;
using Keyway.Server.Workflows;

namespace Keyway.Server.Tests.Workflows;

public sealed class YamlReaderTests
{
    /// <summary>YAML 1.2's core schema: what it reads as, in JSON.</summary>
    [Theory]
    [InlineData("~", "null")]
    [InlineData("", "null")]
    [InlineData("null", "null")]
    [InlineData("nULL", "\"nULL\"")]
    [InlineData("true", "true")]
    [InlineData("False", "false")]
    [InlineData("yes", "\"yes\"")]
    [InlineData("on", "\"on\"")]
    [InlineData("no", "\"no\"")]
    [InlineData("12", "12")]
    [InlineData("-0", "-0")]
    [InlineData("+12", "12")]
    [InlineData("007", "7")]
    [InlineData("0o17", "15")]
    [InlineData("0o18", "\"0o18\"")]
    [InlineData("0xfF", "255")]
    [InlineData("1_000", "\"1_000\"")]
    [InlineData("12:30:45", "\"12:30:45\"")]
    [InlineData("2026-11-22", "\"2026-11-22\"")]
    [InlineData("1.50", "1.50")]
    [InlineData(".5", "0.5")]
    [InlineData("5.", "5")]
    [InlineData("1e3", "1e3")]
    [InlineData("1e", "\"1e\"")]
    [InlineData(".", "\".\"")]
    [InlineData("12345678901234567890123", "12345678901234567890123")]
    [InlineData("1.2.3", "\"1.2.3\"")]
    [InlineData("'12'", "\"12\"")]
    [InlineData("\"\\u00e9\\x41\\U0001F600\\n\"", "\"éA\\uD83D\\uDE00\\n\"")]
    public void A_scalar_reads_by_the_core_schema(string yaml, string json)
    {
        var map = Read("a: " + yaml + "\n").ShouldBeOfType<SourceNode.Map>();
        ValueJson.ToText(map.Properties[0].Value.ShouldBeOfType<SourceNode.Scalar>().Value).ShouldBe(json);
    }

    /// <summary>What is refused, and where.</summary>
    [Theory]
    [InlineData("source_syntax", "a: b\n¶  c: d\n e: f\n")]
    [InlineData("source_syntax", "a: [1, 2\n¶")]
    [InlineData("source_syntax", "¶")]
    [InlineData("source_syntax", "# nothing\n¶")]
    [InlineData("source_syntax", "a: 1\n? ¶[b]\n: 2\n")]
    [InlineData("source_documents", "a: 1\n¶---\nb: 2\n")]
    [InlineData("source_tag", "a: ¶!!str 1\n")]
    [InlineData("source_tag", "a: ¶!local [1]\n")]
    [InlineData("source_alias", "a: ¶*b\n")]
    [InlineData("source_alias", "a: &b [1, ¶*b]\n")]
    [InlineData("source_number", "a: ¶-.inf\n")]
    [InlineData("source_number", "a: ¶.NaN\n")]
    [InlineData("source_encoding", "a: \"¶\u0007\"\n")]
    [InlineData("source_encoding", "a: b¶\0c: d\n")]
    [InlineData("source_encoding", "a: b¶\u2028c: d\n")]
    public void What_is_no_workflow_file_is_refused_with_its_place(string code, string marked)
    {
        var (text, line, column) = Checked.Unmark(marked);
        var problem = SourceFile.Read(text, "yaml").ShouldBeOfType<SourceRead.Failed>().Problem;
        (problem.Code, problem.At.Line).ShouldBe((code, line), problem.Message);
        if (code != "source_syntax") problem.At.Column.ShouldBe(column, problem.Message);
    }

    [Fact]
    public void Half_a_character_is_refused_where_it_stands() =>
        SourceFile.Read("a: \ud83d\n", "yaml").ShouldBeOfType<SourceRead.Failed>().Problem.ShouldSatisfyAllConditions(
            p => p.Code.ShouldBe("source_encoding"),
            p => p.At.Column.ShouldBe(4));

    [Fact]
    public void An_alias_is_its_anchor_again()
    {
        var map = (SourceNode.Map)Read("a: &x { b: 1 }\nc: *x\nd: &y \"t\"\n");
        map.Properties[1].Value.ShouldBeSameAs(map.Properties[0].Value);
        map.Properties[2].Value.Column.ShouldBe(7);
    }

    [Fact]
    public void Aliases_of_aliases_cannot_blow_up()
    {
        var text = "a0: &a0 [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]\n"
            + string.Concat(Enumerable.Range(1, 30).Select(i => $"a{i}: &a{i} [{string.Join(", ", Enumerable.Repeat("*a" + (i - 1), 10))}]\n"));
        SourceFile.Read(text, "yaml").ShouldBeOfType<SourceRead.Failed>().Problem.Code.ShouldBe("source_too_large");
    }

    [Theory]
    [InlineData("yaml", "[", "]")]
    [InlineData("yaml", "{a: ", "}")]
    [InlineData("json", "[", "]")]
    [InlineData("json", "{\"a\": ", "}")]
    public void Deep_nesting_is_refused_and_not_followed(string form, string open, string close)
    {
        foreach (var depth in new[] { 66, 1000, 100_000 })
        {
            var text = string.Concat(Enumerable.Repeat(open, depth)) + "1" + string.Concat(Enumerable.Repeat(close, depth));
            SourceFile.Read(text, form).ShouldBeOfType<SourceRead.Failed>().Problem.Code.ShouldBe("source_too_deep");
        }
        Read(string.Concat(Enumerable.Repeat(open, 64)) + "1" + string.Concat(Enumerable.Repeat(close, 64)), form);
    }

    [Fact]
    public void A_deep_block_is_refused_too()
    {
        var text = string.Concat(Enumerable.Range(0, 70).Select(i => new string(' ', i) + "a:\n"));
        SourceFile.Read(text, "yaml").ShouldBeOfType<SourceRead.Failed>().Problem.Code.ShouldBe("source_too_deep");
    }

    [Fact]
    public void A_file_that_is_too_long_is_refused_unread() =>
        SourceFile.Read("a: " + new string('x', SourceFile.MaxLength), "yaml").ShouldBeOfType<SourceRead.Failed>().Problem.Code.ShouldBe("source_too_large");

    [Fact]
    public void Bytes_that_are_not_utf8_are_refused_where_they_stand()
    {
        var problem = SourceFile.Read([.. "a: b\nc: "u8, 0xC3, 0x28], "yaml").ShouldBeOfType<SourceRead.Failed>().Problem;
        (problem.Code, problem.At.Line, problem.At.Column).ShouldBe(("source_encoding", 2, 4));
        SourceFile.Read([0xEF, 0xBB, 0xBF, .. "a: b"u8], "yaml").ShouldBeOfType<SourceRead.Read>().Source.Column.ShouldBe(1);
    }

    private static SourceNode Read(string text, string form = "yaml")
    {
        var read = SourceFile.Read(text, form);
        return read.ShouldBeOfType<SourceRead.Read>((read as SourceRead.Failed)?.Problem.Message).Source;
    }
}
