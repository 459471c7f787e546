using Keyway.Engine.Catalog;
using Keyway.Engine.Runs;
using Keyway.Engine.Sealing;
using Keyway.Storage.Sqlite;

namespace Keyway.Storage.Tests.Sqlite;

/// <summary>What is destroyed is in no file any more: looked for byte by byte, in the database and in its log.</summary>
public sealed class DestructionTests : IAsyncLifetime
{
    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;
    private static readonly WorkerName Ann = new("ann");

    private readonly SqliteFolder _folder = new();
    private readonly TestTime _time = new(Samples.Start);
    private readonly Sealer _sealer = new(Samples.MasterKey, Entropies.Seeded(11));
    private readonly Entropy _entropy = Entropies.Seeded(12);
    private readonly Random _random = new(13);
    private SqliteStore _store = null!;

    public async ValueTask InitializeAsync() => _store = await _folder.Open(_time, _sealer);

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task The_key_of_a_box_is_in_no_file_once_its_run_ended()
    {
        var boxes = new List<SealedBox>();
        for (var i = 0; i < 200; i++)
        {
            var id = await Accept(RunStatus.Running);
            boxes.Add(_sealer.SealBox(id, new byte[_random.Next(3000)]));
            await _store.Append(id, new(1), new([], new(RunStatus.Running, Box: boxes[^1]), Release: false), Ct);
            if (i % 3 == 0) await _store.Append(id, new(1), new([], new(RunStatus.Running, Box: _sealer.SealBox(id, [1])), Release: false), Ct);
            // Others go on, so that pages are split and merged around what is destroyed.
            if (i % 5 != 0) await _store.Append(id, new(1), new([], new(RunStatus.Succeeded, FinishedAt: _time.GetUtcNow()), Release: true), Ct);
            else if (i % 2 == 0) await _store.Cancel(id, "x", _time.GetUtcNow(), Ct);
            else boxes.RemoveAt(boxes.Count - 1);
        }
        Held(boxes.Select(box => box.WrappedKey)).ShouldBeGreaterThan(0, "the log still holds some, so that the search is known to find");

        await _store.Forget();

        Held(boxes.Select(box => box.WrappedKey)).ShouldBe(0);
    }

    [Fact]
    public async Task The_keys_of_destroyed_data_are_in_no_file_whatever_goes_in_which_order()
    {
        var ids = new List<RunId>();
        for (var round = 0; round < 12; round++)
        {
            for (var i = 0; i < 80; i++) ids.Add(await Accept(RunStatus.Succeeded));
            var before = Keys();
            for (var i = 0; i < 60; i++)
            {
                var victim = _random.Next(ids.Count);
                (await _store.Delete(ids[victim], Ct)).ShouldBeTrue();
                ids.RemoveAt(victim);
            }
            await _store.Forget();

            var destroyed = before.Except(Keys()).ToList();
            destroyed.Count.ShouldBe(60);
            Held(destroyed).ShouldBe(0, $"round {round}");
        }
    }

    [Fact]
    public async Task The_places_of_destroyed_keys_are_used_again()
    {
        for (var round = 0; round < 5; round++)
        {
            for (var i = 0; i < 50; i++) await Accept(RunStatus.Succeeded);
            await _store.Purge(new(null, _time.GetUtcNow().AddDays(1), _time.GetUtcNow().AddDays(1), null, 1000), Ct);
        }
        using var db = new Db(_folder.File("keyway.db"), canWrite: false);
        db.Scalar("SELECT count(*) FROM keys").ShouldBe(50);
        db.Scalar("SELECT count(*) FROM free_keys").ShouldBe(50);
    }

    [Fact]
    public async Task Dropped_and_purged_data_is_in_no_file()
    {
        for (var i = 0; i < 40; i++)
        {
            var id = await Accept(RunStatus.Running);
            if (i % 2 == 0) await _store.Append(id, new(1), new([], new(RunStatus.Running, DropData: true), Release: false), Ct);
            await _store.Append(id, new(1), new([], new(RunStatus.Succeeded, FinishedAt: _time.GetUtcNow()), Release: true), Ct);
        }
        var keys = Keys();
        await _store.Purge(new(null, _time.GetUtcNow().AddDays(1), _time.GetUtcNow().AddDays(1), null, 1000), Ct);

        // The timer does what Forget does when asked.
        _time.Advance(TimeSpan.FromSeconds(10));
        await _store.Forget();

        keys.Count.ShouldBe(20);
        Held(keys).ShouldBe(0);
        new FileInfo(_folder.File("keyway.db-wal")).Length.ShouldBe(0);
    }

    [Fact]
    public async Task A_secret_that_was_replaced_or_deleted_is_in_no_file()
    {
        var secrets = Enumerable.Range(0, 60).Select(i => _sealer.SealItem("Secret", $"s{i % 20}", new byte[_random.Next(1, 500)])).ToList();
        for (var i = 0; i < 60; i++)
            await _store.PutItem(new(CatalogKind.Secret, $"s{i % 20}", new byte[_random.Next(300)], secrets[i], _time.GetUtcNow()), null, Ct);
        for (var i = 0; i < 10; i++) await _store.DeleteItem(CatalogKind.Secret, $"s{i}", Ct);
        await _store.Forget();

        // 50 to 59 replaced 30 to 39, and are kept.
        var keys = secrets.Select(secret => (ReadOnlyMemory<byte>)secret.AsMemory(0, Sealer.WrappedKeyBytes)).ToList();
        Held(keys.Take(50)).ShouldBe(0);
        Held(keys.Skip(50)).ShouldBe(10);
    }

    private async Task<RunId> Accept(RunStatus status)
    {
        var now = _time.GetUtcNow();
        var header = new RunHeader(RunId.New(_time, _entropy), "w", 1, "http", StorageClass.Full, now, 0);
        var noise = new byte[_random.Next(1500)];
        _random.NextBytes(noise);
        var @event = Samples.Json($"\"{Convert.ToBase64String(noise)}\"");
        var state = new RunState(status, FinishedAt: status.IsFinal() ? now : null);
        await _store.Accept(new(header, [new JournalEntry.Accepted(now, @event)], state, Ann), Ct);
        return header.Id;
    }

    private HashSet<string> Keys()
    {
        using var db = new Db(_folder.File("keyway.db"), canWrite: false);
        var all = db.Prepare("SELECT hex(wrapped) FROM keys WHERE wrapped <> zeroblob(32)");
        var keys = new HashSet<string>();
        while (all.Step()) keys.Add(all.Text(0));
        return keys;
    }

    private int Held(IEnumerable<string> keys) => Held(keys.Select(key => (ReadOnlyMemory<byte>)Convert.FromHexString(key)));

    /// <summary>How many of these some file holds.</summary>
    private int Held(IEnumerable<ReadOnlyMemory<byte>> needles)
    {
        var files = Directory.GetFiles(_folder.Path).Where(file => !file.EndsWith(".lock", StringComparison.Ordinal)).Select(ReadShared).ToList();
        return needles.Count(needle => files.Exists(file => file.AsSpan().IndexOf(needle.Span) >= 0));
    }

    private static byte[] ReadShared(string file)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return copy.ToArray();
    }
}
