using Keyway.Engine.Runs;
using Keyway.Engine.Sealing;
using Keyway.Storage.Sqlite;

namespace Keyway.Storage.Tests.Sqlite;

/// <summary>The files as a crash would leave them: copied from under a store that goes on.</summary>
public sealed class CrashTests : IDisposable
{
    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;

    private readonly SqliteFolder _folder = new();
    private readonly TestTime _time = new(Samples.Start);
    private readonly Entropy _entropy = Entropies.Seeded(31);
    private readonly Random _random = new(32);

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(Durability.Normal)]
    [InlineData(Durability.Full)]
    public async Task Everything_acknowledged_is_there_after_a_crash_of_the_process(Durability durability)
    {
        await using var store = await _folder.Open(_time, durability: durability);
        var acknowledged = new List<RunId>();
        for (var i = 0; i < 300; i++)
        {
            acknowledged.Add(await Accept(store));
            if (i % 30 == 29) (await AfterCrash(torn: false)).ShouldBe(acknowledged);
        }
    }

    [Fact]
    public async Task A_torn_log_holds_the_first_of_what_was_acknowledged_whole()
    {
        await using var store = await _folder.Open(_time);
        var acknowledged = new List<RunId>();
        var lost = 0;
        for (var i = 0; i < 300; i++)
        {
            acknowledged.Add(await Accept(store));
            if (i % 15 != 14) continue;
            var there = await AfterCrash(torn: true);
            there.ShouldBe(acknowledged.Take(there.Count));
            lost += acknowledged.Count - there.Count;
        }
        lost.ShouldBeGreaterThan(0, "no copy was torn where it hurt");
    }

    private async Task<RunId> Accept(SqliteStore store)
    {
        var now = _time.GetUtcNow();
        var header = new RunHeader(RunId.New(_time, _entropy), "w", 1, "http", StorageClass.Full, now, 0);
        var data = new string((char)('a' + _random.Next(26)), _random.Next(8000));
        await store.Accept(new(header, [new JournalEntry.Accepted(now, Samples.Json($"\"{data}\""))], new(RunStatus.Succeeded, FinishedAt: now), null), Ct);
        _time.Advance(TimeSpan.FromMilliseconds(1));
        return header.Id;
    }

    /// <summary>The runs, oldest first, that a process finds which starts on the files as they are now; all of them readable.</summary>
    private async Task<List<RunId>> AfterCrash(bool torn)
    {
        using var copy = new SqliteFolder();
        foreach (var name in new[] { "keyway.db", "keyway.db-wal" })
        {
            using var from = new FileStream(_folder.File(name), FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using var to = File.Create(copy.File(name));
            await from.CopyToAsync(to, Ct);
            if (torn && name.EndsWith("-wal", StringComparison.Ordinal)) to.SetLength(_random.NextInt64(to.Length));
        }
        await using var store = await copy.Open(_time);
        var runs = (await store.List(new(null, [], null, null, null, null, 1000), Ct)).Items.Select(run => run.Header.Id).Reverse().ToList();
        foreach (var run in runs)
            ((JournalEntry.Accepted)(await store.Read(run, Ct))!.Entries.Single()).Event.ShouldBeOfType<Payload.Opened>();
        return runs;
    }
}
