using Keyway.Engine.Runs;
using Keyway.Storage.Coding;

namespace Keyway.Storage.Tests.Coding;

public class EntryCodingTests
{
    private static readonly DateTimeOffset At = Samples.Start;

    private static readonly JournalEntry[] EachKind =
    [
        new JournalEntry.Accepted(At, Samples.Json("1")),
        new JournalEntry.Taken(At.AddTicks(5), 2),
        new JournalEntry.StepSucceeded(At.AddSeconds(1), 0, 1, TimeSpan.FromMilliseconds(12), Samples.Json("2")),
        new JournalEntry.StepFailed(At.AddSeconds(2), 1, 3, TimeSpan.FromTicks(1), "http_503", At.AddSeconds(5), Payload.Withheld.Instance),
        new JournalEntry.StepSkipped(At.AddSeconds(2), 4),
        new JournalEntry.CredentialsAwaited(At.AddSeconds(3), ["slack.token", "ü"]),
        new JournalEntry.CredentialsSupplied(At.AddSeconds(4), []),
        new JournalEntry.CancelAsked(At.AddSeconds(4), "ann"),
        new JournalEntry.Finished(At.AddSeconds(5), RunStatus.Failed, "cancelled"),
    ];

    private static byte[] Write(params JournalEntry[] entries)
    {
        var writer = new ByteWriter();
        EntryCoding.Write(writer, entries, []);
        return writer.Written.ToArray();
    }

    /// <summary>What every version released has written. A change here means that databases in the field cannot be read.</summary>
    [Fact]
    public void The_bytes_of_each_kind_are_for_ever()
    {
        Convert.ToHexStringLower(Write(EachKind)).ShouldBe(
            "0180d88ce8f7ef7f01020a0403f6d9c409000280d30e010480dac40902060208687474705f35303301808ece1c0005ff8dce1c08"
            + "0680dac409020b736c61636b2e746f6b656e02c3bc0780dac40900080003616e6e0980dac40905010963616e63656c6c6564");
    }

    [Fact]
    public void Every_kind_of_entry_is_covered_and_reads_as_it_was_written()
    {
        typeof(JournalEntry).GetNestedTypes().Order(Comparer<Type>.Create((a, b) => string.CompareOrdinal(a.Name, b.Name)))
            .ShouldBe(EachKind.Select(entry => entry.GetType()).OrderBy(type => type.Name, StringComparer.Ordinal));

        var read = new List<JournalEntry>();
        EntryCoding.Read(Write(EachKind), read, () => Payload.Destroyed.Instance);

        var expected = EachKind.Select(entry => entry switch
        {
            JournalEntry.Accepted e => e with { Event = Payload.Destroyed.Instance },
            JournalEntry.StepSucceeded e => e with { Record = Payload.Destroyed.Instance },
            _ => entry,
        });
        read.Select(Portrait.Of).ShouldBe(expected.Select(Portrait.Of));
    }

    [Fact]
    public void Times_of_any_offset_and_age_are_kept_to_the_tick()
    {
        JournalEntry[] entries =
        [
            new JournalEntry.StepSkipped(DateTimeOffset.MinValue, 0),
            new JournalEntry.StepSkipped(DateTimeOffset.MaxValue, int.MaxValue),
            new JournalEntry.StepSkipped(new DateTimeOffset(2026, 1, 1, 3, 0, 0, TimeSpan.FromHours(3)).AddTicks(7), int.MinValue),
        ];
        var read = new List<JournalEntry>();
        EntryCoding.Read(Write(entries), read, () => Payload.Destroyed.Instance);
        read.ShouldBe(entries);
        read.ShouldAllBe(entry => entry.At.Offset == TimeSpan.Zero);
    }

    [Fact]
    public void An_entry_of_a_newer_version_is_told()
    {
        Should.Throw<InvalidDataException>(() => EntryCoding.Read([200, 0], [], () => Payload.Destroyed.Instance)).Message.ShouldContain("newer version");
    }

    [Fact]
    public void What_was_read_back_cannot_be_written_as_if_it_were_redacted()
    {
        Should.Throw<ArgumentException>(() => Write(new JournalEntry.Accepted(At, new Payload.Opened("1"u8.ToArray()))));
    }
}
