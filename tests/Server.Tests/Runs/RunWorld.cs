using Keyway.Apps;
using Keyway.Engine.Apps;
using Keyway.Engine.Connections;
using Keyway.Engine.Expressions;
using Keyway.Engine.Redaction;
using Keyway.Engine.Runs;
using Keyway.Engine.Sealing;
using Keyway.Engine.Secrets;
using Keyway.Engine.Steps;
using Keyway.Engine.Values;
using Keyway.Engine.Workflows;
using Keyway.Runtimes;
using Keyway.Server.Workflows;
using Keyway.Storage.Sqlite;

namespace Keyway.Server.Tests.Runs;

/// <summary>The run engine on a real store, with an app whose action does what the test says. A crash is a second host over the same store.</summary>
internal sealed class RunWorld : IAsyncDisposable
{
    public const string Secret = "xoxb-71f00ba4-secret";
    private readonly string _folder = Directory.CreateTempSubdirectory("keyway-runs-").FullName;
    private readonly Dictionary<string, Deployed> _deployed = [];
    private readonly App _app;
    private int _workers;

    private RunWorld()
    {
        _app = new()
        {
            Key = "test",
            Name = "Test",
            Description = "An app of the tests.",
            Auth = AppAuth.OAuth2.Bearer("Token", "Any text."),
            Actions =
            [
                new AppAction { Key = "act", Title = "Act", Description = "Acts.", Props = [Prop.Any("value", "Value", "Any.").Optional()], Run = (c, ct) => Act(c, ct) },
                new AppAction { Key = "free", Title = "Free", Description = "Needs no credential.", NeedsCredential = false, Props = [Prop.Any("value", "Value", "Any.").Optional()], Run = (c, ct) => Act(c, ct) },
            ],
        };
    }

    /// <summary>What the action does; returns its value unless a test says otherwise.</summary>
    public Func<StepContext, CancellationToken, ValueTask<StepResult>> Act { get; set; } = static (c, _) => ValueTask.FromResult<StepResult>(new StepResult.Succeeded(c["value"]));

    public Dictionary<string, string> Secrets { get; } = [];
    public List<(string Reference, bool Fresh)> SecretReads { get; } = [];
    public SqliteStore Store { get; private set; } = null!;
    public RunHost Host { get; private set; } = null!;
    public Sealer Sealer { get; } = new(new byte[32], Entropies.Seeded(7));
    public RunOptions Options { get; } = new() { ShutdownGrace = TimeSpan.FromMilliseconds(50) };
    public string Folder => _folder;

    public static async Task<RunWorld> Open()
    {
        var world = new RunWorld();
        world.Store = await SqliteStore.Open(new() { Folder = world._folder, Durability = Durability.Normal }, world.Sealer, TimeProvider.System, default);
        world.Host = world.NewHost();
        return world;
    }

    /// <summary>Another process over the same store; the first one is as good as dead.</summary>
    public RunHost NewHost() => Host = new RunHost(new RunEngine
    {
        Store = Store,
        Sealer = Sealer,
        Runtime = new ActionRuntime(),
        Http = static (_, _, _) => throw new InvalidOperationException("These tests send nothing."),
        Secrets = Read,
        Environment = static () => new ObjectValue().Freeze(),
        Time = TimeProvider.System,
        Entropy = Entropies.System,
        Random = Random.Shared,
        Worker = new("worker-" + ++_workers),
        Options = Options,
    }, (name, version, _) => ValueTask.FromResult<Deployed?>(_deployed[name]));

    public Deployed Deploy(string steps, string settings = "")
    {
        var yaml = $"keyway: 1\nname: w\ntrigger: {{ http: {{ respond: result }} }}\nsteps:\n{steps}\n{settings}";
        var read = SourceFile.Read(yaml, "yaml").ShouldBeOfType<SourceRead.Read>();
        var check = WorkflowCheck.Check(read.Source, k => k == "test" ? _app : AppCatalog.Default.Find(k), ["test", "http", "data"]);
        check.Workflow.ShouldNotBeNull(string.Join("; ", check.Problems.Select(p => p.Code + " " + p.At.Path + " " + p.Message)));
        return _deployed["w"] = new(check.Workflow, 1, "key", true, LiftPlan.For(check.Workflow));
    }

    /// <summary>Runs to the end with this body.</summary>
    public async Task<(ActiveRun Run, RunEnd End)> Run(Deployed workflow, string body = "{}", StorageClass storage = StorageClass.Full)
    {
        var started = await Host.Start(Order(workflow, body, storage, waits: true), default);
        var run = started.ShouldBeOfType<RunStarted.Running>().Run;
        return (run, await run.End);
    }

    /// <summary>Accepts for later.</summary>
    public async Task<RunId> Accept(Deployed workflow, string body = "{}", StorageClass storage = StorageClass.Full) =>
        (await Host.Start(Order(workflow, body, storage, waits: false), default)).ShouldBeOfType<RunStarted.Queued>().Run;

    public RunStart Order(Deployed workflow, string body, StorageClass storage, bool waits)
    {
        var @event = new ObjectValue();
        @event.Set("body", ValueJson.Parse(body.Replace("SECRET", Secret)));
        var scope = new EvaluationScope { Steps = new ObjectValue().Freeze(), Env = new ObjectValue().Freeze(), Now = DateTimeOffset.UnixEpoch, Random = new Random(1) };
        var lifted = workflow.Lift.Lift(@event, [], scope).ShouldBeOfType<LiftOutcome.Lifted>();
        return new RunStart(workflow, lifted.Event, storage, "http", waits);
    }

    public async Task<RunRecord> Record(RunId id) => (await Store.Read(id, default)).ShouldNotBeNull();

    /// <summary>What history shows of a step's attempt, as JSON text.</summary>
    public static string Shown(JournalEntry entry) => entry switch
    {
        JournalEntry.Accepted { Event: Payload.Opened opened } => Redactor.ToDisplay(opened.Data.Span).Text,
        JournalEntry.StepSucceeded { Record: Payload.Opened opened } => Redactor.ToDisplay(opened.Data.Span).Text,
        JournalEntry.StepFailed { Record: Payload.Opened opened } => Redactor.ToDisplay(opened.Data.Span).Text,
        _ => "",
    };

    /// <summary>Takes up what is due and works on it until a run is final.</summary>
    public async Task<RunRecord> WorkOn(RunId id)
    {
        using var stop = new CancellationTokenSource();
        var consumer = Host.Consume(stop.Token);
        (await Host.TakeUp(default)).ShouldBeGreaterThan(0);
        if (Host.Find(id) is { } active) await active.End;
        await stop.CancelAsync();
        try
        {
            await consumer;
        }
        catch (OperationCanceledException)
        {
            // Stopped by us.
        }
        return await Record(id);
    }

    public async ValueTask DisposeAsync()
    {
        await Store.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private ValueTask<SecretLookup> Read(SecretQuery query, bool fresh, CancellationToken ct)
    {
        SecretReads.Add((query.Reference.Name, fresh));
        return ValueTask.FromResult<SecretLookup>(Secrets.TryGetValue(query.Reference.Name, out var text)
            ? new SecretLookup.Found(new SecretContent(text))
            : new SecretLookup.Missing());
    }
}
