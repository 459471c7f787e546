using Keyway.Engine.Runs;
using Keyway.Engine.Steps;
using Keyway.Engine.Triggers;
using Keyway.Engine.Values;

namespace Keyway.Server.Tests.Ingress;

/// <summary>SPEC 3.4: what the caller gets.</summary>
public sealed class AnswerTests(IngressHost host) : IClassFixture<IngressHost>
{
    private static readonly Value Secret = Value.From("canary").With(Labels.Of(new Label("slack.oauth_access_token")));

    private static HttpAnswer Answer(int status, Value body, params HttpAnswerHeader[] headers) => new(status, headers, body);

    [Fact]
    public async Task Immediately_is_200_with_the_runs_id()
    {
        var hook = host.Serve(new());
        var answered = await hook.Get();
        answered.Status.ShouldBe(200);
        answered.ContentType.ShouldBe("application/json");
        answered.Text("run_id").ShouldMatch("^[0-9a-f]{32}$");
        answered.Header("Keyway-Run").ShouldBe(answered.Text("run_id"));
        hook.Starts.Single().Waits.ShouldBeFalse();
        hook.Starts.Single().Trigger.ShouldBe("http");
    }

    [Fact]
    public async Task Accepted_is_202_with_the_runs_place()
    {
        var hook = host.Serve(new() { Respond = Respond.AsAccepted.Instance });
        var answered = await hook.Get();
        answered.Status.ShouldBe(202);
        answered.Header("Location").ShouldBe("/api/runs/" + answered.Header("Keyway-Run"));
        hook.Starts.Single().Waits.ShouldBeFalse();
    }

    [Fact]
    public async Task Static_is_the_configured_answer()
    {
        var hook = host.Serve(new() { Respond = new Respond.Static(Answer(201, "thanks", new HttpAnswerHeader("X-Own", "1"), new("Content-Type", "text/x-own"))) });
        var answered = await hook.Get();
        answered.Status.ShouldBe(201);
        answered.Body.ShouldBe("thanks");
        answered.ContentType.ShouldBe("text/x-own");
        answered.Header("X-Own").ShouldBe("1");
        answered.Header("Keyway-Run").ShouldNotBeNull();
        hook.Starts.Single().Waits.ShouldBeFalse();
    }

    [Theory]
    [InlineData("text", "text/plain; charset=utf-8", "text")]
    [InlineData("""{"a":[1]}""", "application/json", """{"a":[1]}""")]
    [InlineData("null", "application/json", "null")]
    [InlineData("5", "application/json", "5")]
    public async Task A_steps_answer_is_sent_as_text_or_json(string json, string contentType, string body)
    {
        var value = json == "text" ? Value.From("text") : ValueJson.Parse(System.Text.Encoding.UTF8.GetBytes(json));
        var hook = host.Serve(new() { Respond = Respond.ByWorkflow.Instance }, IngressHost.Finished(answer: Answer(200, value)));
        var answered = await hook.Get();
        answered.Status.ShouldBe(200);
        answered.ContentType.ShouldBe(contentType);
        answered.Body.ShouldBe(body);
        answered.Header("Keyway-Run").ShouldNotBeNull();
        hook.Starts.Single().Waits.ShouldBeTrue();
    }

    [Fact]
    public async Task A_labelled_leaf_is_answered_as_its_handle()
    {
        var text = host.Serve(new() { Respond = Respond.ByWorkflow.Instance }, IngressHost.Finished(answer: Answer(200, Secret)));
        (await text.Get()).Body.ShouldBe("«slack.oauth_access_token»");
        var json = host.Serve(new() { Respond = Respond.ByWorkflow.Instance }, IngressHost.Finished(answer: Answer(200, Value.Object(("t", Secret)))));
        (await json.Get()).Body.ShouldBe("""{"t":"«slack.oauth_access_token»"}""");
        var result = host.Serve(new() { Respond = Respond.Result.Instance }, IngressHost.Finished(result: Value.Array(Secret)));
        (await result.Get()).Body.ShouldBe("""["«slack.oauth_access_token»"]""");
    }

    [Fact]
    public async Task What_the_author_reveals_is_answered_as_it_is_and_only_in_an_answer()
    {
        var revealed = Value.From("given").With(Labels.Of(new Label("slack.oauth_access_token")).Revealed());
        var text = host.Serve(new() { Respond = Respond.ByWorkflow.Instance }, IngressHost.Finished(answer: Answer(200, revealed)));
        (await text.Get()).Body.ShouldBe("given");
        var json = host.Serve(new() { Respond = Respond.ByWorkflow.Instance }, IngressHost.Finished(answer: Answer(200, Value.Array(revealed, Secret))));
        (await json.Get()).Body.ShouldBe("""["given","«slack.oauth_access_token»"]""");
        var result = host.Serve(new() { Respond = Respond.Result.Instance }, IngressHost.Finished(result: revealed));
        (await result.Get()).Body.ShouldBe("«slack.oauth_access_token»");
    }

