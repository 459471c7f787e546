using BenchmarkDotNet.Attributes;
using Keyway.Engine.Redaction;
using Keyway.Engine.Values;

namespace Keyway.Micro;

/// <summary>What every document pays on its way to history: it is written, and looked through for the run's secrets, which are hardly ever there.</summary>
public class RedactionBenchmarks
{
    private Value _value;
    private Redactor _redactor = new(new SecretArena());

    [Params("order", "webhook")]
    public string Payload { get; set; } = "order";

    /// <summary>Secrets of the run: one for an ordinary call, fifty for a <c>foreach</c> over users.</summary>
    [Params(1, 50)]
    public int Secrets { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _value = ValueJson.Parse(Payload == "order" ? Payloads.Order : Payloads.Webhook);
        var arena = new SecretArena();
        for (var n = 0; n < Secrets; n++) arena.Register(new Label($"slack.token{n}"), $"xoxb-other-{n:0000}-abcdefghijklmnopqrstuvwx");
        _redactor = new(arena);
        _redactor.Json(_value);
    }

    /// <summary>What comes back from a vendor, before it becomes data.</summary>
    [Benchmark]
    public Value Scrub() => _redactor.Scrub(_value);

    /// <summary>What history keeps.</summary>
    [Benchmark]
    public Redacted Recorded() => _redactor.Recorded(_value);
}

/// <summary>A run's secret from its registration to the first document that is looked through: paid by each run once.</summary>
public class ArenaBenchmarks
{
    private static readonly Label Token = new("slack.oauth_access_token");
    private static readonly Value Order = ValueJson.Parse(Payloads.Order);

    [Benchmark]
    public Redacted FirstDocument()
    {
        var arena = new SecretArena();
        arena.Register(Token, "xoxb-other-0007-abcdefghijklmnopqrstuvwx");
        return new Redactor(arena).Recorded(Order);
    }
}
