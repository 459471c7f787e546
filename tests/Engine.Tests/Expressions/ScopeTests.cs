using Keyway.Engine.Expressions;
using Keyway.Engine.Values;

namespace Keyway.Engine.Tests.Expressions;

/// <summary>An expression sees its own changes, and nobody else does.</summary>
public sealed class ScopeTests
{
    [Theory]
    [InlineData("(steps.list.$return_value.sort(), steps.list.$return_value[0])", "-1")]
    [InlineData("(steps.list.$return_value.push(9), steps.list.$return_value.length)", "6")]
    [InlineData("(l => (l.reverse(), [l[0], steps.list.$return_value[0]]))(steps.list.$return_value)", "[-1,-1]")]
    [InlineData("(Object.assign(steps.list, { extra: 1 }), steps.list.extra)", "1")]
    [InlineData("(steps.list.$return_value.fill(0), JSON.stringify(steps.list))", "\"{\\\"$return_value\\\":[0,0,0,0,0]}\"")]
    [InlineData("(steps.list.$return_value.splice(0), { ...steps.list })", "{\"$return_value\":[]}")]
    [InlineData("(steps.list.$return_value.pop(), [steps.list, steps.list.$return_value === steps.list.$return_value])", "[{\"$return_value\":[3,1,2,10]},true]")]
    [InlineData("(steps.list.$return_value.shift(), structuredClone(steps.list))", "{\"$return_value\":[1,2,10,-1]}")]
    public void A_change_of_shared_data_is_seen_within_the_evaluation_and_gone_after_it(string source, string json)
    {
        var scope = Oracle.Scope();
        Try.Json(source, scope).ShouldBe(json);
        Oracle.Show(scope.Steps).ShouldBe(Oracle.Show(Oracle.Scope().Steps));
        Try.Json("steps.list.$return_value", scope).ShouldBe("[3,1,2,10,-1]");
    }

    [Fact]
    public void A_result_shares_what_did_not_change()
    {
        var scope = Oracle.Scope();
        Try.Value("[steps.users, 1]", scope).TryGetArray(out var list).ShouldBeTrue();
        list[0].ShouldBe(scope.Steps["users"]);
        ReferenceEquals(list[0].Identity, scope.Steps["users"].Identity).ShouldBeTrue();
    }

    [Fact]
    public void Two_evaluations_do_not_meet()
    {
        var expression = Try.Parse("(r => [r.test('aa'), r.lastIndex, now.setTime(5), now.getTime()])(/a/g)");
        for (var i = 0; i < 3; i++) expression.Evaluate(Oracle.Scope(), ExpressionLimits.Default).ShouldBeOfType<Evaluation.Succeeded>().Value.ToString().ShouldBe("[true,1,5,5]");
    }

    [Fact]
    public void One_expression_may_be_evaluated_on_many_threads()
    {
        var expression = Try.Parse("steps.users.$return_value.map(u => u.name.normalize('NFD').replace(/[^a-z]/gi, '')).sort((a, b) => a.localeCompare(b)).join()");
        var scope = Oracle.Scope();
        Parallel.For(0, 200, _ => expression.Evaluate(scope, ExpressionLimits.Default).ShouldBeOfType<Evaluation.Succeeded>().Value.ToString().ShouldBe("\"adam,Bob,Zoe\""));
    }

    [Fact]
    public void Time_and_chance_come_from_the_scope()
    {
        var scope = Oracle.Scope();
        Try.Json("[now, new Date(), Date.now(), new Date().getTime() - now]", scope).ShouldBe("[\"2024-07-04T15:06:07.089Z\",\"2024-07-04T15:06:07.089Z\",1720105567089,0]");
        Try.Json("[Math.random(), crypto.randomUUID()]", Oracle.Scope()).ShouldBe(Try.Json("[Math.random(), crypto.randomUUID()]", Oracle.Scope()));
        Try.Json("crypto.randomUUID()", scope).ShouldMatch("^\"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}\"$");
        Try.Error("Math.random()", new EvaluationScope { Steps = Value.Null }).Message.ShouldContain("random values");
    }

    [Theory]
    [InlineData("new Map([['a', 1]])", "{}")]
    [InlineData("[new Date(0), x => x, /a/, new Set([1])]", "[\"1970-01-01T00:00:00.000Z\",null,{},{}]")]
    [InlineData("{ f: x => x, a: 1 }", "{\"a\":1}")]
    [InlineData("x => x", "null")]
    [InlineData("new URL('https://a.b/c')", "\"https://a.b/c\"")]
    [InlineData("Buffer.from('a')", "{\"type\":\"Buffer\",\"data\":[97]}")]
    [InlineData("Math", "{}")]
    public void A_result_is_plain_data(string source, string json)
    {
        var value = Try.Value(source);
        ValueJson.ToText(value).ShouldBe(json);
        HasHosts(value).ShouldBeFalse();
    }

    private static bool HasHosts(Value value) => value.Kind == ValueKind.Host
        || (value.TryGetArray(out var list) && list.Any(HasHosts))
        || (value.TryGetObject(out var map) && map.Any(p => HasHosts(p.Value)));
}
