using Keyway.Engine.Workflows;
using Keyway.Server.Workflows;

namespace Keyway.Server.Tests.Workflows;

/// <summary>Where a character of a scalar's text stands in the file: what an expression's problems point with.</summary>
public sealed class TextPlaceTests
{
    /// <summary>In each text, the mark stands before an X that is in the scalar's text once.</summary>
    [Theory]
    [InlineData("a: one ¶X two\n")]
    [InlineData("a: ¶X\n")]
    [InlineData("a: one\n  two\n    ¶X\n")]
    [InlineData("a: one\n\n\n  two ¶X\n")]
    [InlineData("a: &name ¶X\n")]
    [InlineData("a: &name\n  ¶X\n")]
    [InlineData("a: 'it''s ''¶X'' '\n")]
    [InlineData("a: 'one\n  two\n\n  ¶X'\n")]
    [InlineData("a: \"\\\"\\t\\u00e9\\x41\\U0001F600😀¶X\"\n")]
    [InlineData("a: \"one \\\n   two \\\n\n   ¶X\"\n")]
    [InlineData("a: \"one\n  two \t\n  \n  ¶X\"\n")]
    [InlineData("a: |\n  one\n    two\n  ¶X\n")]
    [InlineData("a: |\n\n\n  one\n\n  two ¶X\n")]
    [InlineData("a: |-\n      one\n      ¶X\n")]
    [InlineData("a: |2\n     one\n  ¶X\n")]
    [InlineData("a: |+ # why\n  one\n\n  ¶X\n\n\nb: 1\n")]
    [InlineData("a: >\n  one\n  two\n  ¶X\n")]
    [InlineData("a: >\n  one\n\n  two\n\n\n  ¶X three\n")]
    [InlineData("a: >\n  one\n    more\n  two\n  ¶X\n")]
    [InlineData("a: >\n  one\n\n    more\n\n  ¶X\n")]
    [InlineData("a: >-\n\n  one\n   two\n\n   ¶X\n")]
    [InlineData("a: { b: \"one ¶X\" }\n")]
    [InlineData("- - |\n    one\n    ¶X\n")]
    public void A_character_is_found_where_it_stands(string marked)
    {
        foreach (var lineEnd in new[] { "\n", "\r\n" })
        {
            var (text, line, column) = Checked.Unmark(marked);
            var scalar = Scalars(Read(text.Replace("\n", lineEnd))).Single(s => s.Value.TryGetText(out var t) && t.Contains('X'));
            scalar.Value.TryGetText(out var value);
            scalar.PlaceOf(value!.IndexOf('X')).ShouldBe(new(line, column), value);
        }
    }

    [Theory]
    [InlineData("{ \"a\": \"one ¶X\" }")]
    [InlineData("{\n  \"é😀\": \"\\\"\\u00e9\\ud83d\\ude00\\n😀¶X\" }")]
    public void A_character_of_a_json_text_is_found_where_it_stands(string marked)
    {
        var (text, line, column) = Checked.Unmark(marked);
        var scalar = Scalars(Read(text, "json")).Single();
        scalar.Value.TryGetText(out var value);
        scalar.PlaceOf(value!.IndexOf('X')).ShouldBe(new(line, column));
    }

    internal static SourceNode Read(string text, string form = "yaml")
    {
        var read = SourceFile.Read(text, form);
        return read.ShouldBeOfType<SourceRead.Read>((read as SourceRead.Failed)?.Problem.Message).Source;
    }

    internal static IEnumerable<SourceNode.Scalar> Scalars(SourceNode node) => node switch
    {
        SourceNode.Scalar scalar => [scalar],
        SourceNode.List list => list.Items.SelectMany(Scalars),
        SourceNode.Map map => map.Properties.SelectMany(p => Scalars(p.Value)),
        _ => [],
    };
}
