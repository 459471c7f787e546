using Keyway.Engine.Expressions;
using Keyway.Engine.Runs;
using Keyway.Engine.Steps;
using Keyway.Engine.Triggers;
using Keyway.Engine.Values;
using Keyway.Engine.Workflows;
using Keyway.Server.Ingress;

namespace Keyway.Server.Tests.Ingress;

/// <summary>SPEC 3.4: Idempotency-Key.</summary>
public sealed class IdempotencyTests(IngressHost host) : IClassFixture<IngressHost>
{
    private static Template Expression(string source) =>
        new Template.Computed(((ExpressionParse.Parsed)Engine.Expressions.Expression.Parse(source)).Expression, new("trigger", 1, 1));

    private static string? HashOf(Hook hook, Func<RunStart, bool>? of = null) =>
        hook.Starts.Where(of ?? (_ => true)).Select(s => s.Idempotency is { } i ? Convert.ToHexString(i.Hash.Span) : null).Single();

    [Fact]
    public async Task A_key_reaches_the_run_as_a_hash_alone()
    {
        var hook = host.Serve(new());
        await hook.Get("", ("Idempotency-Key", "canary-key"));
        HashOf(hook)!.Length.ShouldBe(64);
        var none = host.Serve(new());
        await none.Get();
        none.Starts.Single().Idempotency.ShouldBeNull();
    }

    [Fact]
    public async Task The_same_key_is_another_for_another_workflow_or_caller()
    {
        host.Key("a", "aaa");
        host.Key("b", "bbb");
        var auth = new TriggerAuth.Bearer([new("a", IngressHost.NamedKey("a")), new("b", IngressHost.NamedKey("b"))]);
        var one = host.Serve(new() { Auth = auth });
        var two = host.Serve(new() { Auth = auth });
        foreach (var (hook, token) in new[] { (one, "aaa"), (one, "bbb"), (two, "aaa"), (one, "aaa") })
            (await hook.Get("", ("Authorization", "Bearer " + token), ("Idempotency-Key", "k"))).Status.ShouldBe(200);
        one.Starts.Concat(two.Starts).Select(s => Convert.ToHexString(s.Idempotency!.Hash.Span)).Distinct().Count().ShouldBe(3);
    }

    [Theory]
    [InlineData("steps.trigger.event.body.id", """{"id":"x"}""", 200, true)]
    [InlineData("steps.trigger.event.body.id", """{"id":5}""", 200, true)]
    [InlineData("steps.trigger.event.body.id", """{"id":null}""", 200, false)]
    [InlineData("steps.trigger.event.body.id", "{}", 200, false)]
    [InlineData("steps.trigger.event.body.id", """{"id":""}""", 400, false)]
    [InlineData("steps.trigger.event.body.id", """{"id":{}}""", 400, false)]
    [InlineData("steps.trigger.event.body.id.x.y", "{}", 400, false)]
    [InlineData("steps.trigger.event.headers.authorization", "{}", 400, false)]
    public async Task A_key_may_come_from_an_expression(string expression, string body, int status, bool hasKey)
    {
        var hook = host.Serve(new() { IdempotencyKey = Expression(expression) });
        var answered = await hook.Post("application/json", body, ("Idempotency-Key", "ignored"), ("Authorization", "Bearer canary"));
        answered.Status.ShouldBe(status);
        if (status == 200) (HashOf(hook) is not null).ShouldBe(hasKey);
        else answered.Code.ShouldBe("idempotency_key_invalid");
    }

    [Fact]
    public async Task A_key_too_long_empty_or_given_twice_is_400()
    {
        var hook = host.Serve(new());
        (await hook.Get("", ("Idempotency-Key", new string('k', 256)))).Code.ShouldBe("idempotency_key_invalid");
        foreach (var headers in new[] { "Idempotency-Key:\r\n", "Idempotency-Key: a\r\nIdempotency-Key: b\r\n" })
            (await host.Raw($"GET {hook.Path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n{headers}\r\n")).ShouldContain("idempotency_key_invalid");
        hook.Starts.ShouldBeEmpty();
        (await hook.Get("", ("Idempotency-Key", new string('k', 255)))).Status.ShouldBe(200);
    }

    [Theory]
    [InlineData("immediately", 200)]
    [InlineData("accepted", 202)]
    [InlineData("static", 418)]
    public async Task A_repeat_of_a_run_that_nobody_awaits_is_answered_as_the_first(string respond, int status)
    {
        var first = IngressHost.NewId();
        var hook = host.Serve(
            new()
            {
                Respond = respond switch
                {
                    "accepted" => Respond.AsAccepted.Instance,
                    "static" => new Respond.Static(new(418, [], "static")),
                    _ => Respond.Immediately.Instance,
                },
            },
            _ => new RunStarted.Repeated(first));
        var answered = await hook.Get("", ("Idempotency-Key", "k"));
        answered.Status.ShouldBe(status);
        answered.Header("Keyway-Run").ShouldBe(first.ToString());
        answered.Header("Idempotency-Replayed").ShouldBe("true");
    }

    public static TheoryData<string, int, string> Firsts => new()
    {
        { "answer", 201, "\"said\"" },
        { "result", 200, "\"result\"" },
        { "failed", 502, "workflow_failed" },
        { "running", 409, "idempotency_in_progress" },
        { "not kept", 409, "idempotency_result_not_kept" },
    };

    [Theory, MemberData(nameof(Firsts))]
    public async Task A_repeat_gets_what_the_first_came_to(string came, int status, string body)
    {
        RepeatedAnswer answer = came switch
        {
            "answer" => new RepeatedAnswer.Answer(new(201, [], Value.Array("said"))),
            "result" => new RepeatedAnswer.Ended(new(RunStatus.Succeeded, null, null, Value.Array("result"))),
            "failed" => new RepeatedAnswer.Ended(new(RunStatus.Failed, "code", "step", Value.Undefined)),
            "running" => RepeatedAnswer.StillRunning.Instance,
            _ => RepeatedAnswer.NotKept.Instance,
        };
        var first = IngressHost.NewId();
        await using var own = new IngressHost { First = run => run == first ? answer : throw new InvalidOperationException() };
        await own.InitializeAsync();
        var hook = own.Serve(new() { Respond = Respond.Result.Instance }, _ => new RunStarted.Repeated(first));
        var answered = await hook.Get("", ("Idempotency-Key", "k"));
        answered.Status.ShouldBe(status);
        answered.Body.ShouldContain(body);
        answered.Header("Keyway-Run").ShouldBe(first.ToString());
        if (came == "running") answered.Header("Retry-After").ShouldBe("1");
    }
}
