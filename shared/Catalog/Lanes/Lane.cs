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

    /// <summary>A schema sync of the mirror has begun and not ended.</summary>
    public bool HasSchemaSync { get; init; }

    /// <summary>The order was carried out, or given up (<see cref="LaneStage.Halted"/>): <see cref="Stage"/> answers it.</summary>
    public bool IsAnswered => StageNo == OrderNo;

    public bool IsHalted => IsAnswered && Stage == LaneStage.Halted;
}
