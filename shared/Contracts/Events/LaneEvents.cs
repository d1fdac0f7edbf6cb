using BunnyDb.Contracts.Lanes;

namespace BunnyDb.Contracts.Events;

/// <summary>
/// To the mirror's state machine: a service reached <paramref name="Stage"/> for the order numbered <paramref name="OrderNo"/>.
/// The same fact stands in the catalog, from where the control plane repeats it until the state machine has seen it.
/// </summary>
public sealed record LaneReported(Guid MirrorId, Guid LaneId, LaneStage Stage, long OrderNo);

/// <summary>The same of a lane that loads a resync's tables, to the resync's state machine.</summary>
public sealed record ResyncLaneReported(Guid ResyncId, Guid LaneId, LaneStage Stage, long OrderNo);

/// <summary>To every reader, applier and worker: this lane's row changed, look now instead of at the next tick. Losing it costs a second.</summary>
public sealed record LaneNudged(Guid LaneId, bool SkipBackoff);
