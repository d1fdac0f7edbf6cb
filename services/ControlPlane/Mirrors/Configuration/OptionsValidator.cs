using BunnyDb.ControlPlane.Api;

namespace BunnyDb.ControlPlane.Mirrors.Configuration;

/// <summary>The ranges of a mirror's numbers. Pure.</summary>
internal static class OptionsValidator
{
    internal static void Validate(MirrorRequest request, FieldErrors errors)
    {
        foreach (var (field, value, least, most) in new (string, long, long, long)[]
        {
            ("max_batch_size", request.MaxBatchSize, 1, 1_000_000),
            ("idle_timeout_seconds", request.IdleTimeoutSeconds, 0, 3600),
            ("snapshot_num_rows_per_partition", request.SnapshotNumRowsPerPartition, 1, 1_000_000_000),
            ("snapshot_max_parallel_workers", request.SnapshotMaxParallelWorkers, 1, 256),
            ("snapshot_num_tables_in_parallel", request.SnapshotNumTablesInParallel, 1, 256),
            ("swap_lock_timeout_ms", request.SwapLockTimeoutMs, 1, 60_000),
            ("swap_max_attempts", request.SwapMaxAttempts, 1, 100_000),
            ("swap_old_snapshot_wait_seconds", request.SwapOldSnapshotWaitSeconds, 0, 86_400),
            ("max_slot_lag_bytes", request.MaxSlotLagBytes, 0, long.MaxValue),
        })
        {
            errors.Require(
                value >= least && value <= most, field, most == long.MaxValue ? $"'{field}' must be {least} or more." : $"'{field}' must be {least} to {most}.");
        }
    }
}
