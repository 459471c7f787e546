using Keyway.Engine.Runs;
using Keyway.Engine.Sealing;

namespace Keyway.Storage.Tests.Sqlite;

public sealed class SizeTests
{
    /// <summary>
    /// A usual run: an event of 300 bytes, a call with its request, reply and result of 900, an answer of 150; all different in what is
    /// a caller's own.
    /// </summary>
    [Fact]
    public async Task A_usual_run_takes_less_than_a_kilobyte_of_disk_everything_included()
    {
        const int count = 3000;
        using var folder = new SqliteFolder();
        var time = new TestTime(Samples.Start);
        var entropy = Entropies.Seeded(41);
        var random = new Random(42);
        await using (var store = await folder.Open(time, new(Samples.MasterKey, entropy)))
        {
            for (var i = 0; i < count; i++)
            {
                var now = time.GetUtcNow();
                var header = new RunHeader(RunId.New(time, entropy), i % 3 == 0 ? "notify-customer" : "sync-issues", 3, "http", StorageClass.Full, now, 300);
                var (@event, call, answer) = Data(random);
                await store.Accept(new(header,
                    [
                        new JournalEntry.Accepted(now, Samples.Json(@event)),
                        new JournalEntry.Taken(now, 1),
                        new JournalEntry.StepSucceeded(now.AddTicks(31234), 0, 1, TimeSpan.FromTicks(30123), Samples.Json(call)),
                        new JournalEntry.StepSucceeded(now.AddTicks(31934), 1, 1, TimeSpan.FromTicks(300), Samples.Json(answer)),
                        new JournalEntry.Finished(now.AddTicks(32000), RunStatus.Succeeded, null),
                    ],
                    new(RunStatus.Succeeded, FinishedAt: now.AddTicks(32000)), new("w")), CancellationToken.None);
                time.Advance(TimeSpan.FromMilliseconds(3));
            }
        }

        var bytes = Directory.GetFiles(folder.Path).Sum(file => new FileInfo(file).Length) / (double)count;
        TestContext.Current.TestOutputHelper?.WriteLine($"{bytes:F0} bytes a run");
        bytes.ShouldBeLessThan(1000);
    }

    private static (string Event, string Call, string Answer) Data(Random random)
    {
        var (user, channel) = ($"{random.Next():x8}", $"C{random.Next():X8}");
        var ts = $"{random.Next(1700000000, 1800000000)}.{random.Next(1000000):D6}";
        var message = $$"""{"type":"message","subtype":"bot_message","text":"Hello {{user}}, your order {{random.Next()}} is on its way","ts":"{{ts}}","bot_id":"B19LU7CSY","team":"T{{random.Next():X8}}"}""";
        var sent = $$"""{"channel":"{{channel}}","text":"Hello {{user}}, your order {{random.Next()}} is on its way"}""";
        return (
            $$"""{"method":"POST","path":"/","url":"http://127.0.0.1:5400/h/3f9k2m4p7q8r5s6t1v0w9x8y7z","query":{},"headers":{"host":"127.0.0.1:5400","user-agent":"acme-backend/2.3","content-type":"application/json","content-length":"112"},"body":{"channel":"{{channel}}","name":"{{user}}","slack_token":{"«":"slack.oauth_access_token"} },"client_ip":"10.1.2.3"}""",
            $$"""{"input":{{sent}},"http":[{"method":"POST","url":"https://slack.com/api/chat.postMessage","request":{"headers":{"authorization":"Bearer «slack.oauth_access_token»"},"body":{{sent}} },"status":200,"reply":{"headers":{"date":"Sun, 22 Nov 2026 11:05:{{random.Next(60):D2}} GMT"},"body":{"ok":true,"channel":"{{channel}}","ts":"{{ts}}","message":{{message}} } },"duration_ms":{{random.Next(100)}} }],"exports":{"$return_value":{"ok":true,"channel":"{{channel}}","ts":"{{ts}}","message":{{message}} } } }""",
            $$"""{"input":{"status":200,"body":{"ts":"{{ts}}"} },"exports":{"$return_value":{"status":200,"body":{"ts":"{{ts}}"} } } }""");
    }
}
