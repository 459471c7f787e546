using Keyway.Engine.Catalog;
using Keyway.Engine.Runs;
using Keyway.Server.Deployments;
using Keyway.Server.Startup;

namespace Keyway.Server.Loops;

/// <summary>Destroys what retention says is due: per workflow where it says so, and by the instance's setting for the rest.</summary>
public sealed class RetentionLoop(IRunStore runs, WorkflowBook book, KeywayOptions options, TimeProvider time, ILogger<RetentionLoop> log) : BackgroundService
{
    private const int Batch = 500;
    private static readonly TimeSpan Pace = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pace, time);
        do
        {
            try
            {
                await Pass(stoppingToken);
            }
            catch (Exception error) when (error is not OperationCanceledException)
            {
                log.PassFailed(error.GetType().Name);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    /// <summary>One pass over all rules; answers how many runs were destroyed.</summary>
    public async Task<int> Pass(CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var total = 0;
        var own = book.WithRetention();
        foreach (var deployed in own)
        {
            var settings = deployed.Workflow.Settings;
            var keep = settings.Retention ?? options.Retention;
            var keepFailed = settings.FailedRetention ?? (settings.Retention is null ? options.FailedRetention : keep);
            total += await PurgeAll(new(deployed.Workflow.Name, now - keep, now - keepFailed, settings.KeepNewest, Batch), ct);
        }
        total += await PurgeAll(new(null, now - options.Retention, now - options.FailedRetention, options.KeepNewest == 0 ? null : options.KeepNewest, Batch) { Except = [.. own.Select(d => d.Workflow.Name)] }, ct);
        return total;
    }

    private async Task<int> PurgeAll(PurgeRule rule, CancellationToken ct)
    {
        var total = 0;
        int purged;
        do
        {
            purged = await runs.Purge(rule, ct);
            total += purged;
        }
        while (purged == rule.Most);
        return total;
    }
}

internal static partial class RetentionLoopLog
{
    [LoggerMessage(2, LogLevel.Error, "Retention did not finish its pass ({Kind}); trying again in a minute.")]
    public static partial void PassFailed(this ILogger logger, string kind);
}
