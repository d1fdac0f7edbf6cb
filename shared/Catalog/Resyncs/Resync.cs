using BunnyDb.Contracts.Faults;
using BunnyDb.Contracts.Mirrors;
using BunnyDb.Contracts.Resyncs;
using BunnyDb.Contracts.Values;

namespace BunnyDb.Catalog.Resyncs;

/// <summary>A resync as its history shows it.</summary>
/// <param name="IsWhole">All tables of the mirror, under one snapshot.</param>
/// <param name="Phases">In the order in which they were entered; one may come twice.</param>
/// <param name="Attempts">Tries to swap so far.</param>
/// <param name="LockWaitMs">How long the last try waited for its locks.</param>
/// <param name="LockHeldMs">From the first lock of the swap to its commit.</param>
/// <param name="RowsTotal">An estimate until the copy is done; null before it is planned.</param>
public sealed record Resync(
    Guid Id,
    Guid MirrorId,
    bool IsWhole,
    ResyncStrategy Strategy,
    ResyncStatus Status,
    MirrorPhase Phase,
    IReadOnlyList<ResyncPhase> Phases,
    IReadOnlyList<ResyncTable> Tables,
    bool IsCutoverAsked,
    int Attempts,
    IReadOnlyList<ResyncBlocker> Blockers,
    double? LockWaitMs,
    double? LockHeldMs,
    long RowsCopied,
    long? RowsTotal,
    long BytesCopied,
    double? CopySeconds,
    Fault? Fault,
    IReadOnlyList<string> Warnings,
    DateTimeOffset CreatedAt,
    DateTimeOffset? StartedAt,
    DateTimeOffset? FinishedAt)
{
    public bool IsFinished => FinishedAt is not null;

    /// <summary>The mirror has let it begin; before, it is but asked for.</summary>
    public bool HasBegun => StartedAt is not null;
}

public sealed record ResyncTable(QualifiedTable Source, QualifiedTable Destination);
