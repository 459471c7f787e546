using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace Keyway.Server.Startup;

/// <summary>
/// One line a log entry, as text or as JSON. An exception shows its types and where it came from, never its message: that may quote what
/// somebody sent, and a log is a sink like any other.
/// </summary>
public sealed class PlainConsole : ConsoleFormatter
{
    public const string Text = "keyway-text";
    public const string Json = "keyway-json";
    private readonly TimeProvider _time;

    public PlainConsole(string name, TimeProvider time) : base(name) => _time = time;

    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        var at = _time.GetUtcNow().UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'");
        var message = logEntry.Formatter(logEntry.State, null);
        var level = logEntry.LogLevel switch
        {
            LogLevel.Trace or LogLevel.Debug => "debug",
            LogLevel.Information => "info",
            LogLevel.Warning => "warn",
            _ => "error",
        };
        if (Name == Text)
        {
            textWriter.WriteLine($"{at} {level,-5} {message}{Told(logEntry.Exception)}");
            return;
        }
        using var stream = new MemoryStream();
        using (var json = new System.Text.Json.Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteString("at", at);
            json.WriteString("level", level);
            json.WriteString("from", logEntry.Category);
            json.WriteNumber("event", logEntry.EventId.Id);
            json.WriteString("message", message);
            if (logEntry.Exception is { } error) json.WriteString("exception", Told(error));
            if (logEntry.State is IReadOnlyList<KeyValuePair<string, object?>> state)
            {
                foreach (var (key, value) in state)
                    if (key != "{OriginalFormat}" && value is not null) json.WriteString(key, value.ToString());
            }
            json.WriteEndObject();
        }
        textWriter.WriteLine(System.Text.Encoding.UTF8.GetString(stream.ToArray()));
    }

    private static string Told(Exception? error) =>
        error is null ? "" : $" ({error.GetType().Name}{Told(error.InnerException)}){Environment.NewLine}{error.StackTrace}";
}
