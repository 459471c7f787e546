using Keyway.Engine.Runs;
using Keyway.Engine.Steps;
using Keyway.Engine.Values;

namespace Keyway.Server.Tests.Runs;

/// <summary>Steps one after the other: conditions, retries, time limits, errors, credentials.</summary>
public sealed class RunTests
{
    private const string OneStep = "  - { name: a, uses: test/free, with: { value: \"{{ steps.trigger.event.body.n }}\" } }";
    private const string WithToken = """
          - name: a
            uses: test/act
            connection: { external: { oauth_access_token: "{{ steps.trigger.event.body.token }}" } }
            with: { value: "Bearer {{ steps.trigger.event.body.token }}" }
        """;

    [Fact]
    public async Task A_run_gives_its_last_steps_result_and_leaves_its_facts_in_order()
    {
        await using var world = await RunWorld.Open();
        var (run, end) = await world.Run(world.Deploy(OneStep), """{"n":42}""");
        end.Status.ShouldBe(RunStatus.Succeeded);
        end.Result.ShouldBe((Value)42.0);
        var record = await world.Record(run.Id);
        record.Entries.Select(e => e.GetType().Name).ShouldBe(["Accepted", "Taken", "StepSucceeded", "Finished"]);
        RunWorld.Shown(record.Entries[2]).ShouldBe("""{"input":{"value":42},"exports":{"$return_value":42}}""");
    }

    [Fact]
    public async Task A_credential_is_a_handle_in_event_input_and_export()
    {
        await using var world = await RunWorld.Open();
        string? seen = null;
        world.Act = (c, _) =>
        {
            seen = c.Credential!.Fields["oauth_access_token"].Reveal();
            return ValueTask.FromResult<StepResult>(new StepResult.Succeeded(c["value"]));
        };
        var (run, end) = await world.Run(world.Deploy(WithToken), """{"token":"SECRET"}""");
        seen.ShouldBe(RunWorld.Secret);
        end.Result.ToString().ShouldBe("\"«test.oauth_access_token»\"");
        var shown = string.Concat((await world.Record(run.Id)).Entries.Select(RunWorld.Shown));
        shown.ShouldContain("«test.oauth_access_token»");
        shown.ShouldNotContain("xoxb");
    }

    [Fact]
    public async Task A_revealed_credential_reaches_the_caller_and_never_the_history()
    {
        await using var world = await RunWorld.Open();
        var workflow = world.Deploy(WithToken + "\n  - { name: r, uses: http/respond, with: { body: { t: \"{{ reveal(steps.trigger.event.body.token) }}\" } } }");
        var (run, _) = await world.Run(workflow, """{"token":"SECRET"}""");
        var answer = (await run.Answer).ShouldNotBeNull();
        answer.Body["t"].Labels!.IsRevealed.ShouldBeTrue();
        string.Concat((await world.Record(run.Id)).Entries.Select(RunWorld.Shown)).ShouldNotContain("xoxb");
    }

    [Fact]
    public async Task A_step_whose_condition_is_false_is_skipped()
    {
        await using var world = await RunWorld.Open();
        var workflow = world.Deploy("  - { name: a, uses: test/free, if: \"{{ steps.trigger.event.body.go }}\" }\n  - { name: b, uses: test/free, with: { value: 2 } }");
        var (run, end) = await world.Run(workflow, """{"go":false}""");
        end.Result.ShouldBe((Value)2.0);
        (await world.Record(run.Id)).Entries[2].ShouldBeOfType<JournalEntry.StepSkipped>();
    }

    [Fact]
    public async Task A_retryable_error_is_retried_with_the_attempt_counted()
    {
        await using var world = await RunWorld.Open();
        var attempts = new List<int>();
        world.Act = (c, _) =>
        {
            attempts.Add(c.Attempt);
            StepResult result = c.Attempt < 3 ? new StepResult.Failed(new("rate_limited", "Wait.", Retryable: true)) : new StepResult.Succeeded("ok");
            return ValueTask.FromResult(result);
        };
        var workflow = world.Deploy("  - { name: a, uses: test/free, retry: { attempts: 3, backoff: 1ms } }");
        (await world.Run(workflow)).End.Status.ShouldBe(RunStatus.Succeeded);
        attempts.ShouldBe([1, 2, 3]);
    }