    [Fact]
    public async Task An_immediate_answer_goes_out_while_the_run_goes_on()
    {
        ActiveRun? run = null;
        var hook = host.Serve(new() { Respond = Respond.ByWorkflow.Instance }, start =>
        {
            run = IngressHost.NewRun(start);
            run.GiveAnswer(new(202, [], "early", Immediate: true));
            return new RunStarted.Running(run);
        });
        var answered = await hook.Get();
        answered.Status.ShouldBe(202);
        answered.Body.ShouldBe("early");
        run!.End.IsCompleted.ShouldBeFalse();
    }

    [Fact]
    public async Task An_answer_is_awaited_until_it_comes()
    {
        var started = new TaskCompletionSource<ActiveRun>();
        var hook = host.Serve(new() { Respond = Respond.ByWorkflow.Instance }, start =>
        {
            var run = IngressHost.NewRun(start);
            started.SetResult(run);
            return new RunStarted.Running(run);
        });
        var reply = hook.Get();
        var active = await started.Task;
        reply.IsCompleted.ShouldBeFalse();
        active.GiveAnswer(Answer(200, "late"));
        (await reply).Body.ShouldBe("late");
    }

    [Fact]
    public async Task No_answer_is_500_no_response()
    {
        var hook = host.Serve(new() { Respond = Respond.ByWorkflow.Instance }, IngressHost.Finished());
        var answered = await hook.Get();
        answered.Status.ShouldBe(500);
        answered.Code.ShouldBe("no_response");
        answered.Text("run_id").ShouldBe(answered.Header("Keyway-Run"));
    }

