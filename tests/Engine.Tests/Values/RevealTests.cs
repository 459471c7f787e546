using System.Buffers;
using System.Text;
using Keyway.Engine.Values;

namespace Keyway.Engine.Tests.Values;

public sealed class RevealTests
{
    private static readonly Value Token = Value.From("secret-text").With(Labels.Of(new Label("a.token")));
    private static readonly Value Other = Value.From("other-text").With(Labels.Of(new Label("b.token")));

    [Fact]
    public void An_answer_holds_the_text_of_what_was_revealed_and_the_handle_of_what_was_not() =>
        Answer(Value.Object(("mine", Token.MarkRevealed()), ("not", Other))).ShouldBe("""{"mine":"secret-text","not":"«b.token»"}""");

    [Fact]
    public void Every_other_sink_shows_the_handle_of_a_revealed_value() => ValueJson.ToText(Token.MarkRevealed()).ShouldBe("\"«a.token»\"");

    [Fact]
    public void What_is_made_of_a_revealed_and_another_secret_is_not_revealed()
    {
        var both = Labels.Union(Token.MarkRevealed().Labels, Other.Labels)!;
        both.IsRevealed.ShouldBeFalse();
        both.Handle.ShouldBe("«a.token, b.token»");
        Labels.Union(Token.MarkRevealed().Labels, null)!.IsRevealed.ShouldBeTrue();
        Labels.Union(Token.Labels, Token.MarkRevealed().Labels)!.IsRevealed.ShouldBeFalse();
    }

    private static string Answer(Value value)
    {
        var buffer = new ArrayBufferWriter<byte>();
        ValueJson.Write(buffer, value, LeafWriter.Answer);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
