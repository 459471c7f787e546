using Keyway.Engine.Runs;
using Keyway.Engine.Sealing;
using Keyway.Storage.Sqlite;

namespace Keyway.Storage.Tests.Sqlite;

public sealed class OpeningTests : IDisposable
{
    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;

    private readonly SqliteFolder _folder = new();
    private readonly TestTime _time = new(Samples.Start);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_folder_in_use_is_refused()
    {
        await using (await _folder.Open(_time))
            (await Should.ThrowAsync<StoreUnavailableException>(() => _folder.Open(_time).AsTask())).Message.ShouldContain("in use by another Keyway process");

        await using (await _folder.Open(_time)) { }
    }

    [Fact]
    public async Task A_store_that_is_closed_twice_is_closed()
    {
        var store = await _folder.Open(_time);
        await store.DisposeAsync();
        await store.DisposeAsync();
        await Should.ThrowAsync<ObjectDisposedException>(() => store.Count(Ct).AsTask());
    }

    [Fact]
    public async Task Another_master_key_is_refused_before_anything_is_written()
    {
        await using (await _folder.Open(_time)) { }
        var other = new Sealer(new byte[32], Entropies.Seeded(1));

        var refused = await Should.ThrowAsync<SealException>(() => _folder.Open(_time, other).AsTask());

        refused.Message.ShouldContain("The data folder does not open");
        await using (await _folder.Open(_time)) { }
    }

    [Fact]
    public async Task A_database_of_a_newer_version_is_refused()
    {
        await using (await _folder.Open(_time)) { }
        using (var db = new Db(_folder.File("keyway.db"), canWrite: true)) db.Execute("PRAGMA user_version = 999");
        (await Should.ThrowAsync<StoreUnavailableException>(() => _folder.Open(_time).AsTask())).Message.ShouldContain("schema 999");
    }

    [Fact]
    public async Task A_file_that_is_no_database_is_refused()
    {
        await File.WriteAllTextAsync(_folder.File("keyway.db"), new string('x', 5000), Ct);
        await Should.ThrowAsync<StoreUnavailableException>(() => _folder.Open(_time).AsTask());
    }

    [Fact]
    public async Task What_a_former_process_held_is_due_at_once()
    {
        var id = Samples.Id(_time.GetUtcNow(), Entropies.Seeded(4));
        var header = new RunHeader(id, "w", 1, "http", StorageClass.Full, _time.GetUtcNow(), 0);
        await using (var store = await _folder.Open(_time))
        {
            await store.KeepAlive(new("old"), _time.GetUtcNow().AddHours(1), Ct);
            await store.Accept(new(header, [new JournalEntry.Accepted(_time.GetUtcNow(), Samples.Json("1"))], new(RunStatus.Running), new("old")), Ct);
        }
        await using (var store = await _folder.Open(_time))
            (await store.TakeDue(new("new"), _time.GetUtcNow(), 10, Ct)).Single().Fence.ShouldBe(new Fence(2));
    }

    [Theory]
    [InlineData(Durability.Normal, 1)]
    [InlineData(Durability.Full, 2)]
    public void Durability_is_what_SQLite_calls_synchronous(Durability durability, long synchronous)
    {
        using var db = new Db(_folder.File("keyway.db"), canWrite: true);
        SqliteStore.Prepare(db, new() { Folder = _folder.Path, Durability = durability }, new(Samples.MasterKey, Entropies.Seeded(1)));
        db.Scalar("PRAGMA synchronous").ShouldBe(synchronous);
        db.Scalar("PRAGMA secure_delete").ShouldBe(1);
    }

    [Fact]
    public async Task The_same_inputs_make_the_same_bytes()
    {
        var first = await Write();
        var second = await Write();
        first.Length.ShouldBeGreaterThan(100_000);
        first.AsSpan().SequenceEqual(second).ShouldBeTrue();

        static async Task<byte[]> Write()
        {
            using var folder = new SqliteFolder();
            var time = new TestTime(Samples.Start);
            var entropy = Entropies.Seeded(21);
            await using (var store = await folder.Open(time, new(Samples.MasterKey, entropy)))
            {
                for (var i = 0; i < 200; i++)
                {
                    var header = new RunHeader(RunId.New(time, entropy), $"w{i % 3}", 1, "http", StorageClass.Full, time.GetUtcNow(), 0);
                    var state = i % 4 == 0 ? new RunState(RunStatus.Running) : new(RunStatus.Succeeded, FinishedAt: time.GetUtcNow());
                    await store.Accept(new(header, [new JournalEntry.Accepted(time.GetUtcNow(), Samples.Json($"\"{i}\""))], state, new("w")), Ct);
                    if (i % 7 == 0) await store.Delete(header.Id, Ct);
                    time.Advance(TimeSpan.FromSeconds(1));
                }
            }
            return await File.ReadAllBytesAsync(folder.File("keyway.db"), Ct);
        }
    }
}
