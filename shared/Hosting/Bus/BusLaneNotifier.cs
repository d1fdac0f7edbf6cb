using BunnyDb.Hosting.Lanes;
using MassTransit;
using Microsoft.Extensions.Logging;

namespace BunnyDb.Hosting.Bus;

/// <summary>Publishes, waiting two seconds at most for the broker: what is told stands in the catalog anyway.</summary>
internal sealed class BusLaneNotifier(IBus bus, ILogger<BusLaneNotifier> logger) : ILaneNotifier
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    public async Task NotifyAsync(object message, CancellationToken ct)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(Patience);
        try
        {
            await bus.Publish(message, message.GetType(), patience.Token).WaitAsync(patience.Token);
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            Log.NotificationLost(logger, message.ToString()!, e.Message);
        }
    }
}
