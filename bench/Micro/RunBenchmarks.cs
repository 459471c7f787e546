using BenchmarkDotNet.Attributes;
using Keyway.Apps;
using Keyway.Engine.Apps;
using Keyway.Engine.Connections;
using Keyway.Engine.Expressions;
using Keyway.Engine.Runs;
using Keyway.Engine.Sealing;
using Keyway.Engine.Values;
using Keyway.Engine.Workflows;
using Keyway.Runtimes;
using Keyway.Server.Workflows;

namespace Keyway.Micro;

/// <summary>
/// A run without its doors: from the bytes of a body to the end, with a network that answers at once and a store that keeps nothing. What is
/// left is the engine: lifting, expressions, the decider, the action, redaction.
/// </summary>
public class RunBenchmarks
{
    private static readonly HttpOutcome Reply = new HttpOutcome.Replied(new(200, new Dictionary<string, string>(), ValueJson.Parse(
        """{"ok":true,"channel":"C0123456789","ts":"1700000000.000100","message":{"type":"message","text":"Hello Ada","user":"U0123456789"}}""")));

    private static readonly string[] Credentials = ["authorization", "cookie", "proxy-authorization"];

    private RunHost? _host;
    private Deployed? _workflow;

    /// <summary><c>data/set</c> steps between the message and the answer.</summary>
    [Params(0, 50)]
    public int FurtherSteps { get; set; }

    [GlobalSetup]
    public void Deploy()
    {
        var further = string.Concat(Enumerable.Range(1, FurtherSteps).Select(n =>
            $$$"""  - { name: set{{{n}}}, uses: data/set, with: { value: "{{ steps.trigger.event.body.name }}" } }""" + "\n"));
        var yaml =
            $$$"""
            keyway: 1
            name: order
            trigger: { http: { auth: none, respond: workflow } }
            steps:
              - name: send
                uses: slack/send-message
                connection: { external: { oauth_access_token: "{{ steps.trigger.event.body.slack_token }}" } }
                with:
                  channel: "{{ steps.trigger.event.body.channel }}"
                  text: "Hello {{ steps.trigger.event.body.name ?? 'there' }}"
            {{{further}}}  - name: reply
                uses: http/respond
                with: { status: 200, body: { ts: "{{ steps.send.$return_value.ts }}" } }
            """;
        var source = ((SourceRead.Read)SourceFile.Read(yaml, "yaml")).Source;
        var apps = AppCatalog.Default;
        var compiled = WorkflowCheck.Check(source, apps.Find, apps.All.Select(a => a.Key).ToArray()).Workflow!;
        _workflow = new(compiled, 1, "key", true, LiftPlan.For(compiled));
        _host = new(
            new()
            {
                Store = new ForgetfulStore(),
                Sealer = new(new byte[32], Entropies.System),
                Runtime = new ActionRuntime(),
                Http = static (_, _, _) => ValueTask.FromResult(Reply),
                Secrets = static (_, _, _) => throw new InvalidOperationException("No secret is read here."),
                Environment = static () => new ObjectValue().Freeze(),
                Time = TimeProvider.System,
                Entropy = Entropies.System,
                Random = Random.Shared,
                Worker = new("bench"),
            },
            (_, _, _) => ValueTask.FromResult<Deployed?>(_workflow));
    }

    [Benchmark]
    public async Task<RunEnd> Run()
    {
        var started = (RunStarted.Running)await _host!.Start(new(_workflow!, Lift(), StorageClass.Full, "http", Waits: true), default);
        return await started.Run.End;
    }

    /// <summary>The part of it that happens at the door.</summary>
    [Benchmark]
    public LiftedEvent Lift()
    {
        var @event = new ObjectValue(8);
        @event.Set("method", "POST");
        @event.Set("path", "/");
        @event.Set("headers", Value.Object(("content-type", "application/json"), ("host", "127.0.0.1")));
        @event.Set("body", ValueJson.Parse(Payloads.Order));
        return ((LiftOutcome.Lifted)_workflow!.Lift.Lift(@event, Credentials, new() { Steps = new ObjectValue(), Now = TimeProvider.System.GetUtcNow() })).Event;
    }
}
