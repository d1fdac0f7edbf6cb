using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using BunnyDb.Contracts.Mirrors;

namespace BunnyDb.ControlPlane.Mirrors.Configuration;

/// <summary>A new mirror: what is left out has its default.</summary>
internal sealed record MirrorRequest
{
    private static readonly MirrorOptions Defaults = new();

    /// <summary>1 to 48 of a-z, 0-9 and _.</summary>
    [Required]
    public string? Name { get; init; }

    [Required]
    public string? SourcePeer { get; init; }

    [Required]
    public string? DestinationPeer { get; init; }

    [Required]
    public IReadOnlyList<TableMappingRequest?>? TableMappings { get; init; }

    [DefaultValue(true)]
    public bool DoInitialSnapshot { get; init; } = Defaults.DoInitialSnapshot;

    /// <summary>Fixed after creation.</summary>
    public ResyncStrategy ResyncStrategy { get; init; } = Defaults.ResyncStrategy;

    [DefaultValue(true)]
    public bool ReplicateIndexes { get; init; } = Defaults.ReplicateIndexes;

    [DefaultValue(true)]
    public bool ReplicateForeignKeys { get; init; } = Defaults.ReplicateForeignKeys;

    [DefaultValue(10_000)]
    public int MaxBatchSize { get; init; } = Defaults.MaxBatchSize;

    [DefaultValue(1)]
    public int IdleTimeoutSeconds { get; init; } = Defaults.IdleTimeoutSeconds;

    [DefaultValue(250_000)]
    public int SnapshotNumRowsPerPartition { get; init; } = Defaults.SnapshotNumRowsPerPartition;

    [DefaultValue(4)]
    public int SnapshotMaxParallelWorkers { get; init; } = Defaults.SnapshotMaxParallelWorkers;

    [DefaultValue(4)]
    public int SnapshotNumTablesInParallel { get; init; } = Defaults.SnapshotNumTablesInParallel;

    [DefaultValue(250)]
    public int SwapLockTimeoutMs { get; init; } = Defaults.SwapLockTimeoutMs;

    [DefaultValue(60)]
    public int SwapMaxAttempts { get; init; } = Defaults.SwapMaxAttempts;

    [DefaultValue(60)]
    public int SwapOldSnapshotWaitSeconds { get; init; } = Defaults.SwapOldSnapshotWaitSeconds;

    [DefaultValue(true)]
    public bool VerifyBeforeSwap { get; init; } = Defaults.VerifyBeforeSwap;

    public Cutover Cutover { get; init; } = Defaults.Cutover;

    /// <summary>How much WAL the mirror's slot may make the source keep, in bytes, before it is dropped so that the source's disk does not fill. 0: warn only.</summary>
    [DefaultValue(0L)]
    public long MaxSlotLagBytes { get; init; } = Defaults.MaxSlotLagBytes;

    internal MirrorOptions ToOptions() => new()
    {
        DoInitialSnapshot = DoInitialSnapshot,
        ResyncStrategy = ResyncStrategy,
        ReplicateIndexes = ReplicateIndexes,
        ReplicateForeignKeys = ReplicateForeignKeys,
        MaxBatchSize = MaxBatchSize,
        IdleTimeoutSeconds = IdleTimeoutSeconds,
        SnapshotNumRowsPerPartition = SnapshotNumRowsPerPartition,
        SnapshotMaxParallelWorkers = SnapshotMaxParallelWorkers,
        SnapshotNumTablesInParallel = SnapshotNumTablesInParallel,
        SwapLockTimeoutMs = SwapLockTimeoutMs,
        SwapMaxAttempts = SwapMaxAttempts,
        SwapOldSnapshotWaitSeconds = SwapOldSnapshotWaitSeconds,
        VerifyBeforeSwap = VerifyBeforeSwap,
        Cutover = Cutover,
        MaxSlotLagBytes = MaxSlotLagBytes,
    };
}
