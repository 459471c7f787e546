using Keyway.Engine.Runs;
using Keyway.Engine.Workflows;
using static Keyway.Engine.Tests.Runs.SampleWorkflow;

namespace Keyway.Engine.Tests.Runs;

public sealed class DeciderTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly Workflow Three = Of(Step("a"), Step("b"), Step("c"));

    [Fact]
    public void A_new_run_executes_its_first_step() => Next(Three).ShouldBe(new Decision.Execute(0, 1));

    [Fact]
    public void A_run_whose_steps_are_done_or_skipped_succeeds() =>
        Next(Three, Done(0), Skipped(1), Done(2)).ShouldBe(new Decision.Finish(RunStatus.Succeeded, null));

    [Fact]
    public void A_failure_for_good_stops_the_run_with_its_code() =>
        Next(Three, Done(0), Failed(1)).ShouldBe(new Decision.Finish(RunStatus.Failed, "app_error"));

    [Fact]
    public void A_failure_that_may_be_retried_sleeps_and_then_tries_again()
    {
        var failed = Failed(0) with { RetryAt = Now.AddSeconds(5) };
        Next(Three, failed).ShouldBe(new Decision.Sleep(Now.AddSeconds(5)));
        Decider.Next(Three, Fold(Three, failed), Now.AddSeconds(5)).ShouldBe(new Decision.Execute(0, 2));
    }

    [Fact]
    public void On_error_continue_goes_on_with_the_next_step() =>
        Next(Of(Step("a", onError: OnError.Continue.Instance), Step("b")), Failed(0)).ShouldBe(new Decision.Execute(1, 1));

    [Fact]
    public void On_error_goto_skips_what_lies_between()
    {
        var workflow = Of(Step("a", onError: new OnError.GoTo("d")), Step("b"), Step("c"), Step("d"));
        Next(workflow, Failed(0)).ShouldBe(new Decision.Skip(1));
        Next(workflow, Failed(0), Skipped(1), Skipped(2)).ShouldBe(new Decision.Execute(3, 1));
    }

    [Fact]
    public void A_cancelled_run_ends_before_anything_else() =>
        Next(Three, Done(0), new JournalEntry.CancelAsked(Now, "ada")).ShouldBe(new Decision.Finish(RunStatus.Cancelled, null));

    [Fact]
    public void A_run_that_awaits_credentials_waits_until_they_are_supplied()
    {
        var awaited = new JournalEntry.CredentialsAwaited(Now, ["chat.oauth_access_token"]);
        Next(Three, awaited).ShouldBeOfType<Decision.Wait>().Names.ShouldBe(["chat.oauth_access_token"]);
        Next(Three, awaited, new JournalEntry.CredentialsSupplied(Now, [])).ShouldBe(new Decision.Execute(0, 1));
    }

    [Fact]
    public void Nothing_follows_the_end() =>
        Next(Three, new JournalEntry.Finished(Now, RunStatus.Failed, "run_timeout")).ShouldBe(Decision.Nothing.Instance);

    [Fact]
    public void A_step_under_way_when_its_worker_died_counts_as_an_attempt() =>
        Next(Three, new JournalEntry.Taken(Now, 1), Done(0), new JournalEntry.Taken(Now, 2)).ShouldBe(new Decision.Execute(1, 2));

    [Fact]
    public void Every_kind_of_entry_is_known_to_the_fold()
    {
        var kinds = typeof(JournalEntry).GetNestedTypes().Where(t => t.IsSubclassOf(typeof(JournalEntry))).ToHashSet();
        JournalEntry[] all =
        [
            new JournalEntry.Accepted(Now, Payload.Withheld.Instance), new JournalEntry.Taken(Now, 1), Done(0), Failed(1), Skipped(2),
            new JournalEntry.CredentialsAwaited(Now, []), new JournalEntry.CredentialsSupplied(Now, []), new JournalEntry.CancelAsked(Now, "x"),
            new JournalEntry.Finished(Now, RunStatus.Succeeded, null),
        ];
        all.Select(e => e.GetType()).ToHashSet().ShouldBe(kinds, ignoreOrder: true);
        foreach (var entry in all) new Run(3).Apply(entry);
    }

    private static Decision Next(Workflow workflow, params JournalEntry[] entries) => Decider.Next(workflow, Fold(workflow, entries), Now);

    private static Run Fold(Workflow workflow, params JournalEntry[] entries)
    {
        var run = new Run(workflow.Steps.Count);
        foreach (var entry in entries) run.Apply(entry);
        return run;
    }

    private static JournalEntry.StepSucceeded Done(int step) => new(Now, step, 1, TimeSpan.Zero, Payload.Withheld.Instance);
    private static JournalEntry.StepSkipped Skipped(int step) => new(Now, step);
    private static JournalEntry.StepFailed Failed(int step) => new(Now, step, 1, TimeSpan.Zero, "app_error", null, Payload.Withheld.Instance);
}
