using BunnyDb.Contracts.Events;

namespace BunnyDb.Hosting.Lanes;

/// <summary>Tells the state machine that a report stands in the catalog. Best effort: the control plane repeats what it has not seen.</summary>
public interface ILaneNotifier
{
    Task NotifyAsync(LaneReported reported, CancellationToken ct);
}
