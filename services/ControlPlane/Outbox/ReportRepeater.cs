using BunnyDb.Catalog.Lanes;
using MassTransit;

namespace BunnyDb.ControlPlane.Outbox;

/// <summary>Every two seconds tells the state machines of the reports that it has not seen: their messages were lost, or are on their way.</summary>
internal sealed class ReportRepeater(LaneStore lanes, IBus bus, TimeProvider time, ILogger<ReportRepeater> logger)
    : RepeatedPublishing(TimeSpan.FromSeconds(2), time, logger)
{
    protected override async Task PublishAsync(CancellationToken ct)
    {
        foreach (var lane in await lanes.UnseenAsync(ct))
        {
            await bus.Publish(lane.Report(lane.Stage), ct);
        }
    }
}
