using Keyway.Engine.Runs;

namespace Keyway.Storage.Tests.Conformance;

public abstract partial class RunStoreConformance
{
    private async ValueTask<IReadOnlyList<Claim>> Take(WorkerName worker, int most = 10) => await Store.TakeDue(worker, Now, most, Ct);

    [Fact]
    public async Task Due_runs_are_taken_oldest_due_first_and_no_more_than_asked()
    {
        var late = await Put(Queued(due: Now.AddMinutes(-1)));
        var early = await Put(Queued(due: Now.AddMinutes(-3)));
        var middle = await Put(Queued(due: Now.AddMinutes(-2)));
        await Put(Queued(due: Now.AddTicks(1)));

        (await Take(Ann, most: 2)).Select(claim => claim.Run.Header.Id).ShouldBe([early, middle]);
        (await Take(Ann)).Select(claim => claim.Run.Header.Id).ShouldBe([late]);
        (await Take(Ann)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_taken_run_is_running_and_brings_its_journal_and_its_box()
    {
        var header = Header();
        await Put(Queued(header, box: Box(header.Id)));

        var claim = (await Take(Ann)).Single();

        claim.Fence.ShouldBe(new Fence(1));
        claim.Run.Taken.ShouldBe(1);
        claim.Run.State.ShouldBe(new(RunStatus.Running));
        Opened(header.Id, claim.Run.Box).ShouldBe("a credential");
        Samples.TextOf(((JournalEntry.Accepted)claim.Run.Entries.Single()).Event).ShouldBe("""{"a":"event"}""");
        Portrait.Of(await Read(header.Id)).ShouldBe(Portrait.Of(claim.Run));
    }

    [Fact]
    public async Task What_a_living_worker_holds_is_not_taken()
    {
        await Store.KeepAlive(Ann, Now.AddSeconds(30), Ct);
        await Put(Held(Ann));
        await Put(Queued());
        (await Take(Ann)).Count.ShouldBe(1);

        Time.Advance(TimeSpan.FromSeconds(30));
        (await Take(Bob)).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_a_dead_worker_held_is_taken_with_a_higher_fence()
    {
        await Store.KeepAlive(Ann, Now.AddSeconds(30), Ct);
        var id = await Put(Held(Ann));
        Time.Advance(TimeSpan.FromSeconds(31));

        var claim = (await Take(Bob)).Single();

        claim.Run.Header.Id.ShouldBe(id);
        claim.Fence.ShouldBe(new Fence(2));
        (await Append(id, new(1), Final(RunStatus.Succeeded), true, Finished(RunStatus.Succeeded))).ShouldBeFalse();
        (await Append(id, new(2), Final(RunStatus.Succeeded), true, Finished(RunStatus.Succeeded))).ShouldBeTrue();
    }

    [Fact]
    public async Task A_worker_that_never_said_it_lives_is_dead_to_others_and_alive_to_itself()
    {
        await Put(Held(Ann));
        (await Take(Ann)).ShouldBeEmpty();
        (await Take(Bob)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task What_waits_for_credentials_is_not_taken_for_want_of_a_holder()
    {
        var id = await Put(Held(Ann));
        await Append(id, new(1), new(RunStatus.CredentialsRequired), release: false);
        (await Take(Bob)).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_a_dead_worker_put_to_sleep_is_taken_when_it_is_due()
    {
        var id = await Put(Held(Ann));
        await Append(id, new(1), new(RunStatus.Paused, Due: Now.AddMinutes(1)), release: false);
        (await Take(Bob)).ShouldBeEmpty();
        Time.Advance(TimeSpan.FromMinutes(1));
        (await Take(Bob)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_released_run_sleeps_until_it_is_due()
    {
        var id = await Put(Held(Ann));
        (await Append(id, new(1), new(RunStatus.Paused, Due: Now.AddMinutes(5)), release: true)).ShouldBeTrue();

        (await Take(Ann)).ShouldBeEmpty();
        Time.Advance(TimeSpan.FromMinutes(5));
        (await Take(Ann)).Single().Fence.ShouldBe(new Fence(2));
    }

    [Fact]
    public async Task Of_many_that_ask_at_once_one_gets_a_run()
    {
        for (var i = 0; i < 40; i++) await Put(Queued());
        for (var i = 0; i < 8; i++) await Store.KeepAlive(new($"w{i}"), Now.AddMinutes(1), Ct);

        var claims = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(() => Store.TakeDue(new($"w{i}"), Now, 10, Ct).AsTask())));

        claims.SelectMany(some => some).Select(claim => claim.Run.Header.Id).Distinct().Count().ShouldBe(40);
        claims.Sum(some => some.Count).ShouldBe(40);
    }
}
