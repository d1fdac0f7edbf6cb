using BunnyDb.Catalog.Mirrors;
using BunnyDb.Contracts.Faults;
using BunnyDb.Contracts.Mirrors;
using BunnyDb.ControlPlane.Api;
using Npgsql;

namespace BunnyDb.ControlPlane.Mirrors.Lifecycle;

/// <summary>Why a mirror does not take an action in its present status: 409 with the cause.</summary>
internal static class MirrorRefusal
{
    internal static ProblemException Terminating(Mirror mirror) => ProblemOf.Conflict(
        "mirror_terminating", $"Mirror '{mirror.Name}' is being deleted.", "Wait until it is gone; then it can be created again.");

    internal static ProblemException ResyncRuns(Mirror mirror) => ProblemOf.Conflict(
        "resync_running", $"A resync of mirror '{mirror.Name}' runs.", "Wait until it ends, or cancel it.");

    internal static ProblemException Resumed(Mirror mirror) => ProblemOf.Conflict(
        "resumed", $"Mirror '{mirror.Name}' was resumed by somebody else as soon as it was paused, and is {WireName.Of(mirror.Status)}.", "Pause it again if it is to be paused.");

    internal static ProblemException SchemaSyncRuns(Mirror mirror) => ProblemOf.Conflict(
        "schema_sync_running", $"A schema sync of mirror '{mirror.Name}' runs.", "Wait until it ends.");

    internal static ProblemException NotSyncable(Mirror mirror) => ProblemOf.Conflict(
        "not_syncable", $"Mirror '{mirror.Name}' is {WireName.Of(mirror.Status)}; its schema can be synced only while it is RUNNING or PAUSED.",
        "Wait until it is RUNNING, or pause it first.");

    internal static ProblemException NotPaused(Mirror mirror) => ProblemOf.Conflict(
        "not_paused", $"Mirror '{mirror.Name}' is {WireName.Of(mirror.Status)}; its tables can be edited only while it is PAUSED.",
        $"POST /v1/mirrors/{mirror.Name}/pause first.");

    /// <summary>Two mirrors never write one table.</summary>
    /// <exception cref="ProblemException">409, naming the table and the other mirror.</exception>
    internal static async Task ThrowIfSharedAsync(Guid mirrorId, NpgsqlTransaction transaction)
    {
        if (await MappingStore.WrittenByOthersAsync(mirrorId, transaction) is [var (table, other), ..])
        {
            throw ProblemOf.Conflict(
                "destination_in_use", $"{table} on the destination is written by mirror '{other}' already.",
                $"Take the table out of mirror '{other}', or give the mapping another destination_table.");
        }
    }

    /// <summary>For a mirror that stopped for good.</summary>
    internal static ProblemException Failed(Mirror mirror) => mirror.Error is { } fault
        ? Because(fault)
        : ProblemOf.Conflict("mirror_failed", $"Mirror '{mirror.Name}' has failed.", "Delete it and create it again.");

    internal static ProblemException Because(Fault fault) => ProblemOf.Conflict(fault.Code, fault.Message, fault.Remedy);
}
