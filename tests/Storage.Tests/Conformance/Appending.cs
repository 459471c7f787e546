using Keyway.Engine.Runs;

namespace Keyway.Storage.Tests.Conformance;

public abstract partial class RunStoreConformance
{
    [Fact]
    public async Task What_is_appended_comes_after_what_was_there()
    {
        var header = Header();
        await Put(Held(Ann, header));
        (await Append(header.Id, new(1), new(RunStatus.Running), false, Step(header, 0))).ShouldBeTrue();
        (await Append(header.Id, new(1), new(RunStatus.Running), false)).ShouldBeTrue();
        (await Append(header.Id, new(1), Final(RunStatus.Succeeded), true, Step(header, 1), Finished(RunStatus.Succeeded))).ShouldBeTrue();

        var run = await Read(header.Id);
        run.State.ShouldBe(Final(RunStatus.Succeeded));
        run.Entries.Select(entry => entry.GetType().Name).ShouldBe(["Accepted", "Taken", "StepSucceeded", "StepSucceeded", "Finished"]);
        Samples.TextOf(((JournalEntry.StepSucceeded)run.Entries[2]).Record).ShouldBe("""{"step":0}""");
        Samples.TextOf(((JournalEntry.StepSucceeded)run.Entries[3]).Record).ShouldBe("""{"step":1}""");
    }

    [Fact]
    public async Task A_stale_fence_cannot_append()
    {
        var id = await Put(Held(Ann));
        (await Append(id, new(0), Final(RunStatus.Succeeded), true)).ShouldBeFalse();
        (await Append(id, new(2), Final(RunStatus.Succeeded), true)).ShouldBeFalse();
        (await Read(id)).State.Status.ShouldBe(RunStatus.Running);
    }

    [Fact]
    public async Task Who_let_go_cannot_append()
    {
        var id = await Put(Held(Ann));
        (await Append(id, new(1), new(RunStatus.Queued, Due: Now), release: true)).ShouldBeTrue();
        (await Append(id, new(1), Final(RunStatus.Succeeded), true)).ShouldBeFalse();
    }

    [Fact]
    public async Task Nothing_is_appended_after_the_end()
    {
        var id = await Put(Whole());
        (await Append(id, new(1), new(RunStatus.Running), false, new JournalEntry.StepSkipped(Now, 3))).ShouldBeFalse();
        (await Read(id)).Entries.Count.ShouldBe(4);
    }

    [Fact]
    public async Task There_is_nothing_to_append_to_a_run_that_is_not_there()
    {
        (await Append(NewId(), new(1), new(RunStatus.Running), false)).ShouldBeFalse();
    }

    [Fact]
    public async Task A_box_stays_until_another_comes_or_the_run_ends()
    {
        var header = Header();
        await Put(Held(Ann, header, Box(header.Id, "first")));
        await Append(header.Id, new(1), new(RunStatus.Running), false);
        Opened(header.Id, (await Read(header.Id)).Box).ShouldBe("first");

        await Append(header.Id, new(1), new(RunStatus.Running, Box: Box(header.Id, "second")), false);
        Opened(header.Id, (await Read(header.Id)).Box).ShouldBe("second");

        await Append(header.Id, new(1), Final(RunStatus.Failed, "x"), true);
        (await Read(header.Id)).Box.ShouldBeNull();
    }

    [Fact]
    public async Task Dropped_data_is_gone_for_good_and_the_facts_stay()
    {
        var header = Header();
        await Put(Held(Ann, header));
        await Append(header.Id, new(1), new(RunStatus.Running, DropData: true), false, Step(header, 0));
        await Append(header.Id, new(1), Final(RunStatus.Failed, "x"), true, Step(header, 1), Finished(RunStatus.Failed, "x"));

        var run = await Read(header.Id);
        run.State.DropData.ShouldBeTrue();
        ((JournalEntry.Accepted)run.Entries[0]).Event.ShouldBeOfType<Payload.Destroyed>();
        ((JournalEntry.StepSucceeded)run.Entries[2]).Record.ShouldBeOfType<Payload.Destroyed>();
        ((JournalEntry.StepSucceeded)run.Entries[3]).Record.ShouldBeOfType<Payload.Destroyed>();
        run.Entries[4].ShouldBe(Finished(RunStatus.Failed, "x"));
    }

    [Theory]
    [InlineData(RunStatus.Succeeded, false)]
    [InlineData(RunStatus.Cancelled, false)]
    [InlineData(RunStatus.Failed, true)]
    public async Task A_run_that_keeps_failures_keeps_its_data_only_when_it_failed(RunStatus status, bool keeps)
    {
        var atOnce = await Put(Whole(Header(storage: StorageClass.Failures), status));
        var header = Header(storage: StorageClass.Failures);
        await Put(Held(Ann, header));
        Samples.TextOf(((JournalEntry.Accepted)(await Read(header.Id)).Entries[0]).Event).ShouldBe("""{"a":"event"}""");
        await Append(header.Id, new(1), Final(status), true, Step(header, 0), Finished(status));

        foreach (var id in new[] { atOnce, header.Id })
        {
            var run = await Read(id);
            var @event = ((JournalEntry.Accepted)run.Entries[0]).Event;
            if (keeps) Samples.TextOf(@event).ShouldBe("""{"a":"event"}""");
            else @event.ShouldBeOfType<Payload.Withheld>();
        }
    }

    [Fact]
    public async Task Appends_of_many_runs_at_once_do_not_mix()
    {
        var headers = Enumerable.Range(0, 24).Select(_ => Header()).ToList();
        foreach (var header in headers) await Put(Held(Ann, header));

        await Task.WhenAll(headers.Select((header, i) => Task.Run(async () =>
        {
            for (var step = 0; step < 5; step++) (await Append(header.Id, new(1), new(RunStatus.Running), false, Step(header, i * 10 + step))).ShouldBeTrue();
        })));

        for (var i = 0; i < headers.Count; i++)
        {
            var steps = (await Read(headers[i].Id)).Entries.OfType<JournalEntry.StepSucceeded>().ToList();
            steps.Select(step => step.Step).ShouldBe(Enumerable.Range(i * 10, 5));
            steps.ShouldAllBe(step => Samples.TextOf(step.Record) == $$"""{"step":{{step.Step}}}""");
        }
    }
}
