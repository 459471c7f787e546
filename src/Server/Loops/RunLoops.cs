using Keyway.Engine.Runs;

namespace Keyway.Server.Loops;

/// <summary>Gives the run host its threads of control: consumers of the queue, and a loop that takes up what is due.</summary>
public sealed class RunLoops(RunHost host, ILogger<RunLoops> log) : BackgroundService
{
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(1);
    private readonly SemaphoreSlim _nudge = new(0, 1);

    /// <summary>Looks for due runs now instead of at the next tick.</summary>
    public void Nudge()
    {
        try
        {
            _nudge.Release();
        }
        catch (SemaphoreFullException)
        {
            // It is about to look anyway.
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var loops = Enumerable.Range(0, host.Engine.Options.Concurrency).Select(_ => host.Consume(stoppingToken)).Append(TakeUp(stoppingToken));
        try
        {
            await Task.WhenAll(loops);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The server stops.
        }
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await host.Stop();
        await base.StopAsync(cancellationToken);
    }

    private async Task TakeUp(CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            var taken = 0;
            try
            {
                taken = await host.TakeUp(ct);
            }
            catch (Exception error) when (error is not OperationCanceledException)
            {
                log.TakeUpFailed(error.GetType().Name);
            }
            if (taken == 0) await _nudge.WaitAsync(Pace, ct);
        }
    }
}

internal static partial class RunLoopsLog
{
    [LoggerMessage(1, LogLevel.Error, "Looking for due runs failed ({Kind}); trying again.")]
    public static partial void TakeUpFailed(this ILogger logger, string kind);
}
