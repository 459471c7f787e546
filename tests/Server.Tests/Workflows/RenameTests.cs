using Keyway.Server.Workflows;

namespace Keyway.Server.Tests.Workflows;

public sealed class RenameTests
{
    [Fact]
    public void Every_reference_follows_and_nothing_else_changes()
    {
        const string before = """
            # greet is only a word here
            keyway: 1
            name: greet
            trigger: { http: { idempotency_key: "{{ steps.trigger.event.body.greet }}" } }
            connections: { slack: { external: "{{ steps.greet.$return_value.auth }}" } }
            steps:
              - name: first
                uses: data/set
                with: { value: greet }
                on_error: { goto: greet }
              - { name: 'greet', uses: data/set, with: { value: "steps.greet is text" } }
              - name: greeting
                uses: data/set
                if: "{{ steps . greet ?. ok && steps['greet'].x > steps?.greet.y }}"
                with:
                  value: |
                    Say {{ steps.greeter }} {{ ((steps) => steps.greet)({ greet: 1 }) }}
                    and {{
                      [steps.greet, `${steps["greet"].a} greet`]
                    }}

            """;
        const string after = """
            # greet is only a word here
            keyway: 1
            name: greet
            trigger: { http: { idempotency_key: "{{ steps.trigger.event.body.greet }}" } }
            connections: { slack: { external: "{{ steps.say_hello.$return_value.auth }}" } }
            steps:
              - name: first
                uses: data/set
                with: { value: greet }
                on_error: { goto: say_hello }
              - { name: 'say_hello', uses: data/set, with: { value: "steps.greet is text" } }
              - name: greeting
                uses: data/set
                if: "{{ steps . say_hello ?. ok && steps['say_hello'].x > steps?.say_hello.y }}"
                with:
                  value: |
                    Say {{ steps.greeter }} {{ ((steps) => steps.greet)({ greet: 1 }) }}
                    and {{
                      [steps.say_hello, `${steps["say_hello"].a} greet`]
                    }}

            """;
        foreach (var lineEnd in new[] { "\n", "\r\n" })
        {
            var renamed = SourceRename.Rename("\uFEFF" + before.Replace("\n", lineEnd), "yaml", "greet", "say_hello").ShouldBeOfType<SourceRenamed.Renamed>();
            renamed.Text.ShouldBe("\uFEFF" + after.Replace("\n", lineEnd));
            renamed.Places.ShouldBe(8);
        }
    }

    [Fact]
    public void Json_is_renamed_too()
    {
        const string text = """{ "steps": [ { "name": "a" }, { "with": { "x": "\u00e9\n{{ steps[\"a\"].b }}" } } ] }""";
        SourceRename.Rename(text, "json", "a", "bb").ShouldBeOfType<SourceRenamed.Renamed>().Text
            .ShouldBe("""{ "steps": [ { "name": "bb" }, { "with": { "x": "\u00e9\n{{ steps[\"bb\"].b }}" } } ] }""");
    }

    [Theory]
    [InlineData("c", "d", "unknown_step")]
    [InlineData("a", "b", "duplicate_step")]
    [InlineData("a", "trigger", "reserved_name")]
    [InlineData("a", "no-name", "invalid_value")]
    [InlineData("a", "name\n", "invalid_value")]
    public void A_name_that_cannot_be_is_refused(string from, string to, string code) =>
        SourceRename.Rename("steps: [{ name: a }, { name: b }]\n", "yaml", from, to).ShouldBeOfType<SourceRenamed.Failed>().Problem.Code.ShouldBe(code);

    [Fact]
    public void A_name_that_is_spelt_by_escapes_is_left_alone() =>
        SourceRename.Rename("steps: [{ name: \"\\u0061\" }]\n", "yaml", "a", "b").ShouldBeOfType<SourceRenamed.Failed>().Problem.Code.ShouldBe("rename_unclear");

    [Fact]
    public void A_file_that_does_not_read_is_not_renamed() =>
        SourceRename.Rename("steps: [", "yaml", "a", "b").ShouldBeOfType<SourceRenamed.Failed>().Problem.Code.ShouldBe("source_syntax");
}
