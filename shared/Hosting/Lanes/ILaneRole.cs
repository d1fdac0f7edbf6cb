using BunnyDb.Catalog.Lanes;

namespace BunnyDb.Hosting.Lanes;

/// <summary>What one service does for lanes. The supervisor starts, stops, retries; a role only carries out.</summary>
public interface ILaneRole
{
    /// <summary>When it is asked, and how the service that does it is called.</summary>
    LaneDuty Duty { get; }

    /// <summary>
    /// Carries out the lane's order and returns, or runs until the token is cancelled (which happens when the order or the generation is replaced).
    /// May be called again for the same order at any time: idempotent. Exceptions are classified, shown and retried with back-off by the supervisor.
    /// </summary>
    Task CarryOutAsync(ILaneRun run, CancellationToken ct);
}

/// <summary>One call of a role for one order.</summary>
public interface ILaneRun
{
    Lane Lane { get; }

    /// <summary>Reports the stage as the answer to the order and tells the state machine. Without effect when the order was replaced meanwhile.</summary>
    Task ReportAsync(BunnyDb.Contracts.Lanes.LaneStage stage, CancellationToken ct);

    /// <summary>Shows in the mirror's <c>error</c> what the run waits for, while it goes on.</summary>
    Task ShowWaitAsync(BunnyDb.Contracts.Faults.Fault wait, CancellationToken ct);

    /// <summary>The run works (again): takes back what was shown as transient. Cheap when nothing was.</summary>
    ValueTask WorksAsync(CancellationToken ct);
}
