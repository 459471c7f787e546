using System.Text;
using Keyway.Apps;
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
using Keyway.Secrets;
using Keyway.Server.Workflows;
using Keyway.Storage.Sqlite;

namespace Keyway.Server.Tests.Leaks;

/// <summary>
/// One run of one workflow with one secret, in a world where time stands still and every random byte comes from a seed: whatever differs
/// between two such runs with two secrets was made from the secret.
/// </summary>
internal static class LeakWorld
{
    /// <summary>A defect put in on purpose, which the comparison must notice.</summary>
    public enum Defect
    {
        None,

        /// <summary>Nothing is lifted: the event keeps the credential as data.</summary>
        LabelDropped,

        /// <summary>The run's matcher knows no secret, and what comes back becomes data as it is.</summary>
        RedactorOff,

        /// <summary>An action gives the credential back in a spelling that no matcher can know.</summary>
        UnknownSpelling,

        /// <summary>Something writes past the redactor.</summary>
        SinkBypassed,
    }

    private sealed class StandingStill : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        public override long GetTimestamp() => 0;
    }

    /// <summary>Runs it, and answers every byte that was written anywhere, by the name of the place.</summary>
    /// <param name="waits">Whether a caller waits; without one the run is accepted, killed, and taken up by another worker.</param>
    public static async Task<IReadOnlyDictionary<string, byte[]>> Run(string yaml, string body, EchoApi api, StorageClass storage = StorageClass.Full, bool waits = true, Defect defect = Defect.None)
    {
        var folder = Directory.CreateTempSubdirectory("keyway-leak-").FullName;
        var surfaces = new SortedDictionary<string, byte[]>(StringComparer.Ordinal);
        var time = new StandingStill();
        var entropy = Entropies.Seeded(4711);
        var sealer = new Sealer(new byte[32], entropy);
        using var egress = new Egress(new() { BaseUrls = new Dictionary<string, Uri> { ["slack"] = api.Url }, Allow = EgressAllow.Parse("127.0.0.1") }, time);
        await using (var store = await SqliteStore.Open(new() { Folder = folder, Durability = Durability.Normal }, sealer, time, default))
        {
            var read = (SourceRead.Read)SourceFile.Read(yaml.Replace("API", api.Url.AbsoluteUri.TrimEnd('/')), "yaml");
            var check = WorkflowCheck.Check(read.Source, AppCatalog.Default.Find, [.. AppCatalog.Default.All.Select(a => a.Key)]);
            check.Workflow.ShouldNotBeNull(string.Join("; ", check.Problems.Select(p => p.Code + " " + p.Message)));
            var workflow = new Deployed(check.Workflow, 1, "key", true, LiftPlan.For(check.Workflow));

            RunHost Host(string worker) => new(new RunEngine
            {
                Store = store,
                Sealer = sealer,
                Runtime = new Runtime(defect, folder),
                Http = egress.Send,
                Secrets = static (_, _, _) => ValueTask.FromResult<SecretLookup>(new SecretLookup.Missing()),
                Environment = static () => new ObjectValue().Freeze(),
                Time = time,
                Entropy = entropy,
                Random = new Random(5),
                Worker = new(worker),
            }, (_, _, _) => ValueTask.FromResult<Deployed?>(workflow));

            var host = Host("first");
            using var watch = host.Engine.Feed.Watch(null);
            var start = new RunStart(workflow, Event(workflow, body, defect), storage, "http", waits);
            RunId id;
            if (waits)
            {
                var run = ((RunStarted.Running)await host.Start(start, default)).Run;
                id = run.Id;
                var end = await run.End;
                surfaces["answer"] = Encoding.UTF8.GetBytes((await run.Answer is { } answer ? ValueJson.ToText(answer.Body) : "none") + ValueJson.ToText(end.Result));
            }
            else
            {
                id = ((RunStarted.Queued)await host.Start(start, default)).Run;
                var second = Host("second");
                await second.TakeUp(default);
                using var stop = new CancellationTokenSource();
                var work = second.Consume(stop.Token);
                if (second.Find(id) is { } active) await active.End;
                await stop.CancelAsync();
                await Task.WhenAny(work);
            }
            var record = (await store.Read(id, default))!;
            surfaces["record"] = Encoding.UTF8.GetBytes(string.Join('\n', record.Entries.Select(Told)) + record.State + record.Header);
            var news = new List<string>();
            while (watch.News.TryRead(out var item)) news.AddRange(item.Entries.Select(Told));
            surfaces["feed"] = Encoding.UTF8.GetBytes(string.Join('\n', news));
        }
        foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)) surfaces["file " + Path.GetFileName(file)] = await File.ReadAllBytesAsync(file);
        Directory.Delete(folder, recursive: true);
        return surfaces;
    }

    private static LiftedEvent Event(Deployed workflow, string body, Defect defect)
    {
        var @event = new ObjectValue();
        @event.Set("body", ValueJson.Parse(body));
        if (defect == Defect.LabelDropped) return new(@event.Freeze(), new SecretArena());
        var scope = new EvaluationScope { Steps = new ObjectValue().Freeze(), Env = new ObjectValue().Freeze(), Now = DateTimeOffset.UnixEpoch, Random = new Random(1) };
        var lifted = ((LiftOutcome.Lifted)workflow.Lift.Lift(@event, [], scope)).Event;
        return defect == Defect.RedactorOff ? new(lifted.Event, new SecretArena()) : lifted;
    }

    private static string Told(JournalEntry entry) => entry switch
    {
        JournalEntry.Accepted e => Data(e.Event),
        JournalEntry.StepSucceeded e => $"{e.Step} {e.Attempt} {e.Duration} {Data(e.Record)}",
        JournalEntry.StepFailed e => $"{e.Step} {e.Code} {e.Duration} {Data(e.Record)}",
        _ => entry.ToString(),
    };

    private static string Data(Payload payload) => payload switch
    {
        Payload.Opened opened => Redactor.ToDisplay(opened.Data.Span).Text,
        Payload.Kept kept => kept.Data.Text,
        _ => payload.ToString(),
    };

    private sealed class Runtime(Defect defect, string folder) : IStepRuntime
    {
        private readonly ActionRuntime _real = new();

        public async ValueTask<StepResult> Run(StepContext context, CancellationToken ct)
        {
            var token = context.Credential?.Fields["oauth_access_token"].Reveal() ?? "";
            if (defect == Defect.RedactorOff) return new StepResult.Succeeded("you sent " + token);
            var result = await _real.Run(context, ct);
            switch (defect)
            {
                case Defect.UnknownSpelling:
                    context.Log(new string([.. token.Reverse()]));
                    break;
                case Defect.SinkBypassed:
                    await File.AppendAllTextAsync(Path.Combine(folder, "debug.log"), token, ct);
                    break;
            }
            return result;
        }
    }
}
