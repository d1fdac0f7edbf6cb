using BunnyDb.Contracts.Values;
using Npgsql;
using NpgsqlTypes;

namespace BunnyDb.Postgres.Replication.Backlogs;

/// <summary>How far a logical slot is, and what it would take to read on.</summary>
/// <param name="Restart">Where decoding begins whenever something is read: no later than the oldest transaction that was open at <paramref name="Confirmed"/>.</param>
/// <param name="Confirmed">What was committed before is not read again.</param>
/// <param name="End">The end of the source's log.</param>
public readonly record struct SlotReach(Lsn Restart, Lsn Confirmed, Lsn End)
{
    /// <summary>Of the slot with this name. Null: there is none, or its log is lost.</summary>
    public static async Task<SlotReach?> FindAsync(NpgsqlConnection source, string slot, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            """
            select restart_lsn, confirmed_flush_lsn, pg_current_wal_flush_lsn()
            from pg_replication_slots where slot_name = $1 and restart_lsn is not null and confirmed_flush_lsn is not null
            """, source);
        command.Parameters.AddWithValue(slot);
        await using var reader = await command.ExecuteReaderAsync(ct);
        return await reader.ReadAsync(ct) ? new SlotReach(Lsn(reader, 0), Lsn(reader, 1), Lsn(reader, 2)) : null;
    }

    /// <summary>Bytes of the source's log that are not read.</summary>
    public long Ahead => End.BytesSince(Confirmed);

    /// <summary>Bytes that were read, and will be decoded again with whatever is read next.</summary>
    public long Again => Confirmed.BytesSince(Restart);

    private static Lsn Lsn(NpgsqlDataReader reader, int column) => new((ulong)reader.GetFieldValue<NpgsqlLogSequenceNumber>(column));
}
