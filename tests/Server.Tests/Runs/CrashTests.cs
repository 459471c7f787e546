using Keyway.Engine.Runs;
using Keyway.Engine.Steps;
using Keyway.Engine.Values;

namespace Keyway.Server.Tests.Runs;

/// <summary>What a run is after the process that had it is gone.</summary>
public sealed class CrashTests
{
    private const string TwoSteps = """
          - { name: a, uses: test/free, with: { value: 1 } }
          - name: b
            uses: test/act
            connection: { external: { oauth_access_token: "{{ steps.trigger.event.body.token }}" } }
            with: { value: "{{ steps.a.$return_value + 1 }}" }
        """;

    [Fact]
    public async Task An_accepted_run_goes_on_after_a_crash_with_its_sealed_credentials()
    {
        await using var world = await RunWorld.Open();
        string? token = null;
        world.Act = (c, _) =>
        {
            token = c.Credential?.Fields["oauth_access_token"].Reveal() ?? token;
            return ValueTask.FromResult<StepResult>(new StepResult.Succeeded(c["value"]));
        };
        var id = await world.Accept(world.Deploy(TwoSteps), """{"token":"SECRET"}""");
        (await world.Record(id)).Box.ShouldNotBeNull();

        world.NewHost();
        var record = await world.WorkOn(id);
        record.State.Status.ShouldBe(RunStatus.Succeeded);
        token.ShouldBe(RunWorld.Secret);
        record.Box.ShouldBeNull("the box is destroyed with the end");
        string.Concat(record.Entries.Select(RunWorld.Shown)).ShouldNotContain("xoxb");
    }

    [Fact]
    public async Task With_credentials_in_memory_it_waits_to_be_given_them_again()
    {
        await using var world = await RunWorld.Open();
        var id = await world.Accept(world.Deploy(TwoSteps, "settings: { credentials: memory }"), """{"token":"SECRET"}""");
        (await world.Record(id)).Box.ShouldBeNull();

        world.NewHost();
        var waiting = await world.WorkOn(id);
        waiting.State.Status.ShouldBe(RunStatus.CredentialsRequired);
        waiting.Entries.OfType<JournalEntry.CredentialsAwaited>().ShouldHaveSingleItem().Names.ShouldBe(["test.oauth_access_token"]);

        string? token = null;
        var ran = new List<string>();
        world.Act = (c, _) =>
        {
            ran.Add(c.StepName);
            token = c.Credential?.Fields["oauth_access_token"].Reveal();
            return ValueTask.FromResult<StepResult>(new StepResult.Succeeded(c["value"]));
        };
        (await world.Host.Supply(id, new Dictionary<string, Value> { ["test.oauth_access_token"] = "given-again-token" }, default)).ShouldBeTrue();
        var done = await world.WorkOn(id);
        done.State.Status.ShouldBe(RunStatus.Succeeded);
        token.ShouldBe("given-again-token");
        ran.ShouldBe(["b"], "only the step it had reached runs");
    }

    [Fact]
    public async Task A_run_without_stored_data_ends_as_failed()
    {
        await using var world = await RunWorld.Open();
        var id = await world.Accept(world.Deploy(TwoSteps), """{"token":"SECRET"}""", StorageClass.NoStore);
        world.NewHost();
        var record = await world.WorkOn(id);
        (record.State.Status, record.State.Code).ShouldBe((RunStatus.Failed, "nostore_cannot_pause"));
    }

