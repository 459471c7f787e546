using Keyway.Engine.Runs;
using Keyway.Engine.Sealing;
using Keyway.Storage.Sqlite;

namespace Keyway.Storage.Tests.Sqlite;

/// <summary>Writes that share a transaction, which another program's lock brings together.</summary>
public sealed class GroupTests : IDisposable
{
    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;

    private readonly SqliteFolder _folder = new();
    private readonly TestTime _time = new(Samples.Start);
    private readonly Entropy _entropy = Entropies.Seeded(71);

    public void Dispose() => _folder.Dispose();

    private NewRun Whole(string workflow)
    {
        var now = _time.GetUtcNow();
        var header = new RunHeader(RunId.New(_time, _entropy), workflow, 1, "http", StorageClass.Full, now, 0);
        return new(header, [new JournalEntry.Accepted(now, Samples.Json("1"))], new(RunStatus.Succeeded, FinishedAt: now), null);
    }

    [Fact]
    public async Task What_a_rolled_back_group_did_is_neither_kept_nor_counted_twice()
    {
        await using var store = await _folder.Open(_time, durability: Durability.Full);
        var there = Whole("first");
        await store.Accept(there, Ct);
        using var outside = new Db(_folder.File("keyway.db"), canWrite: true);
        outside.Execute("BEGIN IMMEDIATE");

        var runs = new[] { Whole("first"), Whole("second"), there, Whole("third") };
        var accepts = runs.Select(run => store.Accept(run, Ct).AsTask()).ToList();
        outside.Execute("COMMIT");
        await Task.WhenAll(accepts.Where((_, i) => i != 2));

        await Should.ThrowAsync<InvalidOperationException>(() => accepts[2]);
        (await store.Count(Ct))[RunStatus.Succeeded].ShouldBe(4);
        foreach (var run in runs) (await store.Read(run.Header.Id, Ct))!.Header.ShouldBe(run.Header);
    }
}
