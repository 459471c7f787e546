using System.Globalization;
using Keyway.Engine.Values;
using Keyway.Server.Api;
using Spectre.Console;

namespace Keyway.Server.Cli;

/// <summary>A run told to a person: what came in, what each step did with it, which credentials it used, and what to do about an error.</summary>
public static class RunInWords
{
    private const int Excerpt = 400;

    public static void Write(RunReply run, Printer print)
    {
        var console = print.Console;
        console.MarkupLineInterpolated($"[bold]Run {run.Id}[/] of {run.Workflow}{(run.Version > 0 ? $", version {run.Version}," : "")} {Ended(run)}.");
        console.WriteLine($"Started {Time(run.StartedAt)} {How(run)}. {Kept(run)}");

        Heading(console, "What came in");
        console.WriteLine(run.Event.IsNullish ? $"  {run.EventBytes} bytes, not kept" : "  " + Short(run.Event));

        Heading(console, "Steps");
        var number = 0;
        foreach (var step in run.Steps) Step(console, ++number, step);

        if (run.Credentials.Count > 0)
        {
            Heading(console, "Credentials used");
            foreach (var credential in run.Credentials) console.WriteLine($"  {credential.Name}, from {credential.Source}");
        }
        if (run.Awaits.Count > 0)
        {
            Heading(console, "It waits for");
            foreach (var name in run.Awaits) console.WriteLine("  " + name);
            console.WriteLine($"  Give them with: keyway runs credentials {run.Id} --credentials <file>");
        }
        if (run.Error is { } error) Error(console, run, error);
    }

    public static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    public static string Duration(double? ms) => ms switch
    {
        null => "",
        < 1 => "under 1 ms",
        < 1000 => $"{ms.Value:0} ms",
        < 60_000 => $"{(ms.Value / 1000).ToString("0.0", CultureInfo.InvariantCulture)} s",
        _ => TimeSpan.FromMilliseconds(ms.Value).ToString(@"h\:mm\:ss", CultureInfo.InvariantCulture),
    };

    private static void Step(IAnsiConsole console, int number, StepReply step)
    {
        var color = step.Status switch { "succeeded" => "green", "failed" => "red", "retrying" => "yellow", _ => "grey" };
        var took = step.DurationMs is { } ms && step.Attempts > 0 ? " in " + Duration(ms) : "";
        var tries = step.Attempts > 1 ? $", attempt {step.Attempts}" : "";
        console.MarkupInterpolated($"  {number}. [bold]{step.Name}[/] {step.Uses ?? ""} ");
        console.MarkupLine($"[{color}]{step.Status.Replace('_', ' ')}[/]{took}{tries}");
        Field(console, "input", step.Input);
        if (step.Http.TryGetArray(out var exchanges))
            foreach (var exchange in exchanges) console.WriteLine("       http     " + Exchange(exchange));
        if (step.Logs.TryGetArray(out var lines))
            foreach (var line in lines) Field(console, "log", line);
        Field(console, "gave", step.Exports);
        if (step.Error is { } error) console.WriteLine($"       error    {error.Code}: {error.Message ?? "(the message is not kept)"}");
    }

    /// <summary>As JSON: control characters that would drive a terminal are escaped in it.</summary>
    private static void Field(IAnsiConsole console, string name, Value value)
    {
        if (!value.IsNullish) console.WriteLine($"       {name,-8} {Short(value)}");
    }

    private static string Exchange(Value exchange)
    {
        var took = exchange["duration_ms"].TryGetNumber(out var ms) ? $", {Duration(ms)}" : "";
        var outcome = exchange["status"].TryGetNumber(out var status) ? status.ToString(CultureInfo.InvariantCulture) : Short(exchange["error"]);
        return $"{Bare(exchange["method"])} {Bare(exchange["url"])} -> {outcome}{took}";
    }

    private static string Bare(Value text) => ValueJson.ToText(text).Trim('"');

    private static string Short(Value value)
    {
        var json = ValueJson.ToText(value);
        return json.Length <= Excerpt ? json : json[..Excerpt] + $" ... ({json.Length} characters; --json shows all)";
    }

    private static void Error(IAnsiConsole console, RunReply run, RunErrorReply error)
    {
        var step = run.Steps.FirstOrDefault(s => s.Name == error.Step);
        Heading(console, "Why it failed");
        console.WriteLine($"  {error.Code}{(error.Step is null ? "" : $", in step {error.Step}")}. {step?.Error?.Message}".TrimEnd());
        if (ErrorPages.WhatToDo(error.Code) is { Length: > 0 } advice) console.WriteLine("  What to do: " + advice);
        console.WriteLine($"  Again: keyway runs replay {run.Id}{(error.Step is null ? "" : " --from " + error.Step)}");
    }

    private static string Ended(RunReply run) => run.Status switch
    {
        "succeeded" or "failed" or "cancelled" => $"{(run.Status == "cancelled" ? "was " : "")}{run.Status} after {Duration(run.DurationMs)}",
        "credentials_required" => "waits for credentials",
        "queued" => "is queued",
        _ => "is " + run.Status,
    };

    private static string How(RunReply run) => run.Trigger switch
    {
        "http" => "by a request",
        "manual" => "by hand",
        "action" => "as a single action",
        "replay" => "as a replay of " + run.ReplayOf,
        var other => "by " + other,
    };

    private static string Kept(RunReply run) => run.Stored switch
    {
        "full" => "All of its data is kept.",
        "failures" => "Its data is kept if it fails.",
        "metadata" => "Its workflow keeps no data.",
        "nostore" => "The caller asked for no-store: no data was kept.",
        "destroyed" => "Its data was destroyed.",
        var other => other,
    };

    private static void Heading(IAnsiConsole console, string text)
    {
        console.WriteLine();
        console.MarkupLineInterpolated($"[bold]{text}[/]");
    }
}
