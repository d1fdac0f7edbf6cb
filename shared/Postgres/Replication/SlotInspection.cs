using BunnyDb.Contracts.Faults;
using BunnyDb.Contracts.Values;
using BunnyDb.Postgres.Progress;
using Npgsql;
using NpgsqlTypes;

namespace BunnyDb.Postgres.Replication;

/// <summary>Whether a lane may go on from its slot without a row being lost: asked before a reader starts, and before a resume is accepted.</summary>
public static class SlotInspection
{
    private const string AnewRemedy = "Changes since then are lost to this lane. A resync of the whole mirror (POST resync) makes a new one and copies its tables anew.";

    /// <summary>
    /// Null when the slot is fit to continue at the destination's position; otherwise the cause: <see cref="FaultKind.Fatal"/> where changes are lost, <see cref="FaultKind.Halt"/> where a person can put it right.
    /// </summary>
    /// <param name="progress">The lane's row on the destination; null when it has none.</param>
    /// <param name="expectedSystemId">What IDENTIFY_SYSTEM said when the lane was opened; empty when that is not on record.</param>
    public static async Task<Fault?> ExamineAsync(
        NpgsqlConnection source, string slotName, LaneProgress? progress, string expectedSystemId, CancellationToken ct)
    {
        var systemId = await SystemIdentifier.FindAsync(source, ct);
        return OfCluster(systemId, expectedSystemId) ?? OfSlot(slotName, await FindAsync(source, slotName, ct), progress);
    }

    /// <summary>The fault when <paramref name="systemId"/> is not the cluster that the lane was opened on. An unknown one (null, empty) is no fault.</summary>
    public static Fault? OfCluster(string? systemId, string? expectedSystemId) =>
        string.IsNullOrEmpty(systemId) || string.IsNullOrEmpty(expectedSystemId) || systemId == expectedSystemId
            ? null
            : new Fault(
                FaultKind.Halt, FaultCode.OtherCluster,
                $"The source is another cluster (system identifier {systemId}) than the one that the mirror follows ({expectedSystemId}): positions mean nothing there.",
                "Point the source peer at the original cluster and resume, or delete the mirror and create it again on this one.");

    /// <summary>The fault when the destination does not know the lane.</summary>
    public static Fault PositionMissing() => new(
        FaultKind.Halt, FaultCode.PositionMissing, "The destination has no position for this mirror: its row in bunnydb.lane is missing.",
        "Restore the schema bunnydb on the destination and resume, or delete the mirror and create it again.");

    /// <summary>Decides from what was found. Pure.</summary>
    internal static Fault? OfSlot(string slotName, SlotState? slot, LaneProgress? progress) => (slot, progress) switch
    {
        (_, null) => PositionMissing(),
        (null, _) => new Fault(
            FaultKind.Fatal, FaultCode.SlotMissing, $"The replication slot {slotName} does not exist on the source: somebody dropped it, or it was given up at max_slot_lag_bytes, of which the mirror's log tells.", AnewRemedy),
        ({ IsOurs: false }, _) => new Fault(
            FaultKind.Fatal, FaultCode.SlotMoved, $"The replication slot {slotName} is not the one that the mirror made: it has another plugin or database.", AnewRemedy),
        ({ IsInvalidated: true }, _) => new Fault(
            FaultKind.Fatal, FaultCode.SlotInvalidated,
            $"The source has invalidated the replication slot {slotName}: it removed WAL that the slot still needed (max_slot_wal_keep_size).",
            $"{AnewRemedy} Raise max_slot_wal_keep_size on the source."),
        ({ ConfirmedFlush: var confirmed }, { Position: var position }) when confirmed > position => new Fault(
            FaultKind.Fatal, FaultCode.SlotMoved,
            $"The replication slot {slotName} stands at {confirmed}, beyond the destination's position {position}: somebody advanced it or created it again.",
            AnewRemedy, Lsn: position.ToString()),
        _ => null,
    };

    private static async Task<SlotState?> FindAsync(NpgsqlConnection source, string slotName, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            """
            select coalesce(plugin = 'pgoutput' and database = current_database(), false), coalesce(wal_status = 'lost', false), confirmed_flush_lsn
            from pg_replication_slots where slot_name = $1
            """, source);
        command.Parameters.AddWithValue(slotName);
        await using var reader = await command.ExecuteReaderAsync(ct);
        return await reader.ReadAsync(ct)
            ? new SlotState(
                reader.GetBoolean(0), reader.GetBoolean(1),
                await reader.IsDBNullAsync(2, ct) ? Lsn.None : new Lsn((ulong)reader.GetFieldValue<NpgsqlLogSequenceNumber>(2)))
            : null;
    }

    /// <param name="IsOurs">A logical slot of pgoutput in the source's database.</param>
    /// <param name="IsInvalidated">WAL that it needs is gone.</param>
    internal sealed record SlotState(bool IsOurs, bool IsInvalidated, Lsn ConfirmedFlush);
}
