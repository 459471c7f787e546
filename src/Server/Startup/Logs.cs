using Microsoft.Extensions.Logging.Console;

namespace Keyway.Server.Startup;

/// <summary>Structured logs on standard output: text for people, or JSON with <c>Keyway__Log__Format=json</c>.</summary>
internal static class Logs
{
    public static void Configure(WebApplicationBuilder builder)
    {
        var format = builder.Configuration["Keyway:Log:Format"] == "json" ? PlainConsole.Json : PlainConsole.Text;
        var logging = builder.Logging;
        logging.ClearProviders();
        logging.AddConsole(console => console.FormatterName = format);
        logging.Services.AddSingleton<ConsoleFormatter>(_ => new PlainConsole(PlainConsole.Text, TimeProvider.System));
        logging.Services.AddSingleton<ConsoleFormatter>(_ => new PlainConsole(PlainConsole.Json, TimeProvider.System));

        // The framework logs addresses with their keys and queries, and quotes headers that it does not understand: only its warnings, and none of
        // the server's own about single requests.
        logging.SetMinimumLevel(LogLevel.Information);
        logging.AddFilter("Microsoft", LogLevel.Warning);
        logging.AddFilter("System", LogLevel.Warning);
        logging.AddFilter("Microsoft.AspNetCore.Server.Kestrel", LogLevel.Error);
        logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None);
        logging.AddFilter("Microsoft.AspNetCore.Diagnostics", LogLevel.None);
    }
}
