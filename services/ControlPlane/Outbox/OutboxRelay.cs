using BunnyDb.Catalog.Outbox;
using MassTransit;

namespace BunnyDb.ControlPlane.Outbox;

/// <summary>Publishes the outbox several times a second, and again what nobody has handled for five seconds.</summary>
internal sealed class OutboxRelay(OutboxStore outbox, IBus bus, TimeProvider time, ILogger<OutboxRelay> logger)
    : RepeatedPublishing(TimeSpan.FromMilliseconds(100), time, logger)
{
    private static readonly TimeSpan RepeatAfter = TimeSpan.FromSeconds(5);

    protected override Task PublishAsync(CancellationToken ct) =>
        outbox.RelayAsync(RepeatAfter, (id, message) => bus.Publish(message, context => context.MessageId = id, ct), ct);
}
