using Npgsql;
using Npgsql.Replication;
using Npgsql.Replication.PgOutput;

namespace BunnyDb.Postgres.Replication;

/// <summary>A lane's logical slot on the source: created with an exported snapshot, released from connections that are gone, dropped.</summary>
public static class LogicalSlot
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(100);

    /// <summary>
    /// Creates the slot and exports the snapshot at its consistent point. The snapshot lives until <paramref name="connection"/> closes or runs
    /// another command. Waits for every transaction that is older than the call.
    /// Source: PostgreSQL manual, section 55.4 "Streaming Replication Protocol", CREATE_REPLICATION_SLOT.
    /// </summary>
    public static Task<PgOutputReplicationSlot> CreateAsync(LogicalReplicationConnection connection, string name, CancellationToken ct) =>
        connection.CreatePgOutputReplicationSlot(name, temporarySlot: false, LogicalSlotSnapshotInitMode.Export, cancellationToken: ct);

    /// <summary>As <see cref="CreateAsync"/>, for the sake of the snapshot: the slot is gone with the connection.</summary>
    public static Task<PgOutputReplicationSlot> CreateTemporaryAsync(LogicalReplicationConnection connection, string name, CancellationToken ct) =>
        connection.CreatePgOutputReplicationSlot(name, temporarySlot: true, LogicalSlotSnapshotInitMode.Export, cancellationToken: ct);

    /// <summary>
    /// Waits until nobody streams from the slot. A connection of ours that outlives <paramref name="patience"/> (its process was killed or hangs)
    /// is ended; one of anybody else is not.
    /// </summary>
    /// <exception cref="TimeoutException">The slot is still in use.</exception>
    public static async Task AwaitInactiveAsync(NpgsqlConnection source, string name, TimeSpan patience, CancellationToken ct)
    {
        var ended = false;
        for (var waited = TimeSpan.Zero; await IsActiveAsync(source, name, ct); waited += Poll)
        {
            if (waited >= patience && !ended)
            {
                await EndOwnWalSenderAsync(source, name, ct);
                ended = true;
            }

            if (waited >= patience + TimeSpan.FromSeconds(10))
            {
                throw new TimeoutException($"The replication slot {name} is still in use.");
            }

            await Task.Delay(Poll, ct);
        }
    }

    /// <summary>Drops the slot once nobody streams from it. Dropping it twice is no error.</summary>
    public static async Task DropAsync(NpgsqlConnection source, string name, TimeSpan patience, CancellationToken ct)
    {
        await AwaitInactiveAsync(source, name, patience, ct);
        await using var command = new NpgsqlCommand(
            "select pg_drop_replication_slot(slot_name) from pg_replication_slots where slot_name = $1", source);
        command.Parameters.AddWithValue(name);
        await command.ExecuteNonQueryAsync(ct);
    }

    /// <summary>
    /// How much of the source's log is kept for the slot, and how much of that has not been read, in bytes. Null: there is no such slot, or it keeps nothing
    /// any more.
    /// </summary>
    public static async Task<(long Held, long Unread)?> BytesAsync(NpgsqlConnection source, string name, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            """
            select pg_wal_lsn_diff(now, restart_lsn)::bigint, pg_wal_lsn_diff(now, confirmed_flush_lsn)::bigint
            from pg_replication_slots, pg_current_wal_lsn() now where slot_name = $1 and restart_lsn is not null and confirmed_flush_lsn is not null
            """, source);
        command.Parameters.AddWithValue(name);
        await using var row = await command.ExecuteReaderAsync(ct);
        return await row.ReadAsync(ct) ? (row.GetInt64(0), row.GetInt64(1)) : null;
    }

    private static async Task<bool> IsActiveAsync(NpgsqlConnection source, string name, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand("select active from pg_replication_slots where slot_name = $1", source);
        command.Parameters.AddWithValue(name);
        return await command.ExecuteScalarAsync(ct) is true;
    }

    private static async Task EndOwnWalSenderAsync(NpgsqlConnection source, string name, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            """
            select pg_terminate_backend(a.pid)
            from pg_replication_slots s join pg_stat_activity a on a.pid = s.active_pid
            where s.slot_name = $1 and a.usename = current_user and a.application_name like 'bunnydb %'
            """, source);
        command.Parameters.AddWithValue(name);
        await command.ExecuteNonQueryAsync(ct);
    }
}
