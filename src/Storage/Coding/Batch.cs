using Keyway.Engine.Runs;
using Keyway.Engine.Sealing;

namespace Keyway.Storage.Coding;

/// <summary>Entries that were written together, as a store keeps them: their facts in plain, their data sealed, and what opens it.</summary>
/// <param name="HadData">The entries came with data, whether or not it was kept.</param>
internal sealed record Batch(byte[] Facts, byte[]? WrappedKey, byte[]? Sealed, bool HadData = false)
{
    /// <param name="keepData">False leaves the data out, as if it had been written and destroyed.</param>
    public static Batch Seal(Sealer sealer, RunId run, IReadOnlyList<JournalEntry> entries, bool keepData)
    {
        var writer = new ByteWriter();
        var kept = new List<ReadOnlyMemory<byte>>();
        EntryCoding.Write(writer, entries, kept);
        var facts = writer.Written.ToArray();
        if (kept.Count == 0 || !keepData) return new(facts, null, null, kept.Count > 0);
        var payloads = sealer.SealPayloads(run, facts, Packing.Pack(kept));
        return new(facts, payloads.WrappedKey, payloads.Sealed, HadData: true);
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
        var payloads = OpenPayloads(sealer, header.Id);
        var gone = Dropping.Reads(header.Storage);
        var next = 0;
        EntryCoding.Read(Facts, entries, () => next < payloads.Count ? new Payload.Opened(payloads[next++]) : gone);
    }

    private List<ReadOnlyMemory<byte>> OpenPayloads(Sealer sealer, RunId run)
    {
        if (WrappedKey is null || Sealed is null) return [];
        try
        {
            return Packing.Unpack(sealer.OpenPayloads(run, Facts, WrappedKey, Sealed));
        }
        catch (SealException)
        {
            // The store was opened with the right master key, so this is damage: the data is as good as destroyed, the rest of the run is not.
            return [];
        }
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
        if (storage >= StorageClass.Metadata && batch.HadData)
            throw new InvalidOperationException("Data of a run whose data is never written was handed to the store.");
    }
}
