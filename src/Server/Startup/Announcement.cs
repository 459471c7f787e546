using Keyway.Engine.Triggers;

namespace Keyway.Server.Startup;

/// <summary>What the person who started the server reads: where it is, and one line that runs a sample.</summary>
internal static class Announcement
{
    private const string Sample = "notify-slack";

    public static async Task Print(KeywayServer server)
    {
        var ingress = server.Listening();
        var output = Console.Out;
        await output.WriteLineAsync();
        await output.WriteLineAsync($"Keyway listens on {Listening.Url(server.App).AbsoluteUri.TrimEnd('/')}");
        await output.WriteLineAsync($"Data:    {server.Folder.Path}");
        await output.WriteLineAsync($"API key: in {Path.Combine(server.Folder.Path, "api-key")}, unless KEYWAY_API_KEY gives one");
        foreach (var name in server.Broken) await output.WriteLineAsync($"Workflow {name} no longer checks, and is not served: ./keyway validate tells why.");
        if (await server.Book.Find(Sample, null, CancellationToken.None) is { Workflow.Trigger: Trigger.Http } sample)
        {
            await output.WriteLineAsync();
            await output.WriteLineAsync("Run a sample, with a token in the request:");
            await output.WriteLineAsync($"  curl -X POST {new Uri(ingress, "/h/" + sample.TriggerKey)} -H 'content-type: application/json' -d '{{\"slack_token\":\"xoxb-sandbox-1\",\"channel\":\"C0000000001\",\"name\":\"Ada\"}}'");
            await output.WriteLineAsync("then see what it did:");
            await output.WriteLineAsync("  ./keyway runs list");
        }
        await output.WriteLineAsync();
        await output.FlushAsync();
    }
}
