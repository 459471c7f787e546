using Keyway.Engine.Runs;

namespace Keyway.Storage.Tests.Conformance;

public abstract partial class RunStoreConformance
{
    private async ValueTask<List<RunId>> List(RunFilter filter) => [.. (await Store.List(filter, Ct)).Items.Select(run => run.Header.Id)];

    [Fact]
    public async Task Runs_are_listed_newest_first_page_by_page()
    {
        var ids = new List<RunId>();
        for (var i = 0; i < 7; i++)
        {
            ids.Add(await Put(Whole()));
            Time.Advance(TimeSpan.FromSeconds(i % 2));
        }
        ids.Reverse();

        var seen = new List<RunId>();
        string? cursor = null;
        do
        {
            var page = await Store.List(All(limit: 3) with { Cursor = cursor }, Ct);
            page.Items.Count.ShouldBeLessThanOrEqualTo(3);
            seen.AddRange(page.Items.Select(run => run.Header.Id));
            cursor = page.Next;
            // What comes meanwhile does not shift the pages.
            await Put(Whole());
        }
        while (cursor is not null);

        seen.ShouldBe(ids);
    }

    [Fact]
    public async Task The_last_page_says_so_even_when_it_is_full()
    {
        for (var i = 0; i < 4; i++) await Put(Whole());
        (await Store.List(All(limit: 4), Ct)).Next.ShouldBeNull();
        (await Store.List(All(limit: 3), Ct)).Next.ShouldNotBeNull();
    }

    [Fact]
    public async Task A_summary_tells_what_the_run_tells()
    {
        var run = Whole(status: RunStatus.Failed, code: "http_500");
        await Put(run);
        (await Store.List(All(), Ct)).Items.Single().ShouldBe(new(run.Header, RunStatus.Failed, Now, "http_500"));
    }

    [Fact]
    public async Task Runs_are_found_by_workflow_and_by_status()
    {
        var good = await Put(Whole(Header("one")));
        var bad = await Put(Whole(Header("one"), RunStatus.Failed, "x"));
        var other = await Put(Whole(Header("two"), RunStatus.Cancelled));
        var waiting = await Put(Queued(Header("two")));

        (await List(All() with { Workflow = "one" })).ShouldBe([bad, good]);
        (await List(All() with { Workflow = "none" })).ShouldBeEmpty();
        (await List(All() with { Statuses = [RunStatus.Failed] })).ShouldBe([bad]);
        (await List(All() with { Statuses = [RunStatus.Queued, RunStatus.Failed, RunStatus.Cancelled] })).ShouldBe([waiting, other, bad]);
        (await List(All() with { Statuses = [RunStatus.Succeeded, RunStatus.Queued] })).ShouldBe([waiting, good]);
        (await List(All() with { Workflow = "two", Statuses = [RunStatus.Cancelled] })).ShouldBe([other]);
        (await List(All() with { Workflow = "two", Statuses = [RunStatus.Failed] })).ShouldBeEmpty();
    }

    [Fact]
    public async Task Runs_are_found_by_time()
    {
        var ids = new List<RunId>();
        for (var i = 0; i < 6; i++)
        {
            ids.Add(await Put(Whole()));
            Time.Advance(TimeSpan.FromHours(2));
        }

        (await List(All() with { Since = Samples.Start.AddHours(4) })).ShouldBe([ids[5], ids[4], ids[3], ids[2]]);
        (await List(All() with { Until = Samples.Start.AddHours(4) })).ShouldBe([ids[1], ids[0]]);
        (await List(All() with { Since = Samples.Start.AddHours(2).AddTicks(1), Until = Samples.Start.AddHours(6).AddTicks(1) })).ShouldBe([ids[3], ids[2]]);
        (await List(All() with { Since = Now })).ShouldBeEmpty();
        (await List(All() with { Until = Samples.Start })).ShouldBeEmpty();
    }

    [Fact]
    public async Task Runs_are_found_by_an_ids_beginning_a_workflows_name_and_an_error_code()
    {
        var one = await Put(Whole(Header("notify-customer")));
        Time.Advance(TimeSpan.FromDays(40));
        var two = await Put(Whole(Header("sync-issues"), RunStatus.Failed, "http_500"));
        var three = await Put(Queued(Header("notify-owner")));

        (await List(All() with { Text = one.ToString() })).ShouldBe([one]);
        (await List(All() with { Text = one.Value.ToString("D") })).ShouldBe([one]);
        (await List(All() with { Text = one.ToString()[..8].ToUpperInvariant() })).ShouldBe([one]);
        (await List(All() with { Text = "notify" })).ShouldBe([three, one]);
        (await List(All() with { Text = "sync-issues" })).ShouldBe([two]);
        (await List(All() with { Text = "http_500" })).ShouldBe([two]);
        (await List(All() with { Text = "%" })).ShouldBeEmpty();
        (await List(All() with { Text = "'; DROP TABLE runs" })).ShouldBeEmpty();
        (await List(All() with { Text = "notify", Statuses = [RunStatus.Queued] })).ShouldBe([three]);
        (await List(All() with { Text = "notify", Workflow = "notify-customer" })).ShouldBe([one]);
    }

    [Fact]
    public async Task Unfinished_runs_are_counted_and_finished_ones_since_the_start()
    {
        (await Store.Count(Ct)).ShouldAllBe(count => count.Value == 0);
        await Put(Whole());
        await Put(Whole(status: RunStatus.Failed));
        await Put(Queued());
        var id = await Put(Queued());
        await Put(Held(Ann));
        await Store.Cancel(id, "x", Now, Ct);

        var counts = await Store.Count(Ct);

        counts.Count.ShouldBe(7);
        counts[RunStatus.Succeeded].ShouldBe(1);
        counts[RunStatus.Failed].ShouldBe(1);
        counts[RunStatus.Cancelled].ShouldBe(1);
        counts[RunStatus.Queued].ShouldBe(1);
        counts[RunStatus.Running].ShouldBe(1);
        counts[RunStatus.Paused].ShouldBe(0);
    }
}
