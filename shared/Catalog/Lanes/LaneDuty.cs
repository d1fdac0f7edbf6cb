using BunnyDb.Contracts.Lanes;
using BunnyDb.Contracts.Values;

namespace BunnyDb.Catalog.Lanes;

/// <summary>One service's part in carrying out lanes' orders. Which parts there are says <see cref="All"/>; ARCHITECTURE.md has the table of what each does.</summary>
public sealed class LaneDuty
{
    private readonly Func<Lane, bool> asks;

    private LaneDuty(string name, string service, bool isExclusive, Func<Lane, bool> asks) =>
        (Name, Service, IsExclusive, this.asks) = (name, service, isExclusive, asks);

    public static LaneDuty Reader { get; } = new("reader", "cdc-reader", isExclusive: true, _ => true);

    /// <summary>An answered Copy waits for the state machine: a lane that was opened again must be prepared before its next copy.</summary>
    public static LaneDuty Worker { get; } = new("worker", "snapshot-worker", isExclusive: false, lane => lane is { Order: LaneOrder.Copy, IsAnswered: false });

    public static LaneDuty Applier { get; } = new("applier", "applier", isExclusive: true, lane => lane.Order switch
    {
        LaneOrder.Prepare or LaneOrder.Finish or LaneOrder.Stream or LaneOrder.Verify or LaneOrder.Join or LaneOrder.Settle => true,
        LaneOrder.Open or LaneOrder.Copy or LaneOrder.Reopen or LaneOrder.Stop or LaneOrder.Close => false,
        _ => throw new ArgumentOutOfRangeException(nameof(lane), lane.Order, "unknown order"),
    });

    public static LaneDuty SchemaSync { get; } = new(
        "schema sync", "applier", isExclusive: true, lane => lane is { Kind: LaneKind.Main, HasSchemaSync: true, Order: not LaneOrder.Close });

    public static IReadOnlyList<LaneDuty> All { get; } = [Reader, Worker, Applier, SchemaSync];

    /// <summary>Names the duty in claims and logs.</summary>
    public string Name { get; }

    /// <summary>The service that has it.</summary>
    public string Service { get; }

    /// <summary>One instance at a time does this for a lane, and claims it, or all together.</summary>
    public bool IsExclusive { get; }

    /// <summary>Whether the lane's order asks something of the service now. Pure.</summary>
    public bool Concerns(Lane lane) => !lane.IsHalted && asks(lane);

    /// <summary>What an instance claims that does it for this lane.</summary>
    public string ClaimOf(LaneId lane) => $"{Name} {lane}";
}
