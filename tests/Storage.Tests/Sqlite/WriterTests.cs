using Keyway.Storage.Sqlite;

namespace Keyway.Storage.Tests.Sqlite;

public sealed class WriterTests : IAsyncDisposable
{
    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;

    private readonly SqliteFolder _folder = new();
    private readonly Db _db;
    private readonly Writer _writer;
    private readonly Statement _insert;
    private int _commits, _rollbacks;

    public WriterTests()
    {
        _db = new(_folder.File("test.db"), canWrite: true);
        _db.Execute("PRAGMA journal_mode = WAL; CREATE TABLE t (n INTEGER PRIMARY KEY, text TEXT)");
        _insert = _db.Prepare("INSERT INTO t (n, text) VALUES (?, ?)");
        _writer = new(_db, 1000, aloneOnCallersThread: true, () => _commits++, () => _rollbacks++);
    }

    public async ValueTask DisposeAsync()
    {
        await _writer.DisposeAsync();
        _db.Dispose();
        _folder.Dispose();
    }

    private int Insert(int n, int length = 1) => _insert.Bind(n).Bind(new string('x', length)).Run();

    private long Rows => _db.Scalar("SELECT count(*) FROM t");

    /// <summary>Holds the writer up until all of them wait.</summary>
    private async Task<List<Task<int>>> Together(params Func<int>[] acts)
    {
        using var waiting = new ManualResetEventSlim();
        using var started = new SemaphoreSlim(0);
        var first = Task.Run(() => _writer.Do(() =>
        {
            started.Release();
            waiting.Wait(Ct);
            return 0;
        }, Ct).AsTask());
        await started.WaitAsync(Ct);
        var tasks = acts.Select(act => _writer.Do(act, Ct).AsTask()).ToList();
        waiting.Set();
        await first;
        await Task.WhenAll(tasks.Select(task => task.ContinueWith(_ => { }, TaskScheduler.Default)));
        return tasks;
    }

    [Fact]
    public async Task What_comes_alone_is_done_at_once_on_the_callers_thread()
    {
        var mine = Environment.CurrentManagedThreadId;
        var act = _writer.Do(() => Environment.CurrentManagedThreadId, Ct);
        act.IsCompleted.ShouldBeTrue();
        (await act).ShouldBe(mine);
    }

    [Fact]
    public async Task What_waits_together_is_one_transaction()
    {
        await Together([.. Enumerable.Range(0, 50).Select(i => (Func<int>)(() => Insert(i)))]);
        _commits.ShouldBe(2);
        Rows.ShouldBe(50);
    }

    [Fact]
    public async Task A_fault_of_one_is_not_its_neighbours()
    {
        var tasks = await Together(() => Insert(1), () => throw new ArgumentException("mine"), () => Insert(1), () => Insert(2));

        tasks[0].IsCompletedSuccessfully.ShouldBeTrue();
        (await Should.ThrowAsync<ArgumentException>(() => tasks[1])).Message.ShouldBe("mine");
        await Should.ThrowAsync<InvalidOperationException>(() => tasks[2]);
        tasks[3].IsCompletedSuccessfully.ShouldBeTrue();
        Rows.ShouldBe(2);
    }

    [Fact]
    public async Task A_full_disk_fails_clearly_writes_nothing_by_half_and_is_forgotten_when_there_is_room()
    {
        await _writer.Do(() => Insert(1), Ct);
        var pages = _db.Scalar("PRAGMA page_count");
        _db.Execute($"PRAGMA max_page_count = {pages + 3}");

        var tasks = await Together(() => Insert(2), () => Insert(3, 100_000), () => Insert(4));

        foreach (var task in tasks)
            (await Should.ThrowAsync<StoreUnavailableException>(() => task)).Message.ShouldContain("free space");
        Rows.ShouldBe(1);
        _rollbacks.ShouldBe(1);

        (await _writer.Do(() => Insert(5), Ct)).ShouldBe(1);
        _db.Execute("PRAGMA max_page_count = 100000");
        (await _writer.Do(() => Insert(6, 100_000), Ct)).ShouldBe(1);
        Rows.ShouldBe(3);
    }

    [Fact]
    public async Task What_must_be_alone_is_in_no_transaction_and_keeps_its_place()
    {
        var order = new List<string>();
        using var waiting = new ManualResetEventSlim();
        var first = Task.Run(() => _writer.Do(() =>
        {
            waiting.Wait(Ct);
            return 0;
        }, Ct).AsTask());
        SpinWait.SpinUntil(() => !_db.IsIdle, 5000).ShouldBeTrue();
        var all = new[]
        {
            _writer.Do(() => Note("before"), Ct).AsTask(),
            _writer.DoAlone(() => Note(_db.IsIdle ? "alone" : "in a transaction"), Ct).AsTask(),
            _writer.Do(() => Note("after"), Ct).AsTask(),
        };
        waiting.Set();
        await first;
        await Task.WhenAll(all);
        order.ShouldBe(["before", "alone", "after"]);

        int Note(string what)
        {
            order.Add(what);
            return 0;
        }
    }

    [Fact]
    public async Task Many_callers_lose_nothing()
    {
        await Task.WhenAll(Enumerable.Range(0, 16).Select(caller => Task.Run(async () =>
        {
            for (var i = 0; i < 200; i++) await _writer.Do(() => Insert(caller * 1000 + i), Ct);
        })));
        Rows.ShouldBe(3200);
    }
}
