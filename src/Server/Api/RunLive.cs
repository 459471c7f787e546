using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Keyway.Engine.Runs;
using Keyway.Engine.Values;
using Keyway.Server.Auth;
using Microsoft.AspNetCore.Mvc;

namespace Keyway.Server.Api;

/// <summary>A run's journal as server-sent events: what happened so far, then each fact as it is recorded.</summary>
public static class RunLive
{
    /// <summary>How often the journal is read although nobody told of news: another process may be running the run.</summary>
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(2);

    /// <summary>A silent connection is closed by proxies after a minute or less, and a dead one is noticed only by writing.</summary>
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(15);

    private const string EventStream = "text/event-stream";

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/api/runs/{id}/live", Follow).Needs(Scope.RunsRead).Produces<string>(200, EventStream);
        api.MapGet("/api/runs/live", FollowAll).Needs(Scope.RunsRead).Produces<string>(200, EventStream);
    }

    /// <summary>
    /// Follows a run. Each event's id is its place in the journal (send it as <c>Last-Event-ID</c> to go on after it), its name the kind of
    /// fact, its data JSON. The stream ends after <c>finished</c>.
    /// </summary>
    internal static async Task Follow(string id, HttpContext http, [FromServices] ApiPorts api, [FromServices] IHostApplicationLifetime server)
    {
        if (!RunId.TryParse(id, out var run))
        {
            await Problems.RunNotFound.ExecuteAsync(http);
            return;
        }
        var sent = LastSeen(http.Request);
        using var end = EndOf(http, server);
        try
        {
            await Send(run, sent, http, api, end.Token);
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            // The reader left, or the server stops: the reader comes back with Last-Event-ID.
        }
    }

    private static async Task Send(RunId run, int sent, HttpContext http, ApiPorts api, CancellationToken ct)
    {
        // Watched before it is read, so that nothing recorded in between is missed.
        using var watch = api.Host.Engine.Feed.Watch(run);
        var record = await api.Runs.Read(run, ct);
        if (record is null && api.Host.Find(run) is null)
        {
            await Problems.RunNotFound.ExecuteAsync(http);
            return;
        }
        await Begin(http.Response, ct);

        var lastWrite = api.Time.GetTimestamp();
        var workflow = record is null ? null : (await api.Find(record.Header.Workflow, record.Header.Version, ct))?.Workflow;
        while (true)
        {
            var entries = record?.Entries ?? [];
            for (; sent < entries.Count; sent++)
            {
                await Write(http.Response, sent + 1, RunFact.Of(sent + 1, entries[sent], workflow), ct);
                lastWrite = api.Time.GetTimestamp();
            }
            if (record?.State.Status.IsFinal() == true) return;
            if (api.Time.GetElapsedTime(lastWrite) >= Heartbeat)
            {
                await Beat(http.Response, ct);
                lastWrite = api.Time.GetTimestamp();
            }
            if (await News(watch, Look, api.Time, ct)) while (watch.News.TryRead(out _)) { }
            record = await api.Runs.Read(run, ct);

            // Deleted, or never written, while somebody watched.
            if (record is null && api.Host.Find(run) is null) return;
            if (workflow is null && record is not null) workflow = (await api.Find(record.Header.Workflow, record.Header.Version, ct))?.Workflow;
        }
    }

    /// <summary>
    /// Follows all runs of this process: each fact as it is recorded, with its run, and without what was recorded. It begins now and has no end; what was
    /// before is in the list.
    /// </summary>
    internal static async Task FollowAll(HttpContext http, [FromServices] ApiPorts api, [FromServices] IHostApplicationLifetime server)
    {
        using var end = EndOf(http, server);
        try
        {
            await SendAll(http.Response, api, end.Token);
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            // As above.
        }
    }

    private static async Task SendAll(HttpResponse response, ApiPorts api, CancellationToken ct)
    {
        using var watch = api.Host.Engine.Feed.Watch(null);
        await Begin(response, ct);
        await Beat(response, ct);
        while (true)
        {
            if (!await News(watch, Heartbeat, api.Time, ct)) await Beat(response, ct);
            while (watch.News.TryRead(out var news))
            {
                var workflow = (await api.Find(news.Header.Workflow, news.Header.Version, ct))?.Workflow;
                foreach (var entry in news.Entries)
                {
                    var fact = RunFact.Of(0, entry, workflow) with { Record = default };
                    await Write(response, null, fact with { Run = news.Header.Id.ToString(), Workflow = news.Header.Workflow }, ct);
                }
            }
        }
    }

    /// <summary>A stream that has no end of its own must not hold up a server that stops.</summary>
    private static CancellationTokenSource EndOf(HttpContext http, IHostApplicationLifetime server) =>
        CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, server.ApplicationStopping);

    private static async Task Begin(HttpResponse response, CancellationToken ct)
    {
        response.ContentType = EventStream;
        // Proxies that buffer would hold events back.
        response.Headers["X-Accel-Buffering"] = "no";
        await response.StartAsync(ct);
    }

    private static async Task Beat(HttpResponse response, CancellationToken ct)
    {
        await response.WriteAsync(": still here\n\n", ct);
        await response.Body.FlushAsync(ct);
    }

    /// <summary>False when the time is over and there is none.</summary>
    private static async Task<bool> News(RunWatch watch, TimeSpan patience, TimeProvider time, CancellationToken ct)
    {
        using var look = new CancellationTokenSource(patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(look.Token, ct);
        try
        {
            return await watch.News.WaitToReadAsync(either.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return false;
        }
    }

    private static int LastSeen(HttpRequest request)
    {
        var header = request.Headers["Last-Event-ID"].ToString();
        if (header.Length == 0) return 0;
        return int.TryParse(header, NumberStyles.None, CultureInfo.InvariantCulture, out var seen) ? seen : throw ApiQuery.Refuse("Last-Event-ID", "the id of an event of this run");
    }

    private static async Task Write(HttpResponse response, int? id, RunFact fact, CancellationToken ct)
    {
        var text = new StringBuilder();
        if (id is not null) text.Append("id: ").Append(id).Append('\n');
        text.Append("event: ").Append(fact.Kind).Append("\ndata: ").Append(JsonSerializer.Serialize(fact, ApiJson.Relaxed.RunFact)).Append("\n\n");
        await response.WriteAsync(text.ToString(), ct);
        await response.Body.FlushAsync(ct);
    }
}

/// <summary>A fact of a run's journal.</summary>
/// <param name="Number">Its place in the journal, from 1; 0 where all runs are followed.</param>
/// <param name="Kind"><c>accepted</c>, <c>taken</c>, <c>step_succeeded</c>, <c>step_failed</c>, <c>step_skipped</c>, <c>credentials_awaited</c>, <c>credentials_supplied</c>, <c>cancel_asked</c>, <c>finished</c>.</param>
/// <param name="Record">The event or the step's record, credentials as handles; absent where it is not kept.</param>
/// <param name="Names">The credentials awaited or supplied.</param>
public sealed record RunFact(
    int Number, string Kind, DateTimeOffset At, string? Step, int? Attempt, double? DurationMs, string? Status, string? Code, DateTimeOffset? RetryAt,
    IReadOnlyList<string>? Names, Value Record)
{
    /// <summary>Only where all runs are followed.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Run { get; init; }

    /// <inheritdoc cref="Run"/>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Workflow { get; init; }

    public static RunFact Of(int number, JournalEntry entry, Engine.Workflows.Workflow? workflow)
    {
        var step = RunView.StepOf(entry) is { } at ? RunView.NameOf(at, workflow) : null;
        var fact = new RunFact(number, "", entry.At, step, null, null, null, null, null, null, default);
        return entry switch
        {
            JournalEntry.Accepted accepted => fact with { Kind = "accepted", Record = RecordedPayload.Read(accepted.Event) },
            JournalEntry.Taken taken => fact with { Kind = "taken", Attempt = taken.Times },
            JournalEntry.StepSucceeded done => fact with
            {
                Kind = "step_succeeded",
                Attempt = done.Attempt,
                DurationMs = done.Duration.Ms(),
                Record = RecordedPayload.Read(done.Record),
            },
            JournalEntry.StepFailed failed => fact with
            {
                Kind = "step_failed",
                Attempt = failed.Attempt,
                DurationMs = failed.Duration.Ms(),
                Code = failed.Code,
                RetryAt = failed.RetryAt,
                Record = RecordedPayload.Read(failed.Record),
            },
            JournalEntry.StepSkipped => fact with { Kind = "step_skipped" },
            JournalEntry.CredentialsAwaited awaited => fact with { Kind = "credentials_awaited", Names = awaited.Names },
            JournalEntry.CredentialsSupplied supplied => fact with { Kind = "credentials_supplied", Names = supplied.Names },
            JournalEntry.CancelAsked => fact with { Kind = "cancel_asked" },
            JournalEntry.Finished finished => fact with { Kind = "finished", Status = finished.Status.Word(), Code = finished.Code },
            _ => throw new InvalidOperationException("A fact without a word."),
        };
    }
}
