using Keyway.Engine.Apps;
using Keyway.Engine.Values;

namespace Keyway.Apps.Tests;

public sealed class CoercionTests
{
    [Theory]
    [InlineData(PropType.Text, "\"a\"", "\"a\"")]
    [InlineData(PropType.Text, "3", "\"3\"")]
    [InlineData(PropType.Text, "12345678901234567890", "\"12345678901234567890\"")]
    [InlineData(PropType.Text, "true", "\"true\"")]
    [InlineData(PropType.Number, "1.5", "1.5")]
    [InlineData(PropType.Number, "\"1.5\"", "1.5")]
    [InlineData(PropType.Number, "\"-2e3\"", "-2e3")]
    [InlineData(PropType.Integer, "3", "3")]
    [InlineData(PropType.Integer, "3.0", "3.0")]
    [InlineData(PropType.Integer, "\"3\"", "3")]
    [InlineData(PropType.Integer, "12345678901234567890", "12345678901234567890")]
    [InlineData(PropType.Boolean, "false", "false")]
    [InlineData(PropType.Boolean, "\"true\"", "true")]
    [InlineData(PropType.Object, "\"{\\\"a\\\":1}\"", "{\"a\":1}")]
    [InlineData(PropType.Array, "\"[1,2]\"", "[1,2]")]
    [InlineData(PropType.Any, "null", "null")]
    [InlineData(PropType.Any, "[1,{}]", "[1,{}]")]
    public void A_value_is_brought_to_its_type_where_nothing_is_lost(PropType type, string given, string coerced) =>
        ValueJson.ToText(Valid(Of(type), ValueJson.Parse(given))["p"]).ShouldBe(coerced);

    [Theory]
    [InlineData(PropType.Text, "{}", "a text", "an object")]
    [InlineData(PropType.Text, "[]", "a text", "a list")]
    [InlineData(PropType.Number, "\"\"", "a number", "a text")]
    [InlineData(PropType.Number, "\"abc\"", "a number", "a text")]
    [InlineData(PropType.Number, "\"0x1f\"", "a number", "a text")]
    [InlineData(PropType.Number, "\" 1\\n\"", "a number", "a text")]
    [InlineData(PropType.Number, "true", "a number", "true or false")]
    [InlineData(PropType.Integer, "3.5", "a whole number", "a number")]
    [InlineData(PropType.Integer, "1e300", "a whole number", "a number")]
    [InlineData(PropType.Boolean, "1", "true or false", "a number")]
    [InlineData(PropType.Boolean, "\"yes\"", "true or false", "a text")]
    [InlineData(PropType.Object, "[]", "an object", "a list")]
    [InlineData(PropType.Object, "\"{\"", "an object", "a text")]
    [InlineData(PropType.Array, "\"a\"", "a list", "a text")]
    public void What_would_be_lost_is_refused_with_both_types(PropType type, string given, string expected, string got)
    {
        var message = Invalid(Of(type), ValueJson.Parse(given));
        message.ShouldBe($"The input 'p' (Prop) must be {expected}, and is {got}.");
    }

    [Fact]
    public void Labels_stay_through_every_coercion()
    {
        foreach (var (type, text) in new[] { (PropType.Text, "a"), (PropType.Integer, "3"), (PropType.Number, "1.5"), (PropType.Boolean, "true") })
            Valid(Of(type), Bench.Labelled(text, "a.b"))["p"].Labels!.Handle.ShouldBe("«a.b»");
        Valid(Of(PropType.Object), Bench.Labelled("""{"x":["deep"]}""", "a.b"))["p"].DeepLabels!.Handle.ShouldBe("«a.b»");
        Valid(Of(PropType.Text), ValueJson.Parse("3").With(Labels.Of(new Label("a.b"))))["p"].IsLabelled.ShouldBeTrue();
    }

    [Fact]
    public void A_message_never_holds_the_value()
    {
        Invalid(Of(PropType.Integer), "hunter2-hunter2").ShouldNotContain("hunter2");
        Invalid(Of(PropType.Text).OneOf("a", "b"), "hunter2").ShouldBe("The input 'p' (Prop) must be one of: a, b.");
        Invalid(Of(PropType.Text).Between(null, 3), "hunter2").ShouldNotContain("hunter2");
    }

