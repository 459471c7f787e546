using System.CommandLine;

namespace Keyway.Server.Cli;

/// <summary>The options that every command has: which server, with which key, and how to print.</summary>
public static class Target
{
    public static readonly Option<string?> Url = new("--url") { Description = "The server's address (default: KEYWAY_URL, then http://127.0.0.1:5400).", Recursive = true };

    public static readonly Option<string?> Data = new("--data")
    {
        Description = "The data folder, where a server on this machine keeps its first API key (default: KEYWAY_DATA, then ./data). KEYWAY_API_KEY comes first.",
        Recursive = true,
    };

    public static readonly Option<bool> Json = new("--json") { Description = "Prints the server's JSON, for scripts.", Recursive = true };

    public static ServerClient Open(ParseResult parsed)
    {
        var text = parsed.GetValue(Url) ?? Setting("KEYWAY_URL") ?? "http://127.0.0.1:5400";
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"))
            throw new CommandException(ExitCode.Usage, "The server's address must begin with http:// or https://.");
        // A server that listens everywhere is reached here; the address itself leads nowhere.
        if (url.Host is "0.0.0.0" or "[::]" or "+" or "*") url = new UriBuilder(url) { Host = "127.0.0.1" }.Uri;
        return new ServerClient(url, Key(parsed));
    }

    // Never an option: what stands on a command line is seen by everybody on the machine.
    private static string? Key(ParseResult parsed)
    {
        if (Setting("KEYWAY_API_KEY") is { } given) return given;
        var file = Path.Combine(parsed.GetValue(Data) ?? Setting("KEYWAY_DATA") ?? "./data", "api-key");
        try
        {
            return File.Exists(file) ? File.ReadAllText(file).Trim() : null;
        }
        catch (UnauthorizedAccessException)
        {
            throw new CommandException(ExitCode.NotAuthorised, $"The API key in {file} may be read by its owner alone. Run this as that user, or set KEYWAY_API_KEY.");
        }
    }

    private static string? Setting(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value.Trim() : null;
}
