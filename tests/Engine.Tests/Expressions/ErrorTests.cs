using Keyway.Engine.Expressions;

namespace Keyway.Engine.Tests.Expressions;

/// <summary>What is refused says what, where, and what to do instead.</summary>
public sealed class ErrorTests
{
    [Theory]
    [InlineData("", "syntax", 1, 1, "is empty")]
    [InlineData("  \n ", "syntax", 1, 1, "is empty")]
    [InlineData("1 +", "syntax", 1, 4, "the end of the expression")]
    [InlineData("a.b.", "syntax", 1, 5, "a name is missing")]
    [InlineData("(1 + 2", "syntax", 1, 7, "')' is missing")]
    [InlineData("[1, 2", "syntax", 1, 6, "']' is missing")]
    [InlineData("{ a: 1", "syntax", 1, 7, "'}' is missing")]
    [InlineData("f(1", "syntax", 1, 4, "')' is missing")]
    [InlineData("1 2", "syntax", 1, 3, "a number")]
    [InlineData("'abc", "syntax", 1, 1, "a text that is not closed")]
    [InlineData("1 +\n  'abc", "syntax", 2, 3, "a text that is not closed")]
    [InlineData("`a${1", "syntax", 1, 6, "'}' is missing")]
    [InlineData("`a", "syntax", 1, 1, "a template that is not closed")]
    [InlineData("/a", "syntax", 1, 1, "a regular expression that is not closed")]
    [InlineData("/(/", "syntax", 1, 1, "a group that is not closed")]
    [InlineData("/a/zz", "syntax", 1, 1, "a flag")]
    [InlineData("/* a", "syntax", 1, 1, "a comment that is not closed")]
    [InlineData("1 ? 2", "syntax", 1, 6, "':' is missing")]
    [InlineData("x = 1", "syntax", 1, 3, "to compare, write ===")]
    [InlineData("steps.a = 1", "syntax", 1, 9, "assigns")]
    [InlineData("steps.a += 1", "syntax", 1, 9, "'+='")]
    [InlineData("steps.a ??= 1", "syntax", 1, 9, "'??='")]
    [InlineData("[a] = [1]", "syntax", 1, 5, "assigns")]
    [InlineData("x++", "syntax", 1, 2, "'++' assigns")]
    [InlineData("--x", "syntax", 1, 1, "'--' assigns")]
    [InlineData("1; 2", "syntax", 1, 2, "only one expression")]
    [InlineData("if (1) 2", "syntax", 1, 1, "test ? value : other")]
    [InlineData("for (;;) 1", "syntax", 1, 1, "items.map")]
    [InlineData("return 1", "syntax", 1, 1, "the value of the expression is the result")]
    [InlineData("let x = 1", "syntax", 1, 1, "(name => ...)(value)")]
    [InlineData("throw 1", "syntax", 1, 1, "'throw' is not allowed")]
    [InlineData("function f() {}", "syntax", 1, 1, "arrow function")]
    [InlineData("1 + function () {}", "syntax", 1, 5, "arrow function")]
    [InlineData("class A {}", "syntax", 1, 1, "'class'")]
    [InlineData("await x", "syntax", 1, 1, "at once")]
    [InlineData("async () => 1", "syntax", 1, 1, "'async'")]
    [InlineData("async x => 1", "syntax", 1, 1, "'async'")]
    [InlineData("yield 1", "syntax", 1, 1, "'yield'")]
    [InlineData("delete steps.a", "syntax", 1, 1, "'delete'")]
    [InlineData("this.x", "syntax", 1, 1, "'this'")]
    [InlineData("import('x')", "syntax", 1, 1, "'import'")]
    [InlineData("new.target", "syntax", 1, 1, "'new.target'")]
    [InlineData("() => { return 1 }", "syntax", 1, 7, "an object needs parentheses")]
    [InlineData("{ a() { return 1 } }", "syntax", 1, 3, "name: () => value")]
    [InlineData("{ get a() { return 1 } }", "syntax", 1, 3, "name: () => value")]
    [InlineData("{ a = 1 }", "syntax", 1, 5, "name: value")]
    [InlineData("{ __proto__: 1 }", "syntax", 1, 3, "'__proto__'")]
    [InlineData("1n", "syntax", 1, 1, "BigInt")]
    [InlineData("017", "syntax", 1, 1, "0o17")]
    [InlineData("'\\01'", "syntax", 1, 2, "octal")]
    [InlineData("a ?? b || c", "syntax", 1, 3, "parentheses")]
    [InlineData("-1 ** 2", "syntax", 1, 4, "parentheses")]
    [InlineData("tag`x`", "syntax", 1, 4, "String.raw")]
    [InlineData("a#b", "syntax", 1, 2, "'#'")]
    [InlineData("a \u0001 b", "syntax", 1, 3, "does not belong")]
    [InlineData("... [1]", "syntax", 1, 1, "'...'")]
    [InlineData("(a, 1) => a", "syntax", 1, 8, "parameters")]
    [InlineData("1 + x => x", "syntax", 1, 5, "parentheses")]
    [InlineData("foo", "reference", 1, 1, "'foo' is not defined")]
    [InlineData("1 +\n foo.bar", "reference", 2, 2, "'foo' is not defined")]
    [InlineData("1 +\r\n foo", "reference", 2, 2, "'foo'")]
    [InlineData("[1].map(x => y)", "reference", 1, 14, "'y' is not defined")]
    [InlineData("{ a }", "reference", 1, 3, "'a' is not defined")]
    [InlineData("fetch('x')", "reference", 1, 1, "'fetch' is not available")]
    [InlineData("require('fs')", "reference", 1, 1, "'require' is not available")]
    [InlineData("process.exit()", "reference", 1, 8, "only process.env")]
    [InlineData("process", "reference", 1, 1, "only process.env")]
    [InlineData("eval('1')", "reference", 1, 1, "'eval' is not available")]
    [InlineData("steps.none.x", "type", 1, 1, "steps.none is undefined, so 'x' cannot be read")]
    [InlineData("1 + steps.none.x.y", "type", 1, 5, "steps.none is undefined")]
    [InlineData("steps.none[steps.trigger.event.body.name]", "type", 1, 1, "steps.none is undefined")]
    [InlineData("steps.trigger.event.body.name.nope()", "type", 1, 1, "steps.trigger.event.body.name.nope is not a function")]
    [InlineData("(x => x.y.z)({})", "type", 1, 7, "x.y is undefined")]
    [InlineData("null.x", "type", 1, 1, "is null")]
    [InlineData("[...5]", "type", 1, 2, "is a number, which is not iterable")]
    [InlineData("new Math()", "type", 1, 1, "Math is not a constructor")]
    [InlineData("[].reduce((a, b) => a)", "type", 1, 1, "needs a first value")]
    [InlineData("[1].map(5)", "type", 1, 1, "a function is expected, not a number")]
    [InlineData("(({ a }) => a)(null)", "type", 1, 3, "is null")]
    [InlineData("Object.assign(Math, { a: 1 })", "type", 1, 1, "objects only")]
    [InlineData("'a'.repeat(-1)", "range", 1, 1, "from 0")]
    [InlineData("new Date(NaN).toISOString()", "range", 1, 1, "invalid date")]
    [InlineData("JSON.parse('{ \"secret-value\" }')", "syntax", 1, 1, "character 18")]
    [InlineData("new RegExp('(')", "syntax", 1, 1, "not closed")]
    [InlineData("now.toLocaleString('fr-FR')", "range", 1, 1, "locale")]
    public void It_says_what_and_where(string source, string code, int line, int column, string message)
    {
        var error = Try.Error(source);
        error.Code.ShouldBe("expression_" + code);
        error.Message.ShouldContain(message);
        (error.Line, error.Column).ShouldBe((line, column), error.Message);
    }

