using Keyway.Engine.Runs;

namespace Keyway.Storage.Coding;

/// <summary>
/// The facts of a batch of journal entries, in a few bytes each, payloads left out. The numbers are for ever: databases of every version
/// released hold them. A new fact gets a new number, a new field a new number of its entry.
/// </summary>
internal static class EntryCoding
{
    private const byte Accepted = 1, Taken = 2, StepSucceeded = 3, StepFailed = 4, StepSkipped = 5,
        CredentialsAwaited = 6, CredentialsSupplied = 7, CancelAsked = 8, Finished = 9;

    private const byte Withheld = 0, Kept = 1;

    /// <summary>Times are counted from here and from each other, so that they stay short.</summary>
    private static readonly long Epoch = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero).Ticks;

    /// <param name="kept">Takes the payloads that are to be sealed, in order.</param>
    public static void Write(ByteWriter facts, IReadOnlyList<JournalEntry> entries, List<ReadOnlyMemory<byte>> kept)
    {
        var clock = Epoch;
        for (var i = 0; i < entries.Count; i++)
        {
            var entry = entries[i];
            facts.Byte(Number(entry));
            WriteTime(entry.At);
            switch (entry)
            {
                case JournalEntry.Accepted e:
                    WritePayload(e.Event);
                    break;
                case JournalEntry.Taken e:
                    facts.Signed(e.Times);
                    break;
                case JournalEntry.StepSucceeded e:
                    facts.Signed(e.Step);
                    facts.Signed(e.Attempt);
                    facts.Signed(e.Duration.Ticks);
                    WritePayload(e.Record);
                    break;
                case JournalEntry.StepFailed e:
                    facts.Signed(e.Step);
                    facts.Signed(e.Attempt);
                    facts.Signed(e.Duration.Ticks);
                    facts.Text(e.Code);
                    facts.Byte(e.RetryAt is null ? (byte)0 : (byte)1);
                    if (e.RetryAt is { } retryAt) WriteTime(retryAt);
                    WritePayload(e.Record);
                    break;
                case JournalEntry.StepSkipped e:
                    facts.Signed(e.Step);
                    break;
                case JournalEntry.CredentialsAwaited e:
                    WriteNames(e.Names);
                    break;
                case JournalEntry.CredentialsSupplied e:
                    WriteNames(e.Names);
                    break;
                case JournalEntry.CancelAsked e:
                    facts.Text(e.By);
                    break;
                case JournalEntry.Finished e:
                    facts.Byte((byte)e.Status);
                    facts.Byte(e.Code is null ? (byte)0 : (byte)1);
                    if (e.Code is { } code) facts.Text(code);
                    break;
            }
        }

        void WriteTime(DateTimeOffset at)
        {
            facts.Signed(at.UtcTicks - clock);
            clock = at.UtcTicks;
        }

        void WriteNames(IReadOnlyList<string> names)
        {
            facts.Unsigned((ulong)names.Count);
            foreach (var name in names) facts.Text(name);
        }

        void WritePayload(Payload payload)
        {
            switch (payload)
            {
                case Payload.Kept k:
                    facts.Byte(Kept);
                    kept.Add(k.Data.Utf8);
                    break;
                case Payload.Withheld:
                    facts.Byte(Withheld);
                    break;
                default:
                    throw new ArgumentException("Only what the redactor made, or what is withheld, can be written.");
            }
        }
    }

    /// <param name="kept">Hands out the payloads that were sealed, in order.</param>
    public static void Read(ReadOnlySpan<byte> facts, List<JournalEntry> entries, Func<Payload> kept)
    {
        var reader = new ByteReader(facts);
        var clock = Epoch;
        while (!reader.AtEnd)
        {
            var number = reader.Byte();
            var at = ReadTime(ref reader, ref clock);
            entries.Add(number switch
            {
                Accepted => new JournalEntry.Accepted(at, ReadPayload(ref reader, kept)),
                Taken => new JournalEntry.Taken(at, reader.Int()),
                StepSucceeded => new JournalEntry.StepSucceeded(at, reader.Int(), reader.Int(), new(reader.Signed()), ReadPayload(ref reader, kept)),
                StepFailed => new JournalEntry.StepFailed(at, reader.Int(), reader.Int(), new(reader.Signed()), reader.Text(),
                    reader.Byte() == 0 ? null : ReadTime(ref reader, ref clock), ReadPayload(ref reader, kept)),
                StepSkipped => new JournalEntry.StepSkipped(at, reader.Int()),
                CredentialsAwaited => new JournalEntry.CredentialsAwaited(at, ReadNames(ref reader)),
                CredentialsSupplied => new JournalEntry.CredentialsSupplied(at, ReadNames(ref reader)),
                CancelAsked => new JournalEntry.CancelAsked(at, reader.Text()),
                Finished => new JournalEntry.Finished(at, (RunStatus)reader.Byte(), reader.Byte() == 0 ? null : reader.Text()),
                _ => throw new InvalidDataException($"The journal holds an entry of kind {number}, which a newer version of Keyway wrote."),
            });
        }
    }

    private static DateTimeOffset ReadTime(ref ByteReader reader, ref long clock)
    {
        clock += reader.Signed();
        return new(clock, TimeSpan.Zero);
    }

    private static string[] ReadNames(ref ByteReader reader)
    {
        var names = new string[reader.Unsigned()];
        for (var i = 0; i < names.Length; i++) names[i] = reader.Text();
        return names;
    }

    private static Payload ReadPayload(ref ByteReader reader, Func<Payload> kept) =>
        reader.Byte() == Kept ? kept() : Payload.Withheld.Instance;

    private static byte Number(JournalEntry entry) => entry switch
    {
        JournalEntry.Accepted => Accepted,
        JournalEntry.Taken => Taken,
        JournalEntry.StepSucceeded => StepSucceeded,
        JournalEntry.StepFailed => StepFailed,
        JournalEntry.StepSkipped => StepSkipped,
        JournalEntry.CredentialsAwaited => CredentialsAwaited,
        JournalEntry.CredentialsSupplied => CredentialsSupplied,
        JournalEntry.CancelAsked => CancelAsked,
        JournalEntry.Finished => Finished,
        _ => throw new ArgumentOutOfRangeException(nameof(entry)),
    };
}
