using System.Diagnostics;
using System.Runtime.CompilerServices;
using Keyway.Engine.Values;

namespace Keyway.Apps.Tests;

/// <summary>The sandbox's replies and errors are Slack's: Slack's own client takes them as such.</summary>
public sealed class SlackClientTests
{
    [Fact]
    public async Task Slacks_own_client_takes_the_sandbox_for_slack()
    {
        await using var server = await SandboxServer.Start();
        var seen = await Client(new Uri(server.Address, "sandbox/slack/api/"));

        seen["identity"]["ok"].ShouldBe(true);
        seen["sent"]["channel"].ShouldBe("C0000000001");
        seen["sent"]["message"]["text"].ShouldBe("From Slack's own client");
        seen["sent"]["message"]["blocks"].ShouldBe(Value.Array(Value.Object(("type", "divider"))));
        seen["updated"]["ts"].ShouldBe(seen["sent"]["ts"]);
        seen["updated"]["text"].ShouldBe("Changed");
        seen["reacted"]["ok"].ShouldBe(true);
        seen["user"]["user"]["real_name"].ShouldBe("Ada Lovelace");
        seen["deleted"]["ts"].ShouldBe(seen["sent"]["ts"]);
        seen["pages"].ShouldBe(ValueJson.Parse("""[["general","random"],["support","old-news"]]"""));

        foreach (var (name, code) in new[]
        {
            ("again", "already_reacted"), ("gone", "message_not_found"), ("elsewhere", "channel_not_found"), ("nobody", "invalid_auth"),
            ("anonymous", "not_authed"), ("revoked", "token_revoked"), ("noscope", "missing_scope"),
        })
        {
            seen[name]["code"].ShouldBe("PlatformError", name);
            seen[name]["error"].ShouldBe(code);
        }
        seen["noscope"]["needed"].ShouldBe("chat:write");
        seen["limited"]["code"].ShouldBe("RateLimitedError");
        seen["limited"]["retryAfter"].ShouldBe(1);
    }

    private static async Task<Value> Client(Uri address)
    {
        var folder = Folder();
        // The lock file says which client; what is installed says whether it is here.
        if (!Directory.Exists(Path.Combine(folder, "node_modules"))) await Run("npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts");
        return ValueJson.Parse(await Run("node", "slack.mjs", address.AbsoluteUri));

        async Task<string> Run(string program, params string[] arguments)
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false })!;
            var error = process.StandardError.ReadToEndAsync();
            var output = await process.StandardOutput.ReadToEndAsync();
            await process.WaitForExitAsync();
            process.ExitCode.ShouldBe(0, await error);
            return output;
        }
    }

    private static string Folder([CallerFilePath] string here = "") => Path.Combine(Path.GetDirectoryName(here)!, "node");
}