    [Theory]
    [InlineData("steps.trigger.event.body.name.x.y")]
    [InlineData("steps.trigger.event.body.name()")]
    [InlineData("steps[steps.trigger.event.body.name].x")]
    [InlineData("({})[steps.trigger.event.body.name]()")]
    [InlineData("JSON.parse(steps.trigger.event.body.name)")]
    [InlineData("new RegExp('(' + steps.trigger.event.body.name)")]
    [InlineData("new URL(steps.trigger.event.body.name)")]
    [InlineData("crypto.createHash(steps.trigger.event.body.name)")]
    [InlineData("Buffer.from('a', steps.trigger.event.body.name)")]
    [InlineData("now.toLocaleString('en-US', { timeZone: steps.trigger.event.body.name })")]
    [InlineData("now.toLocaleString('en-US', { month: steps.trigger.event.body.name })")]
    [InlineData("now.toLocaleString(steps.trigger.event.body.name)")]
    [InlineData("(5).toLocaleString('en-US', { style: steps.trigger.event.body.name })")]
    [InlineData("'a'.normalize(steps.trigger.event.body.name)")]
    [InlineData("[...steps.trigger.event.body[steps.trigger.event.body.name]]")]
    [InlineData("steps.trigger.event.body.name in 'abc'")]
    [InlineData("new Array(steps.trigger.event.body.name)[0].x.y.z")]
    public void It_holds_nothing_of_a_value(string source) => Try.Error(source).Message.ShouldNotContain("Ada");

    [Theory]
    [InlineData("typeof whatever", "\"undefined\"")]
    [InlineData("(undefined, 5)", "5")]
    [InlineData("((async) => async)(1)", "1")]
    [InlineData("((steps, env, now) => [steps, env, now])(1, 2, 3)", "[1,2,3]")]
    [InlineData("(of => of)(1)", "1")]
    [InlineData("{ of: 1, get: 2, set: 3, async: 4, static: 5 }.get", "2")]
    [InlineData("env.MODE + process.env.MODE + process?.env['MODE']", "\"testtesttest\"")]
    [InlineData("(a /* comment */) => a", "null")]
    public void Words_that_are_only_sometimes_special_are_names(string source, string json) => Try.Json(source).ShouldBe(json);

    [Fact]
    public void A_number_that_a_double_cannot_hold_keeps_its_digits()
    {
        var scope = new EvaluationScope { Steps = Engine.Values.Containers.Freeze(Engine.Values.ValueJson.Parse("""{"id":9007199254740993,"price":1.10}""")) };
        Try.Json("steps.id", scope).ShouldBe("9007199254740993");
        Try.Json("`user-${steps.id}`", scope).ShouldBe("\"user-9007199254740993\"");
        Try.Json("JSON.stringify({ id: steps.id })", scope).ShouldBe("""
            "{\"id\":9007199254740993}"
            """);
        Try.Json("JSON.parse('{\"id\":9007199254740993}')", scope).ShouldBe("""{"id":9007199254740993}""");
        Try.Json("steps.id + 0", scope).ShouldBe("9007199254740992");
        Try.Json("'' + steps.price", scope).ShouldBe("\"1.1\"");
    }
}
