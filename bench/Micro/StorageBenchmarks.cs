using System.Security.Cryptography;
using BenchmarkDotNet.Attributes;
using Keyway.Engine.Redaction;
using Keyway.Engine.Runs;
using Keyway.Engine.Sealing;
using Keyway.Engine.Values;
using Keyway.Storage.Sqlite;

namespace Keyway.Micro;

/// <summary>A run of two steps that began and finished on its request's own thread, written as one commit; alone, and by many callers at once.</summary>
public class StorageBenchmarks
{
    private const int AtOnce = 64;

    private readonly Redactor _redactor = new(new SecretArena());
    private readonly Task[] _tasks = new Task[AtOnce];
    private string _folder = "";
    private SqliteStore? _store;
    private Payload _order = Payload.Withheld.Instance;

    [Params(Durability.Normal, Durability.Full)]
    public Durability Durability { get; set; }

    [GlobalSetup]
    public async Task Open()
    {
        _folder = Directory.CreateTempSubdirectory("keyway-bench-").FullName;
        _store = await SqliteStore.Open(new() { Folder = _folder, Durability = Durability }, new Sealer(new byte[32], RandomNumberGenerator.Fill), TimeProvider.System, default);
        _order = new Payload.Kept(_redactor.Recorded(ValueJson.Parse(Payloads.Order)));
    }

    [GlobalCleanup]
    public async Task Close()
    {
        await _store!.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Benchmark]
    public async Task<Acceptance> OneCaller() => await Accept();

    [Benchmark(OperationsPerInvoke = AtOnce)]
    public async Task SixtyFourCallers()
    {
        for (var n = 0; n < AtOnce; n++) _tasks[n] = Task.Run(async () => await Accept());
        await Task.WhenAll(_tasks);
    }

    private ValueTask<Acceptance> Accept()
    {
        var now = TimeProvider.System.GetUtcNow();
        var id = RunId.New(TimeProvider.System, RandomNumberGenerator.Fill);
        JournalEntry[] entries =
        [
            new JournalEntry.Accepted(now, _order),
            new JournalEntry.Taken(now, 1),
            new JournalEntry.StepSucceeded(now, 0, 1, TimeSpan.FromMilliseconds(1), _order),
            new JournalEntry.StepSucceeded(now, 1, 1, TimeSpan.FromMilliseconds(1), _order),
            new JournalEntry.Finished(now, RunStatus.Succeeded, null),
        ];
        return _store!.Accept(new(new(id, "order", 1, "http", StorageClass.Full, now, 100), entries, new(RunStatus.Succeeded, FinishedAt: now), new("bench")), default);
    }
}
