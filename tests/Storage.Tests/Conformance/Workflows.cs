using Keyway.Engine.Catalog;
using Keyway.Engine.Runs;

namespace Keyway.Storage.Tests.Conformance;

public abstract partial class CatalogStoreConformance
{
    [Fact]
    public async Task A_workflow_is_found_as_it_was_saved()
    {
        var saved = (await Save("notify", "steps: [ünïcode]")).ShouldNotBeNull();
        saved.ShouldBe(new("notify", 1, new("steps: [ünïcode]", "yaml"), "key", Enabled: true, Now, IsNew: true));
        (await Store.FindWorkflow("notify", Ct)).ShouldBe(saved with { IsNew = false });
        (await Store.FindVersion("notify", 1, Ct)).ShouldBe(saved with { IsNew = false });
        (await Store.FindWorkflow("other", Ct)).ShouldBeNull();
        (await Store.FindVersion("notify", 2, Ct)).ShouldBeNull();
    }

    [Fact]
    public async Task Each_change_is_a_version_and_the_triggers_key_is_kept()
    {
        await Save("notify", "one");
        Time.Advance(TimeSpan.FromMinutes(1));
        var second = (await Save("notify", "two", key: "another")).ShouldNotBeNull();

        second.ShouldBe(new("notify", 2, new("two", "yaml"), "key", true, Now, IsNew: true));
        (await Store.FindVersion("notify", 1, Ct))!.Source!.Text.ShouldBe("one");
        (await Store.ListVersions("notify", Ct)).Select(version => (version.Version, version.Source)).ShouldBe([(2, null), (1, null)]);
    }

    [Fact]
    public async Task What_is_the_same_to_the_byte_is_no_new_version()
    {
        var first = await Save("notify", "one");
        Time.Advance(TimeSpan.FromMinutes(1));
        (await Save("notify", "one")).ShouldBe(first! with { IsNew = false });
        (await Save("notify", "one ")).ShouldNotBeNull().Version.ShouldBe(2);
        (await Store.SaveWorkflow("notify", new("one ", "json"), "k", null, Now, Ct))!.Version.ShouldBe(3);
        (await Save("notify", "one"))!.Version.ShouldBe(4);
    }

    [Fact]
    public async Task A_version_is_saved_only_on_top_of_the_one_it_was_made_from()
    {
        (await Save("notify", "one", ifMatch: 1)).ShouldBeNull();
        (await Save("notify", "one", ifMatch: 0)).ShouldNotBeNull();
        (await Save("notify", "two", ifMatch: 0)).ShouldBeNull();
        (await Save("notify", "two", ifMatch: 1)).ShouldNotBeNull();
        (await Save("notify", "three", ifMatch: 1)).ShouldBeNull();
        (await Store.FindWorkflow("notify", Ct))!.Source!.Text.ShouldBe("two");
    }

    [Fact]
    public async Task Of_many_that_save_on_the_same_version_one_succeeds()
    {
        await Save("notify", "one");
        var saved = await Task.WhenAll(Enumerable.Range(0, 10).Select(i => Task.Run(() => Save("notify", $"two {i}", ifMatch: 1).AsTask())));
        saved.Count(answer => answer is not null).ShouldBe(1);
    }

    [Fact]
    public async Task Workflows_are_listed_by_name()
    {
        for (var i = 0; i < 250; i++) await Save($"w{i * 37 % 250:D3}", $"text {i}");
        await Save("w007", "newer");

        var names = new List<string>();
        await foreach (var workflow in Store.ListWorkflows(withSources: false, Ct))
        {
            workflow.Source.ShouldBeNull();
            names.Add(workflow.Name);
        }
        names.ShouldBe(Enumerable.Range(0, 250).Select(i => $"w{i:D3}"));

        await foreach (var workflow in Store.ListWorkflows(withSources: true, Ct))
            if (workflow.Name == "w007") workflow.ShouldBe(new("w007", 2, new("newer", "yaml"), "key", true, Now));
    }

    [Fact]
    public async Task A_workflow_is_switched_off_and_stays_so_when_it_changes()
    {
        await Save("notify", "one");
        (await Store.SetEnabled("notify", false, Ct)).ShouldBeTrue();
        (await Save("notify", "two"))!.Enabled.ShouldBeFalse();
        (await Store.SetEnabled("notify", true, Ct)).ShouldBeTrue();
        (await Store.FindWorkflow("notify", Ct))!.Enabled.ShouldBeTrue();
        (await Store.SetEnabled("other", true, Ct)).ShouldBeFalse();
    }

    [Fact]
    public async Task A_trigger_gets_a_new_key()
    {
        await Save("notify", "one");
        (await Store.RotateTrigger("notify", "new key", Ct)).ShouldBeTrue();
        (await Store.FindWorkflow("notify", Ct))!.TriggerKey.ShouldBe("new key");
        (await Store.RotateTrigger("other", "x", Ct)).ShouldBeFalse();
    }

    [Fact]
    public async Task A_removed_workflow_is_gone_but_for_what_its_runs_need()
    {
        await Save("notify", "one");
        await Save("notify", "two");
        var run = new RunHeader(Samples.Id(Now, Engine.Sealing.Entropies.Seeded(1)), "notify", 1, "http", StorageClass.Full, Now, 0);
        await Runs.Accept(new(run, [new JournalEntry.Finished(Now, RunStatus.Succeeded, null)], new(RunStatus.Succeeded, FinishedAt: Now), null), Ct);

        (await Store.DeleteWorkflow("notify", Ct)).ShouldBeTrue();

        (await Store.FindWorkflow("notify", Ct)).ShouldBeNull();
        (await Store.ListVersions("notify", Ct)).ShouldBeEmpty();
        (await Store.FindVersion("notify", 1, Ct)).ShouldNotBeNull().Source!.Text.ShouldBe("one");
        (await Store.FindVersion("notify", 2, Ct)).ShouldBeNull();
        (await Store.DeleteWorkflow("notify", Ct)).ShouldBeFalse();
        (await Store.SetEnabled("notify", true, Ct)).ShouldBeFalse();
        (await Store.RotateTrigger("notify", "x", Ct)).ShouldBeFalse();

        (await Runs.Delete(run.Id, Ct)).ShouldBeTrue();
        (await Store.FindVersion("notify", 1, Ct)).ShouldBeNull();
    }

    [Fact]
    public async Task A_name_that_is_used_again_never_repeats_a_version()
    {
        await Save("notify", "one");
        await Save("notify", "two");
        await Store.DeleteWorkflow("notify", Ct);

        var again = (await Save("notify", "one", ifMatch: 0, key: "fresh")).ShouldNotBeNull();

        again.ShouldBe(new("notify", 3, new("one", "yaml"), "fresh", true, Now, IsNew: true));
        (await Store.ListVersions("notify", Ct)).Select(version => version.Version).ShouldBe([3]);
    }
}
