using Keyway.Engine.Runs;
using Keyway.Engine.Sealing;

namespace Keyway.Storage.Coding;

/// <summary>Entries that were written together, as a store keeps them: their facts in plain, their data sealed, and what opens it.</summary>
internal sealed record Batch(byte[] Facts, byte[]? WrappedKey, byte[]? Sealed)
{
    /// <param name="keepData">False leaves the data out, as if it had been written and destroyed.</param>
    public static Batch Seal(Sealer sealer, RunId run, IReadOnlyList<JournalEntry> entries, bool keepData)
    {
        var writer = new ByteWriter();
        var kept = new List<ReadOnlyMemory<byte>>();
        EntryCoding.Write(writer, entries, kept);
        var facts = writer.Written.ToArray();
        if (kept.Count == 0 || !keepData) return new(facts, null, null);
        var payloads = sealer.SealPayloads(run, facts, Packing.Pack(kept));
        return new(facts, payloads.WrappedKey, payloads.Sealed);
    }

    /// <summary>Entries that carry no data.</summary>
    public static Batch OfFacts(IReadOnlyList<JournalEntry> entries)
    {
        var writer = new ByteWriter();
        EntryCoding.Write(writer, entries, []);
        return new(writer.Written.ToArray(), null, null);
    }

    /// <summary>Adds the entries, with their data where it still can be opened.</summary>
    public void Open(Sealer sealer, RunHeader header, List<JournalEntry> entries)
    {
        if (WrappedKey is null || Sealed is null)
        {
            var gone = Dropping.Reads(header.Storage);
            EntryCoding.Read(Facts, entries, () => gone);
            return;
        }
        var payloads = Packing.Unpack(sealer.OpenPayloads(header.Id, Facts, WrappedKey, Sealed));
        EntryCoding.Read(Facts, entries, () => payloads.MoveNext() ? new Payload.Opened(payloads.Current) : throw new InvalidDataException("The journal names more data than was kept."));
    }
}

/// <summary>When a run's data goes before the run does.</summary>
internal static class Dropping
{
    /// <summary>Whether this state destroys the data: because the engine says so, or because the run ended otherwise than the storage class keeps.</summary>
    public static bool Due(StorageClass storage, RunState state) =>
        state.DropData || (storage == StorageClass.Failures && state.Status.IsFinal() && state.Status != RunStatus.Failed);

    /// <summary>
    /// What data that is not there reads as. A run of class <see cref="StorageClass.Failures"/> that did not fail never had data, as far as its
    /// reader is concerned; whether any was written meanwhile depends on how many commits the run took.
    /// </summary>
    public static Payload Reads(StorageClass storage) =>
        storage == StorageClass.Failures ? Payload.Withheld.Instance : Payload.Destroyed.Instance;

    /// <summary>The last guard of a promise made to the caller: a store that is handed data of such a run has been handed it by mistake.</summary>
    public static void Refuse(StorageClass storage, Batch batch)
    {
        if (storage >= StorageClass.Metadata && batch.Sealed is not null)
            throw new InvalidOperationException("Data of a run whose data is never written was handed to the store.");
    }
}
