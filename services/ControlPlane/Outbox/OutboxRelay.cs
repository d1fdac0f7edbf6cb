using BunnyDb.Catalog.Outbox;
using MassTransit;

namespace BunnyDb.ControlPlane.Outbox;

/// <summary>Publishes the outbox as soon as something is in it, looks several times a second, and publishes again what nobody has handled for five seconds.</summary>
internal sealed class OutboxRelay(OutboxStore outbox, OutboxListener listener, IBus bus, TimeProvider time, ILogger<OutboxRelay> logger)
    : RepeatedPublishing(TimeSpan.FromMilliseconds(100), time, logger)
{
    private static readonly TimeSpan RepeatAfter = TimeSpan.FromSeconds(5);

    protected override async Task WaitAsync(TimeSpan longest, CancellationToken ct)
    {
        try
        {
            await listener.WaitAsync(longest, ct);
        }
        catch (Exception) when (!ct.IsCancellationRequested)
        {
            // The catalog is away, which publishing says.
            await base.WaitAsync(longest, ct);
        }
    }

    protected override Task PublishAsync(CancellationToken ct) =>
        outbox.RelayAsync(RepeatAfter, (id, message) => bus.Publish(message, context => context.MessageId = id, ct), ct);
}
