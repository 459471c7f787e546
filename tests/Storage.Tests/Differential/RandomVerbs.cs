using Keyway.Engine.Catalog;
using Keyway.Engine.Runs;
using Keyway.Engine.Sealing;

namespace Keyway.Storage.Tests.Differential;

/// <summary>Random verbs about a few runs, workers, workflows and items, from a seed: mostly sensible, sometimes not.</summary>
internal sealed class RandomVerbs(Random random, TestTime time, Sealer sealer, Entropy entropy, Twins twins)
{
    private readonly Dictionary<RunId, Fence> _fences = [];
    private readonly List<RunId> _runs = [];

    public IReadOnlyList<RunId> Runs => _runs;

    private DateTimeOffset Now => time.GetUtcNow();

    public ValueTask Next() => random.Next(22) switch
    {
        0 or 1 or 2 or 3 => Accept(),
        4 or 5 => TakeDue(),
        6 => KeepAlive(),
        7 or 8 or 9 or 10 => Append(),
        11 => Cancel(),
        12 => Supply(),
        13 or 14 => twins.List(Filter()),
        15 => Delete(),
        16 => Purge(),
        17 or 18 => Workflow(),
        19 => Item(),
        20 => Advance(),
        _ => Rarely(twins.Reopen),
    };

    private async ValueTask Accept()
    {
        var header = new RunHeader(
            RunId.New(time, entropy), $"workflow-{random.Next(3)}", random.Next(1, 4), Pick("http", "manual"), Pick(Enum.GetValues<StorageClass>()), Now,
            random.Next(2000), Chance(10) && _runs.Count > 0 ? Pick(_runs) : null);
        if (Chance(5) && _runs.Count > 0) header = header with { Id = Pick(_runs) };
        var holder = Chance(50) ? Worker() : (WorkerName?)null;
        var keepsData = header.Storage <= StorageClass.Failures || Chance(3);
        var idempotency = Chance(30) ? new Idempotency(new[] { (byte)random.Next(4) }, Now.AddMinutes(random.Next(1, 240))) : null;
        var run = new NewRun(header, [new JournalEntry.Accepted(Now, Data(keepsData)), .. Entries(keepsData)], State(header.Id), holder, idempotency);
        var answer = await twins.Ask("Accept", store => store.Accept(run, default), answer => answer.GetType().Name);
        if (answer is not Acceptance.Accepted accepted) return;
        _runs.Add(header.Id);
        _fences[header.Id] = accepted.Fence;
    }

    private async ValueTask TakeDue()
    {
        var (worker, most) = (Worker(), random.Next(1, 4));
        var claims = await twins.Ask("TakeDue", store => store.TakeDue(worker, Now, most, default), claims => claims.Count == 0 ? "none" : "some");
        foreach (var claim in claims!) _fences[claim.Run.Header.Id] = claim.Fence;
    }

    private async ValueTask KeepAlive()
    {
        var (worker, until) = (Worker(), Now.AddMinutes(random.Next(-10, 200)));
        await twins.Ask("KeepAlive", async store =>
        {
            await store.KeepAlive(worker, until, default);
            return "";
        }, _ => "");
    }

    private async ValueTask Append()
    {
        var run = Run();
        var fence = Chance(90) ? _fences.GetValueOrDefault(run) : new(random.Next(4));
        var change = new RunChange(Entries(keepsData: Chance(60)), State(run), Release: Chance(40));
        await twins.Ask("Append", store => store.Append(run, fence, change, default), done => $"{done}");
    }

    private async ValueTask Cancel()
    {
        var run = Run();
        await twins.Ask("Cancel", store => store.Cancel(run, "somebody", Now, default), outcome => $"{outcome}");
    }

    private async ValueTask Supply()
    {
        var (run, box) = (Run(), Box(Run()));
        await twins.Ask("Supply", store => store.Supply(run, box, new(Now, ["slack.token"]), default), done => $"{done}");
    }

    private async ValueTask Delete()
    {
        var run = Run();
        await twins.Ask("Delete", store => store.Delete(run, default), done => $"{done}");
    }

    private async ValueTask Purge()
    {
        var rule = new PurgeRule(
            Chance(50) ? $"workflow-{random.Next(4)}" : null, Now.AddHours(-random.Next(40)), Now.AddHours(-random.Next(80)), Chance(30) ? random.Next(6) : null, random.Next(1, 6));
        await twins.Ask("Purge", store => store.Purge(rule, default), purged => purged == 0 ? "none" : "some");
    }

    private RunFilter Filter() => new(
        Chance(40) ? $"workflow-{random.Next(4)}" : null,
        [.. Enum.GetValues<RunStatus>().Where(_ => Chance(15))],
        Chance(30) ? Now.AddHours(-random.Next(30)) : null,
        Chance(30) ? Now.AddHours(-random.Next(30)) : null,
        Chance(30) ? Pick("", "workflow", "workflow-1", "code_1", "nothing", Run().ToString(), Run().ToString()[..random.Next(6, 32)]) : null,
        null,
        random.Next(1, 8));