    [Fact]
    public async Task No_answer_is_400_with_pipedreams_text_where_compatible()
    {
        var hook = host.Serve(new() { Respond = Respond.ByWorkflow.Instance, PipedreamCompatible = true }, IngressHost.Finished());
        var answered = await hook.Get();
        answered.Status.ShouldBe(400);
        answered.Body.ShouldBe("No $.respond called in workflow");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_failed_workflow_is_502_naming_the_step_and_code(bool result)
    {
        var hook = host.Serve(
            new() { Respond = result ? Respond.Result.Instance : Respond.ByWorkflow.Instance },
            IngressHost.Finished(RunStatus.Failed, "credential_rejected", "greet", Value.From("canary")));
        var answered = await hook.Get();
        answered.Status.ShouldBe(502);
        answered.Code.ShouldBe("workflow_failed");
        answered.Text("step").ShouldBe("greet");
        answered.Text("error").ShouldBe("credential_rejected");
        answered.Body.ShouldNotContain("canary");
    }

    [Fact]
    public async Task A_workflow_that_failed_after_its_answer_has_answered()
    {
        var hook = host.Serve(new() { Respond = Respond.ByWorkflow.Instance }, IngressHost.Finished(RunStatus.Failed, "x", "y", answer: Answer(200, "said")));
        (await hook.Get()).Body.ShouldBe("said");
    }

    [Theory]
    [InlineData(RunStatus.Cancelled, 502, "run_cancelled")]
    [InlineData(RunStatus.Paused, 202, "paused")]
    [InlineData(RunStatus.CredentialsRequired, 202, "credentials_required")]
    public async Task A_run_that_ends_otherwise_says_how(RunStatus end, int status, string word)
    {
        var hook = host.Serve(new() { Respond = Respond.Result.Instance }, IngressHost.Finished(end));
        var answered = await hook.Get();
        answered.Status.ShouldBe(status);
        answered.Body.ShouldContain($"\"{word}\"");
        if (status == 202) answered.Header("Location").ShouldBe("/api/runs/" + answered.Header("Keyway-Run"));
    }

    [Fact]
    public async Task Result_is_200_with_the_last_steps_return_value()
    {
        var hook = host.Serve(new() { Respond = Respond.Result.Instance }, IngressHost.Finished(result: Value.Object(("n", 1.0))));
        var answered = await hook.Get();
        answered.Status.ShouldBe(200);
        answered.Body.ShouldBe("""{"n":1}""");
        var nothing = host.Serve(new() { Respond = Respond.Result.Instance }, IngressHost.Finished());
        (await nothing.Get()).Body.ShouldBe("null");
    }

    [Fact]
    public async Task A_full_queue_is_503_with_retry_after()
    {
        var hook = host.Serve(new(), _ => new RunStarted.QueueFull(TimeSpan.FromMilliseconds(1500)));
        var answered = await hook.Get();
        answered.Status.ShouldBe(503);
        answered.Code.ShouldBe("queue_full");
        answered.Header("Retry-After").ShouldBe("2");
        answered.Header("Keyway-Run").ShouldBeNull();
    }

    [Fact]
    public async Task A_caller_that_would_wait_for_a_queued_run_is_told_where_to_ask()
    {
        var hook = host.Serve(new() { Respond = Respond.Result.Instance }, IngressHost.Queued());
        var answered = await hook.Get();
        answered.Status.ShouldBe(202);
        answered.Text("status").ShouldBe("queued");
        answered.Header("Location").ShouldBe("/api/runs/" + answered.Text("run_id"));
    }

    [Theory]
    [InlineData(204)]
    [InlineData(205)]
    [InlineData(304)]
    public async Task A_status_without_a_body_has_none(int status)
    {
        var hook = host.Serve(new() { Respond = Respond.ByWorkflow.Instance }, IngressHost.Finished(answer: Answer(status, "ignored")));
        var answered = await hook.Get();
        answered.Status.ShouldBe(status);
        answered.Body.ShouldBe("");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    [InlineData(101)]
    [InlineData(600)]
    [InlineData(-1)]
    public async Task An_impossible_status_is_502(int status)
    {
        var hook = host.Serve(new() { Respond = Respond.ByWorkflow.Instance }, IngressHost.Finished(answer: Answer(status, "x")));
        (await hook.Get()).Code.ShouldBe("answer_invalid");
    }

    [Fact]
    public async Task A_head_request_gets_the_headers_alone()
    {
        var hook = host.Serve(new() { Respond = Respond.ByWorkflow.Instance }, IngressHost.Finished(answer: Answer(200, "12345")));
        var reply = await host.Raw($"HEAD {hook.Path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        reply.ShouldStartWith("HTTP/1.1 200");
        reply.ShouldContain("Content-Length: 5");
        reply.ShouldEndWith("\r\n\r\n");
    }

    [Fact]
    public async Task Headers_that_would_break_or_forge_the_reply_are_left_out()
    {
        var hook = host.Serve(new() { Respond = Respond.ByWorkflow.Instance }, IngressHost.Finished(answer: Answer(200, "ok",
            new HttpAnswerHeader("X-Good", "yes"),
            new("X-Split", "a\r\nX-Forged: 1"),
            new("X-Nul", "a\0b"),
            new("X-Umlaut", "ü"),
            new("X Space", "1"),
            new("", "1"),
            new("X\r\nY", "1"),
            new("Content-Length", "1"),
            new("Transfer-Encoding", "chunked"),
            new("Connection", "upgrade"),
            new("Keyway-Run", "forged"),
            new("Set-Cookie", "a=1"),
            new("Set-Cookie", "b=2"))));
        var answered = await hook.Get();
        answered.Body.ShouldBe("ok");
        answered.Header("X-Good").ShouldBe("yes");
        answered.Header("Set-Cookie").ShouldBe("a=1, b=2");
        foreach (var name in new[] { "X-Split", "X-Forged", "X-Nul", "X-Umlaut", "Transfer-Encoding" }) answered.Header(name).ShouldBeNull();
        answered.Header("Keyway-Run")!.ShouldNotBe("forged");
    }

    [Theory]
    [InlineData("text/html", true)]
    [InlineData("image/svg+xml", true)]
    [InlineData("application/json", false)]
    [InlineData("text/plain; charset=utf-8", false)]
    public async Task A_page_that_shares_its_origin_with_the_ui_is_shown_in_a_sandbox(string contentType, bool sandboxed)
    {
        var hook = host.Serve(new() { Respond = Respond.ByWorkflow.Instance }, IngressHost.Finished(answer: Answer(200, "<script>", new HttpAnswerHeader("Content-Type", contentType))));
        var answered = await hook.Get();
        (answered.Header("Content-Security-Policy")?.StartsWith("sandbox ") ?? false).ShouldBe(sandboxed);
        answered.Header("X-Content-Type-Options").ShouldBe("nosniff");
    }

    [Fact]
    public async Task Replies_are_not_cached_unless_the_workflow_says_so()
    {
        (await host.Serve(new()).Get()).Header("Cache-Control").ShouldBe("no-store");
        var hook = host.Serve(new() { Respond = Respond.ByWorkflow.Instance }, IngressHost.Finished(answer: Answer(200, "x", new HttpAnswerHeader("Cache-Control", "max-age=60"))));
        (await hook.Get()).Header("Cache-Control").ShouldBe("max-age=60");
    }

    [Fact]
    public async Task A_defect_is_500_without_its_text()
    {
        var hook = host.Serve(new(), _ => throw new InvalidOperationException("canary"));
        var answered = await hook.Get();
        answered.Status.ShouldBe(500);
        answered.Code.ShouldBe("internal_error");
        answered.Body.ShouldNotContain("canary");
    }

    [Fact]
    public async Task A_run_that_could_not_be_recorded_is_500_with_its_id()
    {
        var hook = host.Serve(new() { Respond = Respond.Result.Instance }, start =>
        {
            var run = IngressHost.NewRun(start);
            run.Fail(new IOException("canary"));
            return new RunStarted.Running(run);
        });
        var answered = await hook.Get();
        answered.Status.ShouldBe(500);
        answered.Code.ShouldBe("internal_error");
        answered.Text("run_id").ShouldBe(answered.Header("Keyway-Run"));
        answered.Body.ShouldNotContain("canary");
    }
}
