using Keyway.Engine.Redaction;
using Keyway.Engine.Values;

namespace Keyway.Engine.Tests.Redaction;

public class RecordedTests
{
    private static readonly Labels Token = Labels.Of(new Label("slack.oauth_access_token"));

    private static readonly Value Secret = Value.From("xoxb-1-canary-Aa9").With(Token);

    [Fact]
    public void A_labelled_leaf_is_recorded_as_its_name_and_never_as_its_text()
    {
        var redacted = new Redactor(new SecretArena()).Recorded(Value.Object(("a", Secret), ("b", 1)));

        redacted.Text.ShouldBe("""{"a":{"«":"slack.oauth_access_token"},"b":1}""");
    }

    [Fact]
    public void A_boxed_leaf_comes_back_as_it_was()
    {
        var box = new List<Value>();
        var value = Value.Object(("list", Value.Array(Secret, "plain", 12)), ("again", Secret));
        var recorded = new Redactor(new SecretArena()).Recorded(value, leaf => { box.Add(leaf); return box.Count - 1; });

        recorded.Text.ShouldBe("""{"list":[{"«":"slack.oauth_access_token","box":0},"plain",12],"again":{"«":"slack.oauth_access_token","box":1}}""");
        Redactor.ReadRecorded(recorded.Utf8.Span, (index, name) =>
        {
            name.ShouldBe("slack.oauth_access_token");
            return box[index];
        }).ShouldBe(value);
    }

    [Fact]
    public void A_leaf_without_a_box_comes_back_absent_and_keeps_its_name()
    {
        var recorded = new Redactor(new SecretArena()).Recorded(Value.Object(("a", Secret), ("e", "")));
        var read = Redactor.ReadRecorded(recorded.Utf8.Span, (index, name) =>
        {
            index.ShouldBe(-1);
            return Redactor.Absent(name);
        });

        Redactor.IsAbsent(read["a"]).ShouldBeTrue();
        read["a"].ToString().ShouldBe("\"«slack.oauth_access_token»\"");
        Redactor.IsAbsent(read["e"]).ShouldBeFalse();
        Redactor.IsAbsent(Secret).ShouldBeFalse();
    }

    [Theory]
    [InlineData("«")]
    [InlineData("««")]
    [InlineData("«x»")]
    [InlineData("box")]
    public void What_a_user_sends_never_passes_for_a_secret_leaf(string key)
    {
        var value = Value.Object(("in", Value.Object((key, "slack.oauth_access_token"), ("box", 3))));
        var recorded = new Redactor(new SecretArena()).Recorded(value);

        Redactor.ReadRecorded(recorded.Utf8.Span, (_, _) => throw new InvalidOperationException()).ShouldBe(value);
        Redactor.ToDisplay(recorded.Utf8.Span).Text.ShouldBe(ValueJson.ToText(value));
    }

    [Fact]
    public void People_see_the_handle()
    {
        var recorded = new Redactor(new SecretArena()).Recorded(Value.Object(("a", Value.Array(Secret)), ("«b", 1.5)), _ => 7);

        Redactor.ToDisplay(recorded.Utf8.Span).Text.ShouldBe("""{"a":["«slack.oauth_access_token»"],"«b":1.5}""");
    }

    [Fact]
    public void A_leaf_is_boxed_once_even_when_the_document_is_written_twice_because_the_net_caught_something()
    {
        var arena = new SecretArena();
        arena.Register(new Label("slack.oauth_access_token"), "xoxb-1-canary-Aa9");
        var boxed = 0;
        var recorded = new Redactor(arena).Recorded(Value.Object(("a", Secret), ("lost", "xoxb-1-canary-Aa9")), _ => boxed++);

        boxed.ShouldBe(1);
        recorded.Text.ShouldBe("""{"a":{"«":"slack.oauth_access_token","box":0},"lost":"«slack.oauth_access_token»"}""");
    }
}
