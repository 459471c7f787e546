using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
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

    public static void Map(IEndpointRouteBuilder api) =>
        api.MapGet("/api/runs/{id}/live", Follow).Needs(Scope.RunsRead).Produces<string>(200, "text/event-stream").Produces<ApiProblem>(404, ApiProblem.ContentType);

    /// <summary>
    /// Follows a run. Each event's id is its place in the journal (send it as <c>Last-Event-ID</c> to go on after it), its name the kind of
    /// fact, its data JSON. The stream ends after <c>finished</c>.
    /// </summary>
    internal static async Task Follow(string id, HttpContext http, [FromServices] ApiPorts api, CancellationToken ct)
    {
        if (!RunId.TryParse(id, out var run))
        {
            await Problems.RunNotFound.ExecuteAsync(http);
            return;
        }
        var sent = LastSeen(http.Request);

        // Watched before it is read, so that nothing recorded in between is missed.
        using var watch = api.Host.Engine.Feed.Watch(run);
        var record = await api.Runs.Read(run, ct);
        if (record is null && api.Host.Find(run) is null)
        {
            await Problems.RunNotFound.ExecuteAsync(http);
            return;
        }
        http.Response.ContentType = "text/event-stream";
        // Proxies that buffer would hold events back.
        http.Response.Headers["X-Accel-Buffering"] = "no";
        await http.Response.StartAsync(ct);

        var lastWrite = api.Time.GetTimestamp();
        var workflow = record is null ? null : (await api.Find(record.Header.Workflow, record.Header.Version, ct))?.Workflow;
        while (true)
        {
            var entries = record?.Entries ?? [];
            for (; sent < entries.Count; sent++)
            {
                await Write(http.Response, sent + 1, entries[sent], workflow, ct);
                lastWrite = api.Time.GetTimestamp();
            }
            if (record?.State.Status.IsFinal() == true) return;
            if (api.Time.GetElapsedTime(lastWrite) >= Heartbeat)
            {
                await http.Response.WriteAsync(": still here\n\n", ct);
                await http.Response.Body.FlushAsync(ct);
                lastWrite = api.Time.GetTimestamp();
            }
            await News(watch, api.Time, ct);
            record = await api.Runs.Read(run, ct);

            // Deleted, or never written, while somebody watched.
            if (record is null && api.Host.Find(run) is null) return;
            if (workflow is null && record is not null) workflow = (await api.Find(record.Header.Workflow, record.Header.Version, ct))?.Workflow;
        }
    }

    private static async Task News(RunWatch watch, TimeProvider time, CancellationToken ct)
    {
        using var look = new CancellationTokenSource(Look, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(look.Token, ct);
        try
        {
            await watch.News.WaitToReadAsync(either.Token);
            while (watch.News.TryRead(out _)) { }
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            // Time to look anyway.
        }
    }

    private static int LastSeen(HttpRequest request)
    {
        var header = request.Headers["Last-Event-ID"].ToString();
        if (header.Length == 0) return 0;
        return int.TryParse(header, NumberStyles.None, CultureInfo.InvariantCulture, out var seen) ? seen : throw ApiQuery.Refuse("Last-Event-ID", "the id of an event of this run");
    }

    private static async Task Write(HttpResponse response, int number, JournalEntry entry, Engine.Workflows.Workflow? workflow, CancellationToken ct)
    {
        var fact = RunFact.Of(number, entry, workflow);
        var text = new StringBuilder("id: ").Append(number).Append("\nevent: ").Append(fact.Kind).Append("\ndata: ");
        text.Append(JsonSerializer.Serialize(fact, ApiJson.Relaxed.RunFact)).Append("\n\n");
        await response.WriteAsync(text.ToString(), ct);
        await response.Body.FlushAsync(ct);
    }
}

/// <summary>A fact of a run's journal.</summary>
/// <param name="Number">Its place in the journal, from 1.</param>
/// <param name="Kind"><c>accepted</c>, <c>taken</c>, <c>step_succeeded</c>, <c>step_failed</c>, <c>step_skipped</c>, <c>credentials_awaited</c>, <c>credentials_supplied</c>, <c>cancel_asked</c>, <c>finished</c>.</param>
/// <param name="Record">The event or the step's record, credentials as handles; absent where it is not kept.</param>
/// <param name="Names">The credentials awaited or supplied.</param>
public sealed record RunFact(
    int Number, string Kind, DateTimeOffset At, string? Step, int? Attempt, double? DurationMs, string? Status, string? Code, DateTimeOffset? RetryAt,
    IReadOnlyList<string>? Names, Value Record)
{
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
                Kind = "step_succeeded", Attempt = done.Attempt, DurationMs = done.Duration.Ms(), Record = RecordedPayload.Read(done.Record),
            },
            JournalEntry.StepFailed failed => fact with
            {
                Kind = "step_failed", Attempt = failed.Attempt, DurationMs = failed.Duration.Ms(), Code = failed.Code, RetryAt = failed.RetryAt,
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
