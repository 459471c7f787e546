using System.Net.ServerSentEvents;
using System.Text;
using System.Text.Json;
using Keyway.Server.Api;

namespace Keyway.Server.Cli;

/// <summary>Prints a run's facts as they come.</summary>
public static class RunFollow
{
    public static async Task<int> Follow(string path, ServerClient server, Printer print, CancellationToken ct)
    {
        using var reply = await server.Open(HttpMethod.Get, path, null, ct);
        if (!reply.IsSuccessStatusCode) return print.Refused(new ServerReply((int)reply.StatusCode, await reply.Content.ReadAsByteArrayAsync(ct)));
        await using var stream = await reply.Content.ReadAsStreamAsync(ct);
        await foreach (var item in SseParser.Create(stream).EnumerateAsync(ct))
        {
            if (print.IsJson) print.Raw(Encoding.UTF8.GetBytes(item.Data));
            var fact = JsonSerializer.Deserialize(item.Data, ApiJson.Relaxed.RunFact)!;
            if (!print.IsJson) print.Line(InWords(fact));
            if (fact.Kind == "finished") return fact.Status == "succeeded" ? ExitCode.Done : ExitCode.Refused;
        }
        throw new CommandException(ExitCode.NotReachable, "The server closed the connection before the run ended. Follow it again to go on.");
    }

    private static string InWords(RunFact fact)
    {
        var at = RunInWords.Time(fact.At) + "  ";
        return at + fact.Kind switch
        {
            "accepted" => "the event was accepted",
            "taken" => fact.Attempt > 1 ? $"taken up again ({fact.Attempt})" : "taken up",
            "step_succeeded" => $"{fact.Step}: succeeded in {RunInWords.Duration(fact.DurationMs)}",
            "step_failed" => $"{fact.Step}: failed with {fact.Code} in {RunInWords.Duration(fact.DurationMs)}{(fact.RetryAt is { } retry ? ", again at " + RunInWords.Time(retry) : "")}",
            "step_skipped" => $"{fact.Step}: skipped",
            "credentials_awaited" => "waits for " + string.Join(", ", fact.Names ?? []),
            "credentials_supplied" => "was given " + string.Join(", ", fact.Names ?? []),
            "cancel_asked" => "somebody asked to cancel it",
            "finished" => $"{fact.Status}{(fact.Code is null ? "" : " with " + fact.Code)}",
            var other => other,
        };
    }
}
