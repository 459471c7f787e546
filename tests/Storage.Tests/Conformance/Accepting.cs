using Keyway.Engine.Runs;

namespace Keyway.Storage.Tests.Conformance;

public abstract partial class RunStoreConformance
{
    [Fact]
    public async Task A_run_is_read_as_it_was_accepted()
    {
        var header = Header() with { ReplayOf = NewId(), EventBytes = 1234, Version = 7 };
        var run = new NewRun(header,
            [
                new JournalEntry.Accepted(Now, Json("""{"method":"POST","body":{"«slack.token»":"ünïcode"}}""")),
                new JournalEntry.Taken(Now.AddTicks(1), 1),
                new JournalEntry.StepFailed(Now.AddSeconds(1), 0, 1, TimeSpan.FromMilliseconds(3.5), "http_503", Now.AddSeconds(9), Json("""{"error":"busy"}""")),
                new JournalEntry.StepSucceeded(Now.AddSeconds(10), 0, 2, TimeSpan.Zero, Payload.Withheld.Instance),
                new JournalEntry.StepSkipped(Now.AddSeconds(10), 1),
                new JournalEntry.CredentialsAwaited(Now.AddSeconds(11), ["slack.token", "github.token"]),
                new JournalEntry.CredentialsSupplied(Now.AddSeconds(12), ["slack.token"]),
                new JournalEntry.CancelAsked(Now.AddSeconds(13), "ann@example.org"),
                new JournalEntry.StepFailed(Now.AddSeconds(13), 2, 1, TimeSpan.FromHours(1), "cancelled", null, Json("{}")),
                new JournalEntry.Finished(Now.AddSeconds(14), RunStatus.Failed, "http_503"),
            ],
            new(RunStatus.Failed, FinishedAt: Now.AddSeconds(14), Code: "http_503"), Ann);

        (await Store.Accept(run, Ct)).ShouldBe(new Acceptance.Accepted(new(1)));

        var read = await Read(header.Id);
        read.Header.ShouldBe(header);
        read.State.ShouldBe(run.State);
        read.Taken.ShouldBe(1);
        read.Box.ShouldBeNull();
        Portrait.Of(read.Entries.ToList()[2]).ShouldBe(Portrait.Of(new JournalEntry.StepFailed(
            Now.AddSeconds(1), 0, 1, TimeSpan.FromMilliseconds(3.5), "http_503", Now.AddSeconds(9), new Payload.Opened("""{"error":"busy"}"""u8.ToArray()))));
        read.Entries.Select(entry => entry.At).ShouldBe(run.Entries.Select(entry => entry.At));
        read.Entries.Select(entry => entry.GetType()).ShouldBe(run.Entries.Select(entry => entry.GetType()));
        Samples.TextOf(((JournalEntry.Accepted)read.Entries[0]).Event).ShouldBe("""{"method":"POST","body":{"«slack.token»":"ünïcode"}}""");
        ((JournalEntry.StepSucceeded)read.Entries[3]).Record.ShouldBeOfType<Payload.Withheld>();
        ((JournalEntry.CredentialsAwaited)read.Entries[5]).Names.ShouldBe(["slack.token", "github.token"]);
        ((JournalEntry.StepFailed)read.Entries[8]).RetryAt.ShouldBeNull();
        read.Entries[9].ShouldBe(run.Entries[9]);
    }

    [Fact]
    public async Task A_run_that_nobody_holds_has_no_fence_yet()
    {
        (await Store.Accept(Queued(), Ct)).ShouldBe(new Acceptance.Accepted(new(0)));
    }

