using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Spectre.Console;

namespace Keyway.Server.Cli;

/// <summary>What a command reads: files, standard input, a person's typing.</summary>
public static class Input
{
    /// <summary>A file's text; <c>-</c> is standard input.</summary>
    public static async Task<string> Text(string file, CancellationToken ct)
    {
        if (file == "-") return await Console.In.ReadToEndAsync(ct);
        try
        {
            return await File.ReadAllTextAsync(file, ct);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandException(ExitCode.Usage, $"{file} cannot be read: {(e is FileNotFoundException or DirectoryNotFoundException ? "there is no such file" : e.GetType().Name)}.");
        }
    }

    /// <summary>A file that holds a JSON object.</summary>
    public static async Task<JsonObject> Object(string file, CancellationToken ct)
    {
        var text = await Text(file, ct);
        try
        {
            if (JsonNode.Parse(text) is JsonObject map) return map;
        }
        catch (JsonException)
        {
            // Told below: the parser's own message quotes the text, which may be a credential.
        }
        throw new CommandException(ExitCode.Usage, $"{(file == "-" ? "Standard input" : file)} does not hold a JSON object.");
    }

    /// <summary>A secret: from standard input, or typed and not shown. Never from the command line, which others can see.</summary>
    public static async Task<string> Secret(string what, CancellationToken ct)
    {
        if (Console.IsInputRedirected)
        {
            var text = await Console.In.ReadToEndAsync(ct);
            // What echo and editors add is not part of the secret.
            return text.EndsWith("\r\n", StringComparison.Ordinal) ? text[..^2] : text.EndsWith('\n') ? text[..^1] : text;
        }
        return AnsiConsole.Prompt(new TextPrompt<string>(what + ":").Secret());
    }

    public static HttpContent Json(JsonNode body) => new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
}