    [Fact]
    public void Absent_and_null_take_the_default_or_are_left_out()
    {
        foreach (var inputs in new[] { Value.Object(), Value.Object(("p", Value.Null)), Value.Object(("p", Value.Undefined)) })
        {
            Coerced(Of(PropType.Text).Optional("d"), inputs).ShouldBeOfType<CoercedInputs.Valid>().Inputs.Get("p").ShouldBe("d");
            Coerced(Of(PropType.Text).Optional(), inputs).ShouldBeOfType<CoercedInputs.Valid>().Inputs.Has("p").ShouldBeFalse();
            Coerced(Of(PropType.Text), inputs).ShouldBeOfType<CoercedInputs.Invalid>().Error.Message.ShouldBe("The input 'p' (Prop) is missing: a text is expected.");
        }
    }

    [Fact]
    public void Items_of_a_list_are_coerced_and_named_by_their_place()
    {
        var prop = Prop.List("p", "Prop", "Help.", PropType.Text);
        Valid(prop, Value.Array("a", 1))["p"].ShouldBe(Value.Array("a", "1"));
        Invalid(prop, Value.Array("a", Value.Object())).ShouldBe("Item 2 of the input 'p' (Prop) must be a text, and is an object.");
    }

    [Fact]
    public void Bounds_hold_for_numbers_and_for_the_length_of_texts()
    {
        Invalid(Of(PropType.Integer).Between(1, 5), 6).ShouldBe("The input 'p' (Prop) must be from 1 to 5.");
        Invalid(Of(PropType.Integer).Between(1, 5), "0").ShouldContain("from 1 to 5");
        Invalid(Of(PropType.Text).Between(2, null), "a").ShouldBe("The input 'p' (Prop) must be at least 2 characters long.");
        Valid(Of(PropType.Text).Between(2, 3), "abc")["p"].ShouldBe("abc");
    }

    [Fact]
    public void An_input_that_the_action_does_not_have_is_named() =>
        Coerced(Of(PropType.Any), Value.Object(("p", 1), ("chanel", 1))).ShouldBeOfType<CoercedInputs.Invalid>().Error.Message.ShouldBe("The action act has no input 'chanel'.");

    [Fact]
    public void A_secret_prop_is_a_handle_however_it_was_given()
    {
        Valid(Of(PropType.Text) with { Secret = true }, "abc")["p"].Labels!.Handle.ShouldBe("«p»");
        Valid(Of(PropType.Text) with { Secret = true }, Bench.Labelled("abc", "a.b"))["p"].Labels!.Handle.ShouldBe("«a.b»");
    }

    [Fact]
    public void A_schema_says_what_coercion_asks()
    {
        var action = Act(
            Prop.Text("t", "T", "Help.").OneOf("a", "b").Optional("a"), Prop.Integer("n", "N", "Help.").Between(1, 5), Prop.List("l", "L", "Help.", PropType.Text).Optional(),
            Prop.Text("s", "S", "Help.").Between(null, 9) with { Secret = true });
        ActionSchema.Inputs(action).ToJsonString().ShouldBe(
            """{"type":"object","properties":{"t":{"title":"T","description":"Help.","type":"string","enum":["a","b"],"default":"a"},"""
            + "\"n\":{\"title\":\"N\",\"description\":\"Help.\",\"type\":\"integer\",\"minimum\":1,\"maximum\":5},"
            + "\"l\":{\"title\":\"L\",\"description\":\"Help.\",\"type\":\"array\",\"items\":{\"type\":\"string\"}},"
            + "\"s\":{\"title\":\"S\",\"description\":\"Help.\",\"type\":\"string\",\"maxLength\":9,\"writeOnly\":true}},\"additionalProperties\":false,\"required\":[\"n\",\"s\"]}");
    }

    private static Prop Of(PropType type) => new() { Name = "p", Type = type, Label = "Prop", Help = "Help." };

    private static AppAction Act(params Prop[] props) => new() { Key = "act", Title = "Act", Description = "For tests.", Props = props, Run = (_, _) => throw new NotSupportedException() };

    private static CoercedInputs Coerced(Prop prop, Value inputs)
    {
        inputs.TryGetObject(out var map).ShouldBeTrue();
        return Coercion.Coerce(Act(prop), map!);
    }

    private static Value Valid(Prop prop, Value given) => Coerced(prop, Value.Object(("p", given))).ShouldBeOfType<CoercedInputs.Valid>().Inputs;

    private static string Invalid(Prop prop, Value given)
    {
        var error = Coerced(prop, Value.Object(("p", given))).ShouldBeOfType<CoercedInputs.Invalid>().Error;
        error.Code.ShouldBe("invalid_input");
        return error.Message;
    }
}
