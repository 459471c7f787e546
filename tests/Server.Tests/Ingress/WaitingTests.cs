using Keyway.Engine.Runs;
using Keyway.Engine.Triggers;
using Keyway.Engine.Values;

namespace Keyway.Server.Tests.Ingress;

/// <summary>SPEC 3.4 and 3.3, where time passes.</summary>
public sealed class WaitingTests : IAsyncLifetime
{
    private readonly ManualTime _time = new();
    private readonly IngressHost _host;

    public WaitingTests() => _host = new() { Time = _time };

    public ValueTask InitializeAsync() => _host.InitializeAsync();
    public ValueTask DisposeAsync() => _host.DisposeAsync();

    private Hook Pending(Respond respond, TaskCompletionSource<ActiveRun> started) => _host.Serve(new() { Respond = respond, Timeout = TimeSpan.FromSeconds(7) }, start =>
    {
        var run = IngressHost.NewRun(start);
        started.SetResult(run);
        return new RunStarted.Running(run);
    });

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Over_the_triggers_timeout_is_504_and_the_run_goes_on(bool result)
    {
        var started = new TaskCompletionSource<ActiveRun>();
        var reply = Pending(result ? Respond.Result.Instance : Respond.ByWorkflow.Instance, started).Get();
        var run = await started.Task;
        await _time.Armed;
        _time.Advance(TimeSpan.FromSeconds(6.9));
        reply.IsCompleted.ShouldBeFalse();
        _time.Advance(TimeSpan.FromSeconds(0.2));

        var answered = await reply;
        answered.Status.ShouldBe(504);
        answered.Code.ShouldBe("trigger_timeout");
        answered.Text("run_id").ShouldBe(run.Id.ToString());
        answered.Header("Keyway-Run").ShouldBe(run.Id.ToString());
        run.End.IsCompleted.ShouldBeFalse();
        run.GiveEnd(new(RunStatus.Succeeded, null, null, Value.Undefined));
    }

    [Fact]
    public async Task A_caller_that_leaves_does_not_end_the_run()
    {
        var started = new TaskCompletionSource<ActiveRun>();
        var hook = Pending(Respond.Result.Instance, started);
        using var leave = new CancellationTokenSource();
        using var request = new HttpRequestMessage(HttpMethod.Get, hook.Url);
        var reply = _host.Client.SendAsync(request, leave.Token);
        var run = await started.Task;
        await _time.Armed;
        await leave.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(reply);
        run.End.IsCompleted.ShouldBeFalse();
        // The server is none the worse.
        run.GiveEnd(new(RunStatus.Succeeded, null, null, Value.Undefined));
        (await _host.Serve(new()).Get()).Status.ShouldBe(200);
    }

    [Fact]
    public async Task Over_the_rate_is_429_with_retry_after_and_time_refills_it()
    {
        var hook = _host.Serve(new() { Rate = new(3, TimeSpan.FromSeconds(30)) });
        for (var i = 0; i < 3; i++) (await hook.Get()).Status.ShouldBe(200);
        var refused = await hook.Get();
        refused.Status.ShouldBe(429);
        refused.Code.ShouldBe("too_many_requests");
        refused.Header("Retry-After").ShouldBe("10");
        hook.Starts.Count.ShouldBe(3);

        _time.Advance(TimeSpan.FromSeconds(10));
        (await hook.Get()).Status.ShouldBe(200);
        (await hook.Get()).Status.ShouldBe(429);
    }

    [Fact]
    public async Task Each_caller_has_a_rate_of_its_own()
    {
        _host.Key("a", "aaa");
        _host.Key("b", "bbb");
        var hook = _host.Serve(new()
        {
            Auth = new TriggerAuth.Bearer([new("a", IngressHost.NamedKey("a")), new("b", IngressHost.NamedKey("b"))]),
            CallerRate = new(1, TimeSpan.FromSeconds(10)),
        });
        (await hook.Get("", ("Authorization", "Bearer aaa"))).Status.ShouldBe(200);
        (await hook.Get("", ("Authorization", "Bearer aaa"))).Status.ShouldBe(429);
        (await hook.Get("", ("Authorization", "Bearer bbb"))).Status.ShouldBe(200);
    }

    [Fact]
    public async Task Strangers_do_not_use_up_the_rate()
    {
        _host.Key("a", "aaa");
        var hook = _host.Serve(new() { Auth = new TriggerAuth.Bearer([new("a", IngressHost.NamedKey("a"))]), Rate = new(1, TimeSpan.FromSeconds(10)) });
        for (var i = 0; i < 5; i++) (await hook.Get("", ("Authorization", "Bearer wrong"))).Status.ShouldBe(401);
        (await hook.Get("", ("Authorization", "Bearer aaa"))).Status.ShouldBe(200);
    }

    [Fact]
    public async Task Idempotency_holds_for_24_hours()
    {
        var hook = _host.Serve(new());
        await hook.Get("", ("Idempotency-Key", "k"));
        hook.Starts.Single().Idempotency!.Expires.ShouldBe(_time.GetUtcNow() + TimeSpan.FromHours(24));
    }
}
