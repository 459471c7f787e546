using Keyway.Engine.Runs;
using Keyway.Storage;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Keyway.Server.Api;

/// <summary>What watches the server asks. No key is needed, and nothing is told of what the server holds but counts.</summary>
public static class Health
{
    private static readonly TimeSpan StorePatience = TimeSpan.FromSeconds(3);

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/healthz", Alive);
        api.MapGet("/readyz", Ready);
        api.MapGet("/metrics", Metrics).Produces<string>(200, "text/plain");
    }

    /// <summary>The process lives.</summary>
    internal static Ok<AliveReply> Alive() => TypedResults.Ok(new AliveReply("ok"));

    /// <summary>The server can take events: its store answers and it is not stopping. 503 when it cannot, with the same body.</summary>
    internal static async Task<Results<Ok<ReadyReply>, JsonHttpResult<ReadyReply>>> Ready(
        [FromServices] ApiPorts api, [FromServices] IHostApplicationLifetime lifetime, CancellationToken ct)
    {
        var runs = await Count(api, ct);
        var running = new ReadyCheck("running", !lifetime.ApplicationStopping.IsCancellationRequested);
        var store = new ReadyCheck("store", runs is not null);
        var ready = running.Ok && store.Ok;
        var reply = new ReadyReply(ready ? "ready" : "not_ready", [running, store], api.Host.ActiveCount, runs?.ToDictionary(r => r.Key.Word(), r => r.Value));
        return ready ? TypedResults.Ok(reply) : TypedResults.Json(reply, ApiJson.Relaxed.ReadyReply, statusCode: StatusCodes.Status503ServiceUnavailable);
    }

    /// <summary>Counts and durations in Prometheus' text format.</summary>
    internal static async Task<ContentHttpResult> Metrics([FromServices] ApiPorts api, [FromServices] MetricsPage page, CancellationToken ct) =>
        TypedResults.Text(page.Write(await Count(api, ct), api.Host.ActiveCount, api.MetricsByWorkflow), "text/plain; version=0.0.4; charset=utf-8");

    /// <summary>Null when the store does not answer.</summary>
    private static async Task<IReadOnlyDictionary<RunStatus, long>?> Count(ApiPorts api, CancellationToken ct)
    {
        try
        {
            return await api.Runs.Count(ct).AsTask().WaitAsync(StorePatience, api.Time, ct);
        }
        catch (Exception e) when (e is StoreUnavailableException or TimeoutException)
        {
            return null;
        }
    }
}

/// <summary>The process lives.</summary>
public sealed record AliveReply(string Status);

/// <summary>Whether the server can take events.</summary>
/// <param name="Status"><c>ready</c> or <c>not_ready</c>.</param>
/// <param name="ActiveRuns">Runs in this process's memory, queued ones included.</param>
/// <param name="Runs">How many runs stand in each status; finished ones since the store was opened.</param>
public sealed record ReadyReply(string Status, IReadOnlyList<ReadyCheck> Checks, int ActiveRuns, IReadOnlyDictionary<string, long>? Runs);

/// <summary>One thing that must hold.</summary>
public sealed record ReadyCheck(string Name, bool Ok);