    [Fact]
    public async Task A_step_under_way_is_repeated_and_told_so_and_a_recorded_one_is_not()
    {
        await using var world = await RunWorld.Open();
        var calls = new List<(string, int)>();
        var reached = new TaskCompletionSource();
        var never = new TaskCompletionSource();
        world.Act = async (c, _) =>
        {
            lock (calls) calls.Add((c.StepName, c.Attempt));
            if (c.StepName == "b" && c.Attempt == 1)
            {
                reached.SetResult();
                await never.Task;
            }
            return new StepResult.Succeeded(c["value"]);
        };
        var id = await world.Accept(world.Deploy(TwoSteps), """{"token":"SECRET"}""");
        _ = world.Host.Consume(default);
        await reached.Task;

        // What was done before the step with an effect is on its way to the store; the next write is behind it in the same queue.
        await world.Accept(world.Deploy(TwoSteps), """{"token":"SECRET"}""", StorageClass.NoStore);
        world.NewHost();
        var record = await world.WorkOn(id);
        record.State.Status.ShouldBe(RunStatus.Succeeded);
        calls.Where(c => c.Item1 == "a" || c.Item1 == "b").ShouldBe([("a", 1), ("b", 1), ("b", 2)]);

        // The old worker comes back to life: its fence is stale, and it can record nothing.
        never.SetResult();
        (await world.Record(id)).Entries.OfType<JournalEntry.Finished>().ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_stopping_server_parks_what_runs_and_the_next_one_finishes_it()
    {
        await using var world = await RunWorld.Open();
        var begun = new TaskCompletionSource();
        world.Act = async (c, ct) =>
        {
            begun.TrySetResult();
            if (c.Attempt == 1) await Task.Delay(Timeout.Infinite, ct);
            return new StepResult.Succeeded("done");
        };
        var id = await world.Accept(world.Deploy("  - { name: a, uses: test/free }"));
        _ = world.Host.Consume(default);
        await begun.Task;
        await world.Host.Stop();
        (await world.Record(id)).State.Status.ShouldBe(RunStatus.Queued);

        world.NewHost();
        (await world.WorkOn(id)).State.Status.ShouldBe(RunStatus.Succeeded);
    }

    [Fact]
    public async Task A_stopping_server_takes_no_more()
    {
        await using var world = await RunWorld.Open();
        await world.Host.Stop();
        (await world.Host.Start(world.Order(world.Deploy("  - { name: a, uses: test/free }"), "{}", StorageClass.Full, waits: true), default)).ShouldBeOfType<RunStarted.QueueFull>();
    }

    [Fact]
    public async Task A_replay_repeats_from_a_step_with_credentials_given_anew()
    {
        await using var world = await RunWorld.Open();
        var workflow = world.Deploy(TwoSteps);
        var (first, _) = await world.Run(workflow, """{"token":"SECRET"}""");
        var calls = new List<string?>();
        world.Act = (c, _) => { calls.Add(c.Credential?.Fields["oauth_access_token"].Reveal()); return ValueTask.FromResult<StepResult>(new StepResult.Succeeded(c["value"])); };

        var order = new ReplayOrder(await world.Record(first.Id), ["a", "b"], workflow, "b", new Dictionary<string, Value> { ["test.oauth_access_token"] = "another-users-token" });
        var plan = Replay.Plan(order).ShouldBeOfType<ReplayPlan.Ready>();
        var started = (RunStarted.Queued)await world.Host.Start(plan.Start, default);
        world.NewHost();
        var record = await world.WorkOn(started.Run);
        record.State.Status.ShouldBe(RunStatus.Succeeded);
        record.Header.ReplayOf.ShouldBe(first.Id);
        calls.ShouldBe(["another-users-token"]);
        RunWorld.Shown(record.Entries[^2]).ShouldContain("\"$return_value\":2");
    }

    [Fact]
    public async Task A_replay_without_credentials_asks_for_them()
    {
        await using var world = await RunWorld.Open();
        var workflow = world.Deploy(TwoSteps);
        var (first, _) = await world.Run(workflow, """{"token":"SECRET"}""");
        var plan = (ReplayPlan.Ready)Replay.Plan(new(await world.Record(first.Id), ["a", "b"], workflow, null, new Dictionary<string, Value>()));
        var started = (RunStarted.Queued)await world.Host.Start(plan.Start, default);
        world.NewHost();
        (await world.WorkOn(started.Run)).State.Status.ShouldBe(RunStatus.CredentialsRequired);
    }
}
