namespace BunnyDb.Contracts.Mirrors;

/// <summary>A mirror's configuration without its peers and tables (contract, section 2). Stored as JSON in the catalog.</summary>
public sealed record MirrorOptions
{
    public bool DoInitialSnapshot { get; init; } = true;

    public ResyncStrategy ResyncStrategy { get; init; } = ResyncStrategy.Truncate;

    public bool ReplicateIndexes { get; init; } = true;

    public bool ReplicateForeignKeys { get; init; } = true;

    /// <summary>Changes that the applier puts into one destination transaction at most, unless one source transaction is larger.</summary>
    public int MaxBatchSize { get; init; } = 10_000;

    /// <summary>The longest a change may wait for company, in seconds; an idle pipeline forwards at once.</summary>
    public int IdleTimeoutSeconds { get; init; } = 1;

    public int SnapshotNumRowsPerPartition { get; init; } = 250_000;

    /// <summary>Chunks of one table that are copied at the same time.</summary>
    public int SnapshotMaxParallelWorkers { get; init; } = 4;

    public int SnapshotNumTablesInParallel { get; init; } = 4;

    public int SwapLockTimeoutMs { get; init; } = 250;

    public int SwapMaxAttempts { get; init; } = 60;

    public int SwapOldSnapshotWaitSeconds { get; init; } = 60;

    public bool VerifyBeforeSwap { get; init; } = true;

    public Cutover Cutover { get; init; } = Cutover.Auto;

    /// <summary>WAL that the slot may make the source keep, in bytes: beyond it the slot is dropped, and a warning comes at half of it. 0: warn only, from 1 GiB on.</summary>
    public long MaxSlotLagBytes { get; init; }
}

/// <summary>How a resync puts the fresh table in place.</summary>
public enum ResyncStrategy
{
    /// <summary>Empty the table and fill it again.</summary>
    Truncate,

    /// <summary>Fill a shadow, then rename.</summary>
    Swap,
}

/// <summary>Who decides when a swap resync swaps.</summary>
public enum Cutover
{
    /// <summary>BunnyDb, as soon as it may.</summary>
    Auto,

    /// <summary>An operator, by <c>resync/cutover</c>.</summary>
    Manual,
}
