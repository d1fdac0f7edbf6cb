using BunnyDb.Hosting;

namespace BunnyDb.ControlPlane.Runbooks;

/// <summary>Hears the commands that runbooks publish, one at a time. Without a broker there is nothing to hear.</summary>
internal sealed class RunbookListener(
    BunnySettings settings, RunbookRunner runner, RunbookRejections rejections, TimeProvider time, ILogger<RunbookListener> logger) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (settings.RabbitMq is { } url && !stoppingToken.IsCancellationRequested)
        {
            try
            {
                await ListenAsync(url, stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                Log.RunbooksUnheard(logger, e.Message);
                await Task.Delay(Pause, time, stoppingToken);
            }
        }
    }

    /// <summary>Until the connection breaks. A command is settled after what it asked for is safe; one that comes twice is asked for twice.</summary>
    private async Task ListenAsync(Uri url, CancellationToken ct)
    {
        await using var session = await RunbookSession.OpenAsync(url, ct);
        await foreach (var delivery in session.ReadAsync(ct))
        {
            if (await runner.RunAsync(delivery, ct) is { } problem)
            {
                await session.RejectAsync(delivery, problem, ct);
                await rejections.TellAsync(delivery, problem, ct);
            }

            await session.SettleAsync(delivery, ct);
        }
    }
}
