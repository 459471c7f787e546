using Keyway.Engine.Connections;
using Keyway.Engine.Expressions;
using Keyway.Engine.Redaction;
using Keyway.Engine.Values;
using Keyway.Engine.Workflows;
using static Keyway.Engine.Tests.Runs.SampleWorkflow;

namespace Keyway.Engine.Tests.Connections;

public sealed class LiftTests
{
    private const string Secret = "xoxb-9f3c1a77e0-Qw";

    [Fact]
    public void What_a_connection_reads_is_labelled_where_it_stood_and_nothing_else_is()
    {
        var lifted = Lifted(Of(Step("a", Token("steps.trigger.event.body.token"))), Body("""{"token":"SECRET","name":"Ada"}"""));
        Text(lifted["body"]["token"]).ShouldBe("«chat.oauth_access_token»");
        lifted["body"]["name"].IsLabelled.ShouldBeFalse();
    }

    [Theory]
    [InlineData("steps.trigger.event.body.tokens[steps.trigger.event.body.who]", """{"tokens":{"ada":"SECRET"},"who":"ada"}""", "tokens", "ada")]
    [InlineData("steps.trigger.event.body.list[0]", """{"list":["SECRET"]}""", "list", "0")]
    [InlineData("JSON.parse(steps.trigger.event.body.json).t", """{"json":"{\"t\":\"SECRET\"}"}""", "json", null)]
    [InlineData("steps.trigger.event.body.a ?? steps.trigger.event.body.b", """{"b":"SECRET"}""", "b", null)]
    [InlineData("steps.trigger.event.body.x ? steps.trigger.event.body.a : steps.trigger.event.body.b", """{"x":false,"b":"SECRET"}""", "b", null)]
    public void The_longest_static_path_is_lifted_whole(string expression, string body, string key, string? below)
    {
        var lifted = Lifted(Of(Step("a", Token(expression))), Body(body));
        var value = lifted["body"][key];
        if (below is not null) value = value.TryGetArray(out var list) ? list[0] : value[below];
        value.IsLabelled.ShouldBeTrue();
    }

    [Fact]
    public void What_only_decides_stays_data()
    {
        var lifted = Lifted(Of(Step("a", Token("steps.trigger.event.body.x ? steps.trigger.event.body.a : steps.trigger.event.body.b"))), Body("""{"x":"y","a":"SECRET"}"""));
        lifted["body"]["x"].IsLabelled.ShouldBeFalse();
    }

    [Fact]
    public void Headers_that_are_credentials_by_nature_are_handles()
    {
        var plan = LiftPlan.For(Of(Step("a")));
        var @event = Event("{}");
        var outcome = plan.Lift(@event, ["authorization"], Scope).ShouldBeOfType<LiftOutcome.Lifted>();
        Text(outcome.Event.Event.Get("headers")["authorization"]).ShouldBe("«trigger.authorization»");
        outcome.Event.Event.Get("headers")["content-type"].IsLabelled.ShouldBeFalse();
    }

    [Fact]
    public void A_credential_in_the_query_is_taken_out_of_the_address_too()
    {
        var @event = Event("{}");
        @event.Remove("headers");
        @event.Set("query", Value.Object(("t", Secret)));
        @event.Set("url", "http://here/h/key?t=" + Secret);
        var outcome = LiftPlan.For(Of(Step("a", Token("steps.trigger.event.query.t")))).Lift(@event, [], Scope).ShouldBeOfType<LiftOutcome.Lifted>();
        new Redactor(new SecretArena()).Json(outcome.Event.Event).Text.ShouldNotContain("xoxb-9f3c");
    }

    [Fact]
    public void The_length_of_a_body_that_held_a_credential_is_not_told()
    {
        var @event = Event("""{"token":"SECRET"}""");
        @event.Get("headers").TryGetObject(out var headers);
        headers!.Set("content-length", "39");
        LiftPlan.For(Of(Step("a", Token("steps.trigger.event.body.token")))).Lift(@event, [], Scope);
        Text(@event.Get("headers")["content-length"]).ShouldBe("«trigger.content-length»");
    }

    [Theory]
    [InlineData("{}", "absent")]
    [InlineData("""{"token":null}""", "null")]
    [InlineData("""{"token":""}""", "empty")]
    public void A_credential_that_the_request_lacks_is_refused_at_the_door(string body, string found)
    {
        var outcome = LiftPlan.For(Of(Step("a", Token("steps.trigger.event.body.token")))).Lift(Event(body), [], Scope);
        outcome.ShouldBeOfType<LiftOutcome.Missing>().Credentials.ShouldBe([new MissingCredential("chat.oauth_access_token", "body.token", found)]);
    }

    [Fact]
    public void A_step_that_will_not_run_needs_no_credential()
    {
        var plan = LiftPlan.For(Of(Step("a", Token("steps.trigger.event.body.token"), @if: "steps.trigger.event.body.wanted")));
        plan.Lift(Event("""{"wanted":false}"""), [], Scope).ShouldBeOfType<LiftOutcome.Lifted>();
        plan.Lift(Event("""{"wanted":true}"""), [], Scope).ShouldBeOfType<LiftOutcome.Missing>();
    }

    [Fact]
    public void What_a_later_step_reads_of_an_earlier_result_is_lifted_before_it_is_an_export()
    {
        var plan = LiftPlan.For(Of(Step("fetch"), Step("a", Token("steps.fetch.$return_value.secret"))));
        var exports = new ObjectValue();
        exports.Set("$return_value", Value.Object(("secret", Secret), ("id", 7.0)));
        var arena = new SecretArena();
        plan.LiftStep("fetch", exports, arena);
        Text(exports.Get("$return_value")["secret"]).ShouldBe("«chat.oauth_access_token»");
        exports.Get("$return_value")["id"].IsLabelled.ShouldBeFalse();
        new Redactor(arena).ScrubText("echo " + Secret).ShouldNotContain("xoxb-9f3c");
    }

    private static EvaluationScope Scope => new() { Steps = new ObjectValue().Freeze(), Env = new ObjectValue().Freeze(), Now = DateTimeOffset.UnixEpoch, Random = new Random(1) };

    private static Value Lifted(Workflow workflow, Value @event)
    {
        @event.TryGetObject(out var map);
        return LiftPlan.For(workflow).Lift(map!, [], Scope).ShouldBeOfType<LiftOutcome.Lifted>().Event.Event;
    }

    private static Value Body(string json) => Event(json);

    private static ObjectValue Event(string body)
    {
        var @event = new ObjectValue();
        @event.Set("headers", Value.Object(("authorization", "Bearer " + Secret), ("content-type", "application/json")));
        @event.Set("query", new ObjectValue());
        @event.Set("body", ValueJson.Parse(body.Replace("SECRET", Secret)));
        return @event;
    }

    private static string Text(Value value) => value.ToString().Trim('"');
}
