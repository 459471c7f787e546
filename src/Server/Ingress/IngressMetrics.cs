using System.Diagnostics.Metrics;
using Keyway.Engine.Runs;

namespace Keyway.Server.Ingress;

/// <summary>Counts by workflow and stable code; never by anything that a caller sent.</summary>
public static class IngressMetrics
{
    public const string MeterName = "Keyway.Ingress";

    private static readonly Meter Meter = new(MeterName);
    private static readonly Counter<long> RefusedCount = Meter.CreateCounter<long>("keyway.ingress.refused", "{request}", "Requests that started no run, by code.");
    private static readonly Counter<long> StartedCount = Meter.CreateCounter<long>("keyway.ingress.started", "{request}", "Requests that were handed to the engine, by outcome.");

    public static void Refused(string workflow, string code) =>
        RefusedCount.Add(1, new KeyValuePair<string, object?>("workflow", workflow), new KeyValuePair<string, object?>("code", code));

    public static void Started(string workflow, RunStarted started)
    {
        if (!StartedCount.Enabled) return;
        var outcome = started switch
        {
            RunStarted.Running => "running",
            RunStarted.Queued => "queued",
            RunStarted.Repeated => "repeated",
            _ => "queue_full",
        };
        StartedCount.Add(1, new KeyValuePair<string, object?>("workflow", workflow), new KeyValuePair<string, object?>("outcome", outcome));
    }
}
