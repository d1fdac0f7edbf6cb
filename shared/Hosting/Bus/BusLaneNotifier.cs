using BunnyDb.Hosting.Lanes;
using MassTransit;
using Microsoft.Extensions.Logging;

namespace BunnyDb.Hosting.Bus;

/// <summary>Publishes reports, waiting two seconds at most for the broker: the report stands in the catalog anyway.</summary>
internal sealed class BusLaneNotifier(IBus bus, ILogger<BusLaneNotifier> logger) : ILaneNotifier
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    public async Task NotifyAsync(object report, CancellationToken ct)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(Patience);
        try
        {
            await bus.Publish(report, report.GetType(), patience.Token);
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            Log.NotificationLost(logger, report.ToString()!, e.Message);
        }
    }
}
