using Keyway.Engine.Runs;

namespace Keyway.Storage.Tests.Conformance;

public abstract partial class RunStoreConformance
{
    [Fact]
    public async Task A_run_that_nobody_holds_is_cancelled_at_once()
    {
        var header = Header();
        await Put(Queued(header, box: Box(header.Id)));
        Time.Advance(TimeSpan.FromSeconds(1));

        (await Store.Cancel(header.Id, "ann", Now, Ct)).ShouldBe(CancelOutcome.Cancelled);

        var run = await Read(header.Id);
        run.State.ShouldBe(Final(RunStatus.Cancelled));
        run.Box.ShouldBeNull();
        run.Entries.Skip(1).ShouldBe([new JournalEntry.CancelAsked(Now, "ann"), Finished(RunStatus.Cancelled)]);
        (await Take(Ann)).ShouldBeEmpty();
        (await Store.Cancel(header.Id, "ann", Now, Ct)).ShouldBe(CancelOutcome.AlreadyFinished);
    }

    [Fact]
    public async Task A_run_that_is_held_gets_the_mark_once()
    {
        await Store.KeepAlive(Ann, Now.AddMinutes(1), Ct);
        var id = await Put(Held(Ann));

        (await Store.Cancel(id, "bob", Now, Ct)).ShouldBe(CancelOutcome.Asked);
        (await Store.Cancel(id, "bob", Now.AddSeconds(1), Ct)).ShouldBe(CancelOutcome.Asked);

        var run = await Read(id);
        run.State.Status.ShouldBe(RunStatus.Running);
        run.Entries.OfType<JournalEntry.CancelAsked>().ShouldBe([new(Now, "bob")]);
        (await Append(id, new(1), Final(RunStatus.Cancelled), true, Finished(RunStatus.Cancelled))).ShouldBeTrue();
    }

    [Fact]
    public async Task A_marked_run_that_goes_to_sleep_is_due_at_once()
    {
        await Store.KeepAlive(Ann, Now.AddMinutes(1), Ct);
        var id = await Put(Held(Ann));
        await Store.Cancel(id, "bob", Now, Ct);
        await Append(id, new(1), new(RunStatus.Paused, Due: Now.AddHours(1)), release: true);

        (await Take(Ann)).Single().Run.Entries.OfType<JournalEntry.CancelAsked>().Count().ShouldBe(1);
    }

    [Fact]
    public async Task What_a_dead_worker_holds_is_cancelled_at_once()
    {
        var id = await Put(Held(Ann));
        (await Store.Cancel(id, "bob", Now, Ct)).ShouldBe(CancelOutcome.Cancelled);
        (await Append(id, new(1), Final(RunStatus.Succeeded), true, Finished(RunStatus.Succeeded))).ShouldBeFalse();
    }

    [Fact]
    public async Task A_run_that_is_not_there_cannot_be_cancelled()
    {
        (await Store.Cancel(NewId(), "ann", Now, Ct)).ShouldBe(CancelOutcome.NotFound);
    }

    [Fact]
    public async Task A_waiting_run_goes_on_when_it_is_given_its_credentials()
    {
        var header = Header();
        await Put(Held(Ann, header));
        await Append(header.Id, new(1), new(RunStatus.CredentialsRequired), true, new JournalEntry.CredentialsAwaited(Now, ["slack.token"]));
        (await Take(Ann)).ShouldBeEmpty();

        (await Store.Supply(header.Id, Box(header.Id, "given"), new(Now, ["slack.token"]), Ct)).ShouldBeTrue();

        (await Read(header.Id)).State.ShouldBe(new(RunStatus.Queued, Due: Now));
        var claim = (await Take(Bob)).Single();
        Opened(header.Id, claim.Run.Box).ShouldBe("given");
        claim.Run.Entries[^1].ShouldBeOfType<JournalEntry.CredentialsSupplied>().Names.ShouldBe(["slack.token"]);
    }

    [Fact]
    public async Task Only_a_waiting_run_takes_credentials()
    {
        var header = Header();
        (await Store.Supply(header.Id, Box(header.Id), new(Now, []), Ct)).ShouldBeFalse();
        await Put(Held(Ann, header));
        (await Store.Supply(header.Id, Box(header.Id), new(Now, []), Ct)).ShouldBeFalse();
        (await Read(header.Id)).Box.ShouldBeNull();
        await Append(header.Id, new(1), Final(RunStatus.Succeeded), true);
        (await Store.Supply(header.Id, Box(header.Id), new(Now, []), Ct)).ShouldBeFalse();
    }
}
