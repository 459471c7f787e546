using Keyway.Engine.Expressions;
using Keyway.Engine.Secrets;
using Keyway.Engine.Values;

namespace Keyway.Engine.Tests.Expressions;

public sealed class SecretTemplateTests
{
    [Fact]
    public void A_plain_reference_is_taken_apart()
    {
        var template = SecretTemplate.Parse("prod-vault:/database/creds/ro%23le?version=3&stage=X#user/name", out _).ShouldNotBeNull();
        template.StoreName.ShouldBe("prod-vault");
        template.LiteralPrefix.ShouldBe("/database/creds/ro%23le");
        var reference = template.Resolve([], out _).ShouldNotBeNull();
        reference.Path.IsAbsolute.ShouldBeTrue();
        reference.Path.Segments.ShouldBe(["database", "creds", "ro#le"]);
        reference.Field.ShouldBe("user/name");
        reference.Options.ShouldBe(new SecretOptions("3", "X"));
    }

    [Theory]
    [InlineData("", "is empty")]
    [InlineData("no-store", "begins with a store and a colon")]
    [InlineData("a b:c", "a store's name")]
    [InlineData("v:", "needs a path")]
    [InlineData("v:a//b", "a path segment")]
    [InlineData("v:a/../b", "'.' or '..'")]
    [InlineData("v:%2e", "'.' or '..'")]
    [InlineData("v:a%", "two hex digits")]
    [InlineData("v:a#", "the field")]
    [InlineData("v:a?b=1", "version=... and stage=...")]
    public void A_reference_that_cannot_be_read_says_why(string text, string problem)
    {
        SecretTemplate.Parse(text, out var said).ShouldBeNull();
        said.ShouldNotBeNull().ShouldContain(problem);
    }

    [Theory]
    [InlineData("../admin#x")]
    [InlineData("a?version=1")]
    [InlineData("%2e%2e")]
    [InlineData("a:b")]
    public void A_hole_is_one_segment_whatever_it_holds(string id)
    {
        var asked = Ask("secret(`vault:users/${steps.id}/github#token`)", id).ShouldBeOfType<Evaluation.NeedsSecret>().Reference;
        asked.Store.ShouldBe("vault");
        asked.Path.Segments.ShouldBe(["users", id, "github"]);
        asked.Field.ShouldBe("token");
        asked.Options.ShouldBe(SecretOptions.None);
    }

    [Fact]
    public void A_hole_may_be_a_part_of_a_segment_or_the_field()
    {
        var asked = Ask("secret(`vault:u-${steps.id}-x#${steps.id}_token`)", "7").ShouldBeOfType<Evaluation.NeedsSecret>().Reference;
        asked.Path.Segments.ShouldBe(["u-7-x"]);
        asked.Field.ShouldBe("7_token");
    }

    [Theory]
    [InlineData("", "is empty")]
    [InlineData(".", "'.' or '..'")]
    [InlineData("..", "'.' or '..'")]
    [InlineData("a\nb", "control character")]
    [InlineData("lone surrogate", "not valid Unicode")]
    public void A_hole_that_is_no_name_is_refused(string id, string problem)
    {
        // An attribute is stored as UTF-8 and cannot hold half of a pair.
        if (id == "lone surrogate") id = "a\ud800";
        var error = Ask("secret(`vault:users/${steps.id}#t`)", id).ShouldBeOfType<Evaluation.Failed>().Error;
        error.Code.ShouldBe("expression_type");
        error.Message.ShouldContain(problem);
    }

    [Theory]
    [InlineData("secret(`vault:${steps.none}#t`)", "steps.none is undefined")]
    [InlineData("secret(`vault:${[1]}#t`)", "an array")]
    [InlineData("secret(`vault:${steps.token}#t`)", "itself a secret")]
    [InlineData("secret('a:' + steps.id)", "written on the spot")]
    [InlineData("[1].concat(secret)", "written on the spot")]
    public void What_cannot_be_a_reference_is_refused(string source, string problem) =>
        Ask(source, "1").ShouldBeOfType<Evaluation.Failed>().Error.Message.ShouldContain(problem);

    [Fact]
    public void An_answered_secret_keeps_the_label_it_was_given()
    {
        var secret = Value.From("s3cr3t").With(Labels.Of(new Label("vault:a#t")));
        var scope = new EvaluationScope { Steps = Value.Null, Secret = r => r.Name == "vault:a#t" ? secret : (Value?)null };
        Try.Value("'Bearer ' + secret('vault:a#t')", scope).ToString().ShouldBe("\"«vault:a#t»\"");
    }

    [Fact]
    public void A_computed_reference_is_seen_when_the_expression_is_parsed()
    {
        Try.Parse("secret('a:b#c') + secret(steps.x)").Secrets.Select(s => s.Template?.StoreName).ShouldBe(["a", null]);
        Try.Error("secret(`${steps.x}:b`)").ShouldBe(new ExpressionError("expression_syntax", "the store of a secret reference must be literal", 1, 8));
    }

    private static Evaluation Ask(string source, string id) => Try.Evaluate(source, new EvaluationScope
    {
        Steps = Containers.Freeze(Value.Object(("id", id), ("token", Value.From("x").With(Labels.Of(new Label("t")))))),
    });
}