    [Fact]
    public async Task An_error_that_is_not_retryable_is_not_retried()
    {
        await using var world = await RunWorld.Open();
        var calls = 0;
        world.Act = (_, _) => { calls++; return ValueTask.FromResult<StepResult>(new StepResult.Failed(new("app_error", "No."))); };
        var (_, end) = await world.Run(world.Deploy("  - { name: a, uses: test/free, retry: { attempts: 3, backoff: 1ms } }"));
        (end.Status, end.Code, end.FailedStep, calls).ShouldBe((RunStatus.Failed, "app_error", "a", 1));
    }

    [Fact]
    public async Task On_error_continue_gives_later_steps_the_error()
    {
        await using var world = await RunWorld.Open();
        world.Act = (c, _) => ValueTask.FromResult<StepResult>(c.StepName == "a" ? new StepResult.Failed(new("app_error", "No.")) : new StepResult.Succeeded(c["value"]));
        var workflow = world.Deploy("  - { name: a, uses: test/free, on_error: continue }\n  - { name: b, uses: test/free, with: { value: \"{{ steps.a.$error.code }}\" } }");
        (await world.Run(workflow)).End.Result.ShouldBe((Value)"app_error");
    }

    [Fact]
    public async Task On_error_goto_jumps_to_a_later_step()
    {
        await using var world = await RunWorld.Open();
        var ran = new List<string>();
        world.Act = (c, _) =>
        {
            ran.Add(c.StepName);
            return ValueTask.FromResult<StepResult>(c.StepName == "a" ? new StepResult.Failed(new("app_error", "No.")) : new StepResult.Succeeded(c.StepName));
        };
        var workflow = world.Deploy("  - { name: a, uses: test/free, on_error: { goto: c } }\n  - { name: b, uses: test/free }\n  - { name: c, uses: test/free }");
        (await world.Run(workflow)).End.Status.ShouldBe(RunStatus.Succeeded);
        ran.ShouldBe(["a", "c"]);
    }

    [Fact]
    public async Task A_step_that_outlasts_its_timeout_fails_as_such()
    {
        await using var world = await RunWorld.Open();
        world.Act = async (_, ct) => { await Task.Delay(Timeout.Infinite, ct); return new StepResult.Succeeded(default); };
        (await world.Run(world.Deploy("  - { name: a, uses: test/free, timeout: 20ms }"))).End.Code.ShouldBe("step_timeout");
    }

    [Fact]
    public async Task A_run_that_outlasts_its_timeout_fails_as_such()
    {
        await using var world = await RunWorld.Open();
        world.Act = async (_, ct) => { await Task.Delay(Timeout.Infinite, ct); return new StepResult.Succeeded(default); };
        var (run, end) = await world.Run(world.Deploy(OneStep, "settings: { timeout: 100ms }"));
        (end.Status, end.Code).ShouldBe((RunStatus.Failed, "run_timeout"));
        (await world.Record(run.Id)).State.Code.ShouldBe("run_timeout");
    }

    [Fact]
    public async Task A_cancelled_run_stops_what_it_does_and_says_so()
    {
        await using var world = await RunWorld.Open();
        var begun = new TaskCompletionSource();
        world.Act = async (_, ct) => { begun.SetResult(); await Task.Delay(Timeout.Infinite, ct); return new StepResult.Succeeded(default); };
        var started = await world.Host.Start(world.Order(world.Deploy(OneStep), "{}", StorageClass.Full, waits: true), default);
        var run = ((RunStarted.Running)started).Run;
        await begun.Task;
        (await world.Host.Cancel(run.Id, "ada", default)).ShouldBe(CancelOutcome.Asked);
        (await run.End).Status.ShouldBe(RunStatus.Cancelled);
        (await world.Record(run.Id)).Entries.OfType<JournalEntry.CancelAsked>().ShouldHaveSingleItem().By.ShouldBe("ada");
    }