    [Fact]
    public async Task A_repeated_key_answers_with_the_first_run_and_writes_nothing()
    {
        var key = new Idempotency(new byte[] { 1, 2, 3 }, Now.AddHours(24));
        var first = Queued() with { Idempotency = key };
        await Put(first);
        Time.Advance(TimeSpan.FromHours(23));

        var second = Queued() with { Idempotency = key with { Expires = Now.AddHours(24) } };
        (await Store.Accept(second, Ct)).ShouldBe(new Acceptance.Repeated(first.Header.Id));

        (await Store.Read(second.Header.Id, Ct)).ShouldBeNull();
        (await Store.List(All(), Ct)).Items.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_key_that_expired_may_be_used_again()
    {
        await Put(Queued() with { Idempotency = new(new byte[] { 1 }, Now.AddHours(24)) });
        Time.Advance(TimeSpan.FromHours(24));

        var second = Queued() with { Idempotency = new(new byte[] { 1 }, Now.AddHours(24)) };
        await Put(second);

        (await Store.Accept(Queued() with { Idempotency = new(new byte[] { 1 }, Now.AddHours(24)) }, Ct)).ShouldBe(new Acceptance.Repeated(second.Header.Id));
    }

    [Fact]
    public async Task A_key_outlives_its_run_so_that_a_repeat_never_runs_twice()
    {
        var first = Whole() with { Idempotency = new(new byte[] { 1 }, Now.AddHours(24)) };
        await Put(first);
        (await Store.Delete(first.Header.Id, Ct)).ShouldBeTrue();

        (await Store.Accept(Whole() with { Idempotency = new(new byte[] { 1 }, Now.AddHours(24)) }, Ct)).ShouldBe(new Acceptance.Repeated(first.Header.Id));
    }

    [Fact]
    public async Task Of_many_repeats_at_once_one_is_accepted()
    {
        var key = new Idempotency(new byte[] { 9 }, Now.AddHours(24));
        var runs = Enumerable.Range(0, 20).Select(_ => Queued() with { Idempotency = key }).ToList();

        var answers = await Task.WhenAll(runs.Select(run => Task.Run(() => Store.Accept(run, Ct).AsTask())));

        var first = runs[Array.FindIndex(answers, answer => answer is Acceptance.Accepted)].Header.Id;
        answers.OfType<Acceptance.Repeated>().ShouldAllBe(answer => answer.First == first);
        answers.OfType<Acceptance.Repeated>().Count().ShouldBe(19);
    }

    [Fact]
    public async Task An_id_is_accepted_once()
    {
        var run = Queued();
        await Put(run);
        await Should.ThrowAsync<InvalidOperationException>(() => Store.Accept(run, Ct).AsTask());
    }

    [Fact]
    public async Task What_was_refused_leaves_nothing_behind()
    {
        var run = Whole();
        await Put(run);
        await Should.ThrowAsync<InvalidOperationException>(() => Store.Accept(run with { Header = run.Header with { Workflow = "fresh" } }, Ct).AsTask());

        var id = await Put(Whole(Header("fresh")));
        (await Read(id)).Header.Workflow.ShouldBe("fresh");
        (await Store.Count(Ct))[RunStatus.Succeeded].ShouldBe(2);
    }

    [Fact]
    public async Task Of_many_at_once_those_that_are_refused_do_not_touch_the_others()
    {
        var there = Whole();
        await Put(there);
        var runs = Enumerable.Range(0, 60).Select(i => i % 6 == 0 ? there : Whole(Header($"workflow-{i}"))).ToList();

        var answers = await Task.WhenAll(runs.Select(run => Task.Run(async () =>
        {
            try
            {
                return await Store.Accept(run, Ct) is Acceptance.Accepted;
            }
            catch (InvalidOperationException)
            {
                return false;
            }
        })));

        answers.ShouldBe(runs.Select(run => run != there));
        (await Store.Count(Ct))[RunStatus.Succeeded].ShouldBe(51);
        (await Store.List(All(), Ct)).Items.Select(run => run.Header.Workflow).Order().ShouldBe(
            runs.Where(run => run != there).Append(there).Select(run => run.Header.Workflow).Order());
    }

    [Theory]
    [InlineData(StorageClass.Metadata)]
    [InlineData(StorageClass.NoStore)]
    public async Task Data_of_a_run_that_keeps_none_is_refused(StorageClass storage)
    {
        var header = Header(storage: storage);
        var run = new NewRun(header, [new JournalEntry.Accepted(Now, Json("1"))], new(RunStatus.Running), Ann);
        await Should.ThrowAsync<InvalidOperationException>(() => Store.Accept(run, Ct).AsTask());

        await Put(Held(Ann, header));
        await Should.ThrowAsync<InvalidOperationException>(() =>
            Append(header.Id, new(1), new(RunStatus.Running), false, new JournalEntry.StepSucceeded(Now, 0, 1, TimeSpan.Zero, Json("1"))).AsTask());
        (await Read(header.Id)).Entries.Count.ShouldBe(2);
    }
}