    private async ValueTask Workflow()
    {
        var name = $"workflow-{random.Next(3)}";
        switch (random.Next(7))
        {
            case 0 or 1:
                var (text, key, match) = ($"text {random.Next(3)}", $"key {random.Next(1000)}", Chance(30) ? random.Next(4) : (int?)null);
                await twins.AskCatalog("SaveWorkflow", store => store.SaveWorkflow(name, new(text, "yaml"), key, match, Now, default), saved => saved is null ? "none" : $"{saved.IsNew}");
                break;
            case 2:
                var enabled = Chance(50);
                await twins.AskCatalog("SetEnabled", store => store.SetEnabled(name, enabled, default), done => $"{done}");
                break;
            case 3:
                var newKey = $"key {random.Next(1000)}";
                await twins.AskCatalog("RotateTrigger", store => store.RotateTrigger(name, newKey, default), done => $"{done}");
                break;
            case 4:
                var version = random.Next(1, 4);
                await twins.AskCatalog("FindVersion", store => store.FindVersion(name, version, default), found => found is null ? "none" : "some");
                break;
            case 5:
                await twins.AskCatalog("ListVersions", store => store.ListVersions(name, default), all => all.Count == 0 ? "none" : "some");
                await twins.AskCatalog("FindWorkflow", store => store.FindWorkflow(name, default), found => found is null ? "none" : "some");
                break;
            default:
                await twins.AskCatalog("DeleteWorkflow", store => store.DeleteWorkflow(name, default), done => $"{done}");
                break;
        }
    }

    private async ValueTask Item()
    {
        var (kind, name, match) = (Pick(Enum.GetValues<CatalogKind>()), $"item {random.Next(2)}", Chance(30) ? random.Next(3) : (int?)null);
        if (Chance(30))
        {
            await twins.AskCatalog("DeleteItem", store => store.DeleteItem(kind, name, default), done => $"{done}");
            return;
        }
        var item = new CatalogItem(kind, name, new[] { (byte)random.Next() }, Chance(50) ? default(ReadOnlyMemory<byte>?) : sealer.SealItem("kind", name, [1]), Now);
        await twins.AskCatalog("PutItem", store => store.PutItem(item, match, default), done => $"{done}");
        await twins.AskCatalog("FindItem", store => store.FindItem(kind, name, default), found => found is null ? "none" : "some");
        var line = new AuditLine(Now, "somebody", "item.put", name);
        await twins.AskCatalog("Audit", async store =>
        {
            await store.Audit(line, default);
            return "";
        }, _ => "");
    }

    private ValueTask Advance()
    {
        time.Advance(TimeSpan.FromMinutes(random.Next(120)) + TimeSpan.FromTicks(random.Next(1000)));
        return default;
    }

    private ValueTask Rarely(Func<ValueTask> what) => Chance(20) ? what() : default;

    private JournalEntry[] Entries(bool keepsData)
    {
        var entries = new JournalEntry[random.Next(4)];
        for (var i = 0; i < entries.Length; i++)
            entries[i] = random.Next(6) switch
            {
                0 => new JournalEntry.Taken(Now, random.Next(5)),
                1 or 2 => new JournalEntry.StepSucceeded(Now, i, random.Next(3), TimeSpan.FromTicks(random.Next()), Data(keepsData)),
                3 => new JournalEntry.StepFailed(Now, i, 1, TimeSpan.Zero, "code", Chance(50) ? Now.AddHours(1) : null, Data(keepsData)),
                4 => new JournalEntry.StepSkipped(Now, i),
                _ => new JournalEntry.CredentialsAwaited(Now, ["slack.token", "ünïcode"]),
            };
        return entries;
    }

    private RunState State(RunId run)
    {
        var box = Chance(30) ? Box(run) : null;
        return Pick(Enum.GetValues<RunStatus>()) switch
        {
            RunStatus.Failed => new(RunStatus.Failed, FinishedAt: Now, Code: $"code_{random.Next(3)}", DropData: Chance(10), Box: box),
            RunStatus.CredentialsRequired => new(RunStatus.CredentialsRequired, Due: Chance(20) ? Now.AddHours(1) : null, Box: box),
            var status when status.IsFinal() => new(status, FinishedAt: Now, DropData: Chance(10), Box: box),
            var status => new(status, Due: Chance(60) ? Now.AddMinutes(random.Next(-10, 60)) : null, DropData: Chance(3), Box: box),
        };
    }

    private Payload Data(bool keeps) => keeps && Chance(80)
        ? Samples.Json($$"""{"number":{{random.Next()}},"text":"{{new string('x', random.Next(3000))}}"}""")
        : Payload.Withheld.Instance;

    private SealedBox Box(RunId run) => sealer.SealBox(run, new byte[random.Next(3000)]);

    /// <summary>One of the newer ones, so that verbs meet.</summary>
    private RunId Run() => _runs.Count == 0 || Chance(3) ? RunId.New(time, entropy) : _runs[^random.Next(1, Math.Min(_runs.Count, 12) + 1)];

    private WorkerName Worker() => new(Pick("ann", "bob", "cem"));
    private T Pick<T>(params IReadOnlyList<T> choices) => choices[random.Next(choices.Count)];
    private bool Chance(int percent) => random.Next(100) < percent;
}
