using BunnyDb.Postgres.Schema;
using Npgsql;
using NpgsqlTypes;

namespace BunnyDb.Postgres.Swaps;

/// <summary>
/// Who could still see the database as it was before a moment. A transaction whose snapshot is older than a shadow's rows would find the table empty
/// after the swap.
/// </summary>
public static class OldSnapshots
{
    /// <summary>The moment is now.</summary>
    public static async Task<SnapshotMark> MarkAsync(NpgsqlConnection connection, CancellationToken ct) =>
        (await CatalogQuery.ReadAsync(
            connection,
            """
            select pg_snapshot_xmax(pg_current_snapshot())::text, clock_timestamp(),
                   array(select virtualxid from pg_locks where locktype = 'virtualxid' and mode = 'ExclusiveLock' and granted and pid <> pg_backend_pid())
            """,
            row => new SnapshotMark(ulong.Parse(row.GetString(0)), row.GetFieldValue<DateTimeOffset>(1), row.GetFieldValue<string[]>(2)), ct)).Single();

    /// <summary>Sessions of this database, other than ours, whose snapshot may be older than the mark.</summary>
    public static async Task<IReadOnlyList<SwapBlocker>> WhoIsOlderAsync(NpgsqlConnection connection, SnapshotMark mark, CancellationToken ct) =>
        await CatalogQuery.ReadAsync(
            connection, SqlFile.Read("old_snapshots"),
            row => new SwapBlocker(row.GetInt32(0), row.Text(1), row.Text(2), row.IsDBNull(3) ? null : row.GetFieldValue<DateTimeOffset>(3), row.GetString(4)),
            ct,
            new NpgsqlParameter { Value = (long)(mark.Horizon % (1UL << 32)), NpgsqlDbType = NpgsqlDbType.Bigint },
            new NpgsqlParameter { Value = mark.At, NpgsqlDbType = NpgsqlDbType.TimestampTz },
            new NpgsqlParameter { Value = mark.Open.ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text });
}
