namespace BunnyDb.ControlPlane.Outbox;

/// <summary>Publishes something from the catalog again and again. A try that fails, or takes longer than five seconds, is followed by the next.</summary>
internal abstract class RepeatedPublishing(TimeSpan tick, TimeProvider time, ILogger logger) : BackgroundService
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    protected sealed override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            await WaitAsync(tick, stoppingToken);
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
            patience.CancelAfter(Patience);
            try
            {
                await PublishAsync(patience.Token);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                Log.PublishingFailed(logger, e.Message);
            }
        }
    }

    /// <summary>Until the next look: no longer than <paramref name="longest"/>.</summary>
    protected virtual Task WaitAsync(TimeSpan longest, CancellationToken ct) => Task.Delay(longest, time, ct);

    /// <summary>Publishes what is due now.</summary>
    protected abstract Task PublishAsync(CancellationToken ct);
}
