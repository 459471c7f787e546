using Keyway.Engine.Runs;

namespace Keyway.Storage.Tests.Conformance;

public abstract partial class RunStoreConformance
{
    private PurgeRule Rule(TimeSpan? age = null, TimeSpan? failedAge = null, string? workflow = null, int? keep = null, int most = 100) =>
        new(workflow, Now - (age ?? TimeSpan.FromDays(3650)), Now - (failedAge ?? age ?? TimeSpan.FromDays(3650)), keep, most);

    private async ValueTask<int> CountRuns() => (await Store.List(All(1000), Ct)).Items.Count;

    [Fact]
    public async Task A_deleted_run_is_gone()
    {
        var id = await Put(Whole());
        var other = await Put(Whole());
        (await Store.Delete(id, Ct)).ShouldBeTrue();
        (await Store.Read(id, Ct)).ShouldBeNull();
        (await List(All())).ShouldBe([other]);
        (await Store.Delete(id, Ct)).ShouldBeFalse();
    }

    [Fact]
    public async Task A_run_that_is_not_finished_cannot_be_deleted()
    {
        var id = await Put(Queued());
        (await Store.Delete(id, Ct)).ShouldBeFalse();
        (await Read(id)).State.Status.ShouldBe(RunStatus.Queued);
    }

    [Fact]
    public async Task Purge_destroys_what_finished_before_and_keeps_failures_longer()
    {
        await Put(Whole());
        await Put(Whole(status: RunStatus.Cancelled));
        var failed = await Put(Whole(status: RunStatus.Failed));
        var unfinished = await Put(Queued());
        Time.Advance(TimeSpan.FromDays(7));
        var recent = await Put(Whole());
        Time.Advance(TimeSpan.FromTicks(1));

        (await Store.Purge(Rule(age: TimeSpan.FromDays(7), failedAge: TimeSpan.FromDays(30)), Ct)).ShouldBe(2);
        (await List(All())).ShouldBe([recent, unfinished, failed]);

        Time.Advance(TimeSpan.FromDays(23));
        (await Store.Purge(Rule(age: TimeSpan.FromDays(365), failedAge: TimeSpan.FromDays(30)), Ct)).ShouldBe(1);
        (await List(All())).ShouldBe([recent, unfinished]);
    }

    [Fact]
    public async Task Purge_looks_at_the_end_of_a_run_not_at_its_beginning()
    {
        var id = await Put(Held(Ann));
        Time.Advance(TimeSpan.FromDays(10));
        await Append(id, new(1), Final(RunStatus.Succeeded), true, Finished(RunStatus.Succeeded));
        Time.Advance(TimeSpan.FromDays(1));

        (await Store.Purge(Rule(age: TimeSpan.FromDays(2)), Ct)).ShouldBe(0);
        (await Store.Purge(Rule(age: TimeSpan.FromHours(23)), Ct)).ShouldBe(1);
    }

    [Fact]
    public async Task Purge_can_be_for_one_workflow()
    {
        await Put(Whole(Header("one")));
        var other = await Put(Whole(Header("two")));
        Time.Advance(TimeSpan.FromDays(2));

        (await Store.Purge(Rule(age: TimeSpan.FromDays(1), workflow: "one"), Ct)).ShouldBe(1);
        (await List(All())).ShouldBe([other]);
        (await Store.Purge(Rule(age: TimeSpan.FromDays(1), workflow: "none"), Ct)).ShouldBe(0);
    }

    [Fact]
    public async Task Purge_keeps_the_newest_of_each_workflow()
    {
        var one = new List<RunId>();
        for (var i = 0; i < 5; i++) one.Add(await Put(Whole(Header("one"), i % 2 == 0 ? RunStatus.Succeeded : RunStatus.Failed)));
        var unfinished = await Put(Queued(Header("one")));
        var two = await Put(Whole(Header("two")));

        (await Store.Purge(Rule(keep: 2), Ct)).ShouldBe(3);
        (await List(All())).ShouldBe([two, unfinished, one[4], one[3]]);
        (await Store.Purge(Rule(keep: 0, workflow: "one"), Ct)).ShouldBe(2);
        (await List(All())).ShouldBe([two, unfinished]);
    }

    [Fact]
    public async Task Purge_does_no_more_than_asked_and_begins_with_the_oldest()
    {
        var ids = new List<RunId>();
        for (var i = 0; i < 5; i++) ids.Add(await Put(Whole()));
        Time.Advance(TimeSpan.FromDays(2));

        (await Store.Purge(Rule(age: TimeSpan.FromDays(1), most: 3), Ct)).ShouldBe(3);
        (await List(All())).ShouldBe([ids[4], ids[3]]);
        (await Store.Purge(Rule(age: TimeSpan.FromDays(1), most: 3), Ct)).ShouldBe(2);
        (await CountRuns()).ShouldBe(0);
    }

    [Fact]
    public async Task What_expired_while_a_run_is_purged_may_be_used_again()
    {
        await Put(Whole() with { Idempotency = new(new byte[] { 5 }, Now.AddHours(1)) });
        Time.Advance(TimeSpan.FromHours(2));
        await Store.Purge(Rule(age: TimeSpan.FromHours(1)), Ct);
        await Put(Whole() with { Idempotency = new(new byte[] { 5 }, Now.AddHours(1)) });
    }
}
