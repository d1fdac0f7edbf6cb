using BunnyDb.Contracts.Events;
using BunnyDb.Contracts.Faults;
using BunnyDb.Contracts.Lanes;
using BunnyDb.Contracts.Mirrors;
using BunnyDb.Contracts.Values;

namespace BunnyDb.Catalog.Lanes;

/// <summary>A lane as the catalog holds it, with what a service needs to know of its mirror.</summary>
public sealed record Lane(
    LaneId Id,
    Guid MirrorId,
    MirrorName Mirror,
    LaneKind Kind,
    string SlotName,
    string PublicationName,
    LaneOrder Order,
    long OrderNo,
    LaneStage Stage,
    long StageNo,
    int Generation,
    string? SourceSystemId,
    string? SnapshotName,
    Lsn ConsistentPoint,
    string SourcePeer,
    string DestinationPeer,
    MirrorOptions Options,
    Fault? Fault)
{
    /// <summary>The order with which a resume continues: a copy that was not finished begins again.</summary>
    public LaneOrder ResumeWith { get; init; } = LaneOrder.Open;

    /// <summary>The resync whose tables the lane loads; null: none's.</summary>
    public Guid? ResyncId { get; init; }

    /// <summary>The lane fills shadows, which take their tables' places at the hand-over.</summary>
    public bool FillsShadows => ResyncId is not null && Options.ResyncStrategy == ResyncStrategy.Swap;

    /// <summary>A schema sync of the mirror has begun and not ended.</summary>
    public bool HasSchemaSync { get; init; }

    /// <summary>The order was carried out, or given up (<see cref="LaneStage.Halted"/>): <see cref="Stage"/> answers it.</summary>
    public bool IsAnswered => StageNo == OrderNo;

    /// <summary>The message that tells a state machine of a stage of this lane's present order.</summary>
    public object Report(LaneStage stage) =>
        ResyncId is { } resync ? new ResyncLaneReported(resync, Id.Value, stage, OrderNo) : new LaneReported(MirrorId, Id.Value, stage, OrderNo);

    public bool IsHalted => IsAnswered && Stage == LaneStage.Halted;
}
