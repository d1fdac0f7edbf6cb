using BunnyDb.Catalog.Lanes;
using BunnyDb.CdcReader.Lanes;
using BunnyDb.CdcReader.Slots;
using BunnyDb.Contracts.Lanes;
using BunnyDb.Hosting.Lanes;

namespace BunnyDb.CdcReader;

/// <summary>What the reader does for each order; ARCHITECTURE.md has the table of all roles.</summary>
internal sealed class ReaderRole(
    LaneOpening opening, SnapshotHolder snapshots, LaneStreaming streaming, LaneStopping stopping, LaneClosing closing) : ILaneRole
{
    public LaneDuty Duty => LaneDuty.Reader;

    public Task CarryOutAsync(ILaneRun run, CancellationToken ct) => run.Lane.Order switch
    {
        LaneOrder.Open or LaneOrder.Prepare or LaneOrder.Copy => opening.OpenAndHoldAsync(run, ct),
        LaneOrder.Reopen => opening.ReopenAsync(run, ct),
        LaneOrder.Finish => snapshots.ReleaseAsync(run.Lane.Id),
        LaneOrder.Stream or LaneOrder.Verify or LaneOrder.Join => streaming.StreamAsync(run, ct),

        // The applier's alone: the lane's tables are the main lane's by now.
        LaneOrder.Settle => Task.CompletedTask,
        LaneOrder.Stop => stopping.StopAsync(run, ct),
        LaneOrder.Close => closing.CloseAsync(run, ct),
        _ => throw new ArgumentOutOfRangeException(nameof(run), run.Lane.Order, "unknown order"),
    };
}
