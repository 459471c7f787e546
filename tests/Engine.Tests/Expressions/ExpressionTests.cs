using Keyway.Engine.Expressions;
using Keyway.Engine.Values;

namespace Keyway.Engine.Tests.Expressions;

public sealed class ExpressionTests
{
    [Theory]
    [InlineData("1 + 2 * 3", "7")]
    [InlineData("steps.trigger.event.body.name", "\"Ada\"")]
    [InlineData("steps.trigger.event.body.missing ?? 'there'", "\"there\"")]
    [InlineData("steps.nobody?.here.or.there", "null")]
    [InlineData("`Hello ${steps.trigger.event.body.name}` + '!'", "\"Hello Ada!\"")]
    [InlineData("((a, { b = 2, ...rest }, ...c) => [a, b, rest, c])(1, { x: 3 }, 4, 5)", "[1,2,{\"x\":3},[4,5]]")]
    [InlineData("{ a: 1, [`b${1}`]: [...'hi'], ...{ z: true } }", "{\"a\":1,\"b1\":[\"h\",\"i\"],\"z\":true}")]
    public void An_expression_gives_its_value(string source, string json) => Try.Json(source).ShouldBe(json);

    [Fact]
    public void A_static_path_is_known_and_walked()
    {
        var expression = Try.Parse("steps.trigger.event['body'].name");
        expression.Path.ShouldNotBeNull().Segments.ShouldBe(["trigger", "event", "body", "name"]);
        expression.TryWalk(Try.Scope, out var value).ShouldBeTrue();
        value.ShouldBe(Value.From("Ada"));
    }

    [Theory]
    [InlineData("steps.a.b", "steps.a.b whole flows")]
    [InlineData("steps.a[steps.b].c", "steps.a part flows; steps.b whole flows")]
    [InlineData("steps.a.b.trim()", "steps.a.b part flows")]
    [InlineData("steps.a === 'x' ? env.B : !steps.c", "steps.a whole test; env.B whole flows; steps.c whole test")]
    [InlineData("process.env.TOKEN ?? steps?.a?.['b']", "env.TOKEN whole flows; steps.a.b whole flows")]
    [InlineData("(steps => steps.a)(1)", "")]
    [InlineData("secret(`v:${steps.a}#x`)", "steps.a whole test")]
    [InlineData("((l) => l.push(steps.a) > 0)([])", "steps.a whole flows")]
    public void References_say_what_is_read(string source, string expected)
    {
        var found = Try.Parse(source).References.Select(r => $"{r.Text} {(r.IsWhole ? "whole" : "part")} {(r.FlowsToValue ? "flows" : "test")}");
        string.Join("; ", found).ShouldBe(expected);
    }
}

internal static class Try
{
    public static EvaluationScope Scope { get; } = new()
    {
        Steps = Containers.Freeze(ValueJson.Parse("""{"trigger":{"event":{"body":{"name":"Ada","list":[3,1,2]}}}}""")),
        Env = Containers.Freeze(Engine.Values.Value.Object(("MODE", Engine.Values.Value.From("test")))),
        Now = DateTimeOffset.UnixEpoch,
        Random = new Random(1),
    };

    public static Expression Parse(string source) => Expression.Parse(source) switch
    {
        ExpressionParse.Parsed parsed => parsed.Expression,
        ExpressionParse.Failed failed => throw new InvalidOperationException($"{source}: {failed.Error}"),
        _ => throw new InvalidOperationException(),
    };

    public static Evaluation Evaluate(string source, EvaluationScope? scope = null) => Parse(source).Evaluate(scope ?? Scope, ExpressionLimits.Default);

    public static Engine.Values.Value Value(string source, EvaluationScope? scope = null) => Evaluate(source, scope) switch
    {
        Evaluation.Succeeded succeeded => succeeded.Value,
        Evaluation.Failed failed => throw new InvalidOperationException($"{source}: {failed.Error}"),
        var other => throw new InvalidOperationException($"{source}: {other}"),
    };

    public static string Json(string source, EvaluationScope? scope = null) => ValueJson.ToText(Value(source, scope));

    public static ExpressionError Error(string source, EvaluationScope? scope = null) => Expression.Parse(source) switch
    {
        ExpressionParse.Failed failed => failed.Error,
        ExpressionParse.Parsed parsed => ((Evaluation.Failed)parsed.Expression.Evaluate(scope ?? Scope, ExpressionLimits.Default)).Error,
        _ => throw new InvalidOperationException(),
    };
}
