using BunnyDb.Catalog.Lanes;
using BunnyDb.Contracts.Events;
using MassTransit;

namespace BunnyDb.ControlPlane.Outbox;

/// <summary>Every two seconds tells the state machine of the reports that it has not seen: their messages were lost, or are on their way.</summary>
internal sealed class ReportRepeater(LaneStore lanes, IBus bus, TimeProvider time, ILogger<ReportRepeater> logger) : BackgroundService
{
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(2);
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
                foreach (var lane in await lanes.UnseenAsync(patience.Token))
                {
                    await bus.Publish(new LaneReported(lane.MirrorId, lane.Id.Value, lane.Stage, lane.OrderNo), patience.Token);
                }
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                OutboxLog.RelayFailed(logger, e.Message);
            }
        }
    }
}
