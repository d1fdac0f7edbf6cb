using BunnyDb.Catalog.Outbox;
using MassTransit;

namespace BunnyDb.ControlPlane.Outbox;

/// <summary>Publishes the outbox several times a second, and again what nobody has handled for five seconds.</summary>
internal sealed class OutboxRelay(OutboxStore outbox, IBus bus, TimeProvider time, ILogger<OutboxRelay> logger) : BackgroundService
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan RepeatAfter = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Tick, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
            patience.CancelAfter(Patience);
            try
            {
                await outbox.RelayAsync(
                    RepeatAfter,
                    (id, message) => bus.Publish(message, context => context.MessageId = id, patience.Token),
                    patience.Token);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                OutboxLog.RelayFailed(logger, e.Message);
            }
        }
    }
}
