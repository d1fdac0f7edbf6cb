using BunnyDb.Applier.Orders;
using BunnyDb.Applier.Verification;
using BunnyDb.Catalog.Lanes;
using BunnyDb.Contracts.Lanes;
using BunnyDb.Hosting.Lanes;

namespace BunnyDb.Applier;

/// <summary>What the applier does for each order; ARCHITECTURE.md has the table of all roles.</summary>
internal sealed class ApplierRole(TargetOrders targets, LaneApplying applying, LaneVerifying verifying, ResyncOrders resyncs) : ILaneRole
{
    public LaneDuty Duty => LaneDuty.Applier;

    public Task CarryOutAsync(ILaneRun run, CancellationToken ct) => run.Lane.Order switch
    {
        LaneOrder.Prepare => targets.PrepareAsync(run, ct),
        LaneOrder.Finish => targets.FinishAsync(run, ct),
        LaneOrder.Stream or LaneOrder.Join => applying.ApplyAsync(run, ct),
        LaneOrder.Verify => verifying.VerifyAsync(run, ct),
        LaneOrder.Settle => resyncs.SettleAsync(run, ct),
        _ => throw new ArgumentOutOfRangeException(nameof(run), run.Lane.Order, "not an order for the applier"),
    };
}