    [Fact]
    public async Task A_refused_credential_is_read_again_and_the_call_repeated_once_if_it_changed()
    {
        await using var world = await RunWorld.Open();
        world.Secrets["keyway:slack#token"] = "old-token-value";
        world.Act = (c, _) =>
        {
            var token = c.Credential!.Fields["oauth_access_token"].Reveal();
            world.Secrets["keyway:slack#token"] = "new-token-value";
            return ValueTask.FromResult<StepResult>(token == "new-token-value" ? new StepResult.Succeeded("in") : new StepResult.Failed(new("credential_rejected", "No.")));
        };
        var workflow = world.Deploy("  - { name: a, uses: test/act, connection: { external: { oauth_access_token: \"{{ secret('keyway:slack#token') }}\" } } }");
        (await world.Run(workflow)).End.Result.ShouldBe((Value)"in");
        world.SecretReads.ShouldBe([("keyway:slack#token", false), ("keyway:slack#token", true)]);
    }

    [Fact]
    public async Task A_refused_credential_that_did_not_change_fails_the_step_without_another_call()
    {
        await using var world = await RunWorld.Open();
        var calls = 0;
        world.Secrets["keyway:slack#token"] = "same-token-value";
        world.Act = (_, _) => { calls++; return ValueTask.FromResult<StepResult>(new StepResult.Failed(new("credential_rejected", "No."))); };
        var workflow = world.Deploy("  - { name: a, uses: test/act, connection: { external: { oauth_access_token: \"{{ secret('keyway:slack#token') }}\" } } }");
        (await world.Run(workflow)).End.Code.ShouldBe("credential_rejected");
        calls.ShouldBe(1);
    }

    [Fact]
    public async Task A_credential_that_an_earlier_step_should_have_given_is_missed_before_the_call()
    {
        await using var world = await RunWorld.Open();
        var calls = new List<string>();
        world.Act = (c, _) => { calls.Add(c.StepName); return ValueTask.FromResult<StepResult>(new StepResult.Succeeded(Value.Object(("token", Value.Null)))); };
        var workflow = world.Deploy("  - { name: fetch, uses: test/free }\n  - { name: a, uses: test/act, connection: { external: { oauth_access_token: \"{{ steps.fetch.$return_value.token }}\" } } }");
        (await world.Run(workflow)).End.Code.ShouldBe("credentials_missing");
        calls.ShouldBe(["fetch"]);
    }

    [Fact]
    public async Task Under_no_store_only_the_fact_of_the_run_is_written()
    {
        await using var world = await RunWorld.Open();
        var (run, end) = await world.Run(world.Deploy(OneStep), """{"n":"payload-marker"}""", StorageClass.NoStore);
        end.Result.ShouldBe((Value)"payload-marker");
        var record = await world.Record(run.Id);
        record.Entries.OfType<JournalEntry.StepSucceeded>().ShouldHaveSingleItem().Record.ShouldBeOfType<Payload.Withheld>();
        record.Header.EventBytes.ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task History_failures_keeps_the_data_of_failed_runs_alone()
    {
        await using var world = await RunWorld.Open();
        var workflow = world.Deploy(OneStep);
        var (good, _) = await world.Run(workflow, """{"n":1}""", StorageClass.Failures);
        (await world.Record(good.Id)).Entries.Select(RunWorld.Shown).ShouldAllBe(s => s == "");
        world.Act = (_, _) => ValueTask.FromResult<StepResult>(new StepResult.Failed(new("app_error", "No.")));
        var (bad, _) = await world.Run(workflow, """{"n":1}""", StorageClass.Failures);
        RunWorld.Shown((await world.Record(bad.Id)).Entries[0]).ShouldBe("""{"body":{"n":1}}""");
    }
}
