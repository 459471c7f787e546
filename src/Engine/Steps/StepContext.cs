using Keyway.Engine.Apps;
using Keyway.Engine.Connections;
using Keyway.Engine.Redaction;
using Keyway.Engine.Runs;
using Keyway.Engine.Values;

namespace Keyway.Engine.Steps;

/// <summary>Sends a call for a step: through the guarded client, with the step's credential put in last. Records the exchange in the context.</summary>
public delegate ValueTask<HttpOutcome> SendHttp(HttpCall call, StepContext context, CancellationToken ct);

/// <summary>Everything a step may touch, and nothing else. Lives for one attempt.</summary>
public sealed class StepContext
{
    public required App App { get; init; }
    public required AppAction Action { get; init; }

    /// <summary>The inputs, coerced to the props' types, defaults filled in; labelled leaves stay labelled.</summary>
    public required ObjectValue Inputs { get; init; }

    /// <summary>Null where the action needs none. Never readable by an action: the egress alone puts it into a request.</summary>
    public Credential? Credential { get; init; }

    /// <summary>The secrets of this run: what the matcher looks for in replies.</summary>
    public required SecretArena Arena { get; init; }

    public required RunId Run { get; init; }
    public required string StepName { get; init; }

    /// <summary>1 for the first try; higher for retries and for a step repeated after a crash.</summary>
    public required int Attempt { get; init; }

    /// <summary>The same for every attempt of this step of this run: for apps whose API takes an idempotency key.</summary>
    public string IdempotencyKey => Run + "-" + StepName;

    public required TimeProvider Time { get; init; }
    public required SendHttp Http { get; init; }

    /// <summary>The URL input's host, where the author wrote it literally in <c>url</c>; see SPEC on <c>http/request</c>.</summary>
    public string? NamedHost { get; init; }

    public List<string> Logs { get; private init; } = [];

    /// <summary>Each exchange as a value: method, url, headers, body, status, reply; labelled leaves show as handles when recorded.</summary>
    public List<Value> Exchanges { get; private init; } = [];

    public Value this[string prop] => Inputs.Get(prop);

    /// <summary>The same attempt with other inputs and another way of sending; logs and exchanges stay common.</summary>
    public StepContext With(ObjectValue inputs, SendHttp http) => new()
    {
        App = App,
        Action = Action,
        Inputs = inputs,
        Credential = Credential,
        Arena = Arena,
        Run = Run,
        StepName = StepName,
        Attempt = Attempt,
        Time = Time,
        Http = http,
        NamedHost = NamedHost,
        Logs = Logs,
        Exchanges = Exchanges,
    };

    public ValueTask<HttpOutcome> Send(HttpCall call, CancellationToken ct) => Http(call, this, ct);

    /// <summary>A line for the run's log; it passes the redactor before it is kept.</summary>
    public void Log(string line) => Logs.Add(line);
}
