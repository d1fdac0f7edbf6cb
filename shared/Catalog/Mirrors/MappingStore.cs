using BunnyDb.Contracts.Mirrors;
using BunnyDb.Contracts.Values;
using Dapper;
using Npgsql;

namespace BunnyDb.Catalog.Mirrors;

/// <summary>The tables of a mirror.</summary>
public sealed class MappingStore(CatalogDatabase catalog)
{
    private const string Select = """
        select id, source_schema, source_table, destination_schema, destination_table, partition_key, exclude_columns, lane_id, status,
               rows_total, rows_copied, bytes_copied, rows_inserted, rows_updated, rows_deleted, conflicts, last_synced_at
        from table_mapping
        """;

    private const string OfLane = """
        select m.id, m.source_schema, m.source_table, coalesce(t.target_schema, m.destination_schema) as destination_schema,
               coalesce(t.target_table, m.destination_table) as destination_table, m.partition_key, m.exclude_columns, m.lane_id, m.status,
               m.rows_total, m.rows_copied, m.bytes_copied, m.rows_inserted, m.rows_updated, m.rows_deleted, m.conflicts, m.last_synced_at
        from table_mapping m left join (resync_table t join lane l on l.resync_id = t.resync_id and l.id = @Id) on t.mapping_id = m.id
        where m.lane_id = @Id or t.mapping_id is not null order by m.ordinal
        """;

    public async Task<IReadOnlyList<MappedTable>> OfMirrorAsync(Guid mirrorId, CancellationToken ct)
    {
        await using var connection = await catalog.OpenAsync(ct);
        var rows = await connection.QueryAsync<Row>(
            new CommandDefinition($"{Select} where mirror_id = @mirrorId order by ordinal", new { mirrorId }, cancellationToken: ct));
        return [.. rows.Select(row => row.ToTable())];
    }

    /// <summary>The tables that this lane writes; of a lane that fills shadows, with these as their destinations.</summary>
    public async Task<IReadOnlyList<MappedTable>> OfLaneAsync(LaneId lane, CancellationToken ct)
    {
        await using var connection = await catalog.OpenAsync(ct);
        var rows = await connection.QueryAsync<Row>(
            new CommandDefinition(OfLane, new { Id = lane.Value }, cancellationToken: ct));
        return [.. rows.Select(row => row.ToTable())];
    }

    /// <summary>The tables of a lane with the live ones as destinations, also where it fills shadows.</summary>
    public async Task<IReadOnlyList<MappedTable>> LiveOfLaneAsync(Guid mirrorId, LaneId lane, CancellationToken ct)
    {
        var own = (await OfLaneAsync(lane, ct)).Select(table => table.Mapping.Id).ToHashSet();
        return [.. (await OfMirrorAsync(mirrorId, ct)).Where(table => own.Contains(table.Mapping.Id))];
    }

    /// <summary>Makes the mirror's mappings these: rows with an unknown id are added, missing ones removed, the others updated in place.</summary>
    public static async Task ReplaceAsync(Guid mirrorId, IReadOnlyList<TableMapping> mappings, NpgsqlTransaction transaction)
    {
        var connection = transaction.Connection!;
        await connection.ExecuteAsync(
            "delete from table_mapping where mirror_id = @mirrorId and not id = any(@ids)",
            new { mirrorId, ids = mappings.Select(m => m.Id).ToArray() }, transaction);
        for (var ordinal = 0; ordinal < mappings.Count; ordinal++)
        {
            var m = mappings[ordinal];
            await connection.ExecuteAsync(
                """
                insert into table_mapping (id, mirror_id, ordinal, source_schema, source_table, destination_schema, destination_table, partition_key, exclude_columns)
                values (@Id, @mirrorId, @ordinal, @SourceSchema, @SourceTable, @DestinationSchema, @DestinationTable, @PartitionKey, @Excluded)
                on conflict (id) do update set ordinal = @ordinal, destination_schema = @DestinationSchema, destination_table = @DestinationTable,
                    partition_key = @PartitionKey, exclude_columns = @Excluded
                """,
                new
                {
                    m.Id, mirrorId, ordinal, SourceSchema = m.Source.Schema, SourceTable = m.Source.Name, DestinationSchema = m.Destination.Schema,
                    DestinationTable = m.Destination.Name, m.PartitionKey, Excluded = m.ExcludeColumns.ToArray(),
                }, transaction);
        }
    }

    /// <summary>
    /// Tables of this mirror's destination that another mirror writes too. Until the transaction ends no other mirror of that destination can be given
    /// tables, so that none of two that come at the same time is missed.
    /// </summary>
    public static async Task<IReadOnlyList<(QualifiedTable Table, string Mirror)>> WrittenByOthersAsync(Guid mirrorId, NpgsqlTransaction transaction)
    {
        var connection = transaction.Connection!;
        var key = new { mirrorId };
        await connection.ExecuteAsync(
            "select pg_advisory_xact_lock(hashtextextended(destination_peer, 3)) from mirror where id = @mirrorId", key, transaction);
        var rows = await connection.QueryAsync<(string Schema, string Name, string Mirror)>(
            """
            select theirs.destination_schema, theirs.destination_table, m.name
            from mirror own join mirror m on m.destination_peer = own.destination_peer and m.id <> own.id
              join table_mapping theirs on theirs.mirror_id = m.id
              join table_mapping ours on ours.mirror_id = own.id
                and (ours.destination_schema, ours.destination_table) = (theirs.destination_schema, theirs.destination_table)
            where own.id = @mirrorId
            """, key, transaction);
        return [.. rows.Select(row => (new QualifiedTable(row.Schema, row.Name), row.Mirror))];
    }

    /// <summary>Gives the mirror's unowned tables to <paramref name="lane"/>; returns how many there were.</summary>
    public static Task<int> AssignUnownedAsync(Guid mirrorId, LaneId lane, NpgsqlTransaction transaction) =>
        transaction.Connection!.ExecuteAsync(
            "update table_mapping set lane_id = @Id where mirror_id = @mirrorId and lane_id is null", new { mirrorId, Id = lane.Value }, transaction);

    /// <summary>The tables of one lane pass to another, which is what the destination's routes already say.</summary>
    public static Task HandOverAsync(LaneId from, LaneId to, NpgsqlTransaction transaction) =>
        transaction.Connection!.ExecuteAsync(
            "update table_mapping set lane_id = @To, status = 'SYNCED' where lane_id = @From", new { From = from.Value, To = to.Value }, transaction);

    /// <summary>A table that needs a resync is synced by none but a new copy.</summary>
    public static Task SetStatusAsync(LaneId lane, TableStatus status, NpgsqlTransaction transaction) =>
        transaction.Connection!.ExecuteAsync(
            "update table_mapping set status = @Status where lane_id = @Id and not (@Status = 'SYNCED' and status = 'NEEDS_RESYNC')", new { Id = lane.Value, Status = WireName.Of(status) }, transaction);

    /// <summary>Shows tables as such that only a new copy makes equal again.</summary>
    public async Task NeedResyncAsync(IReadOnlyCollection<Guid> mappings, CancellationToken ct)
    {
        if (mappings.Count > 0)
        {
            await using var connection = await catalog.OpenAsync(ct);
            await connection.ExecuteAsync(new CommandDefinition(
                "update table_mapping set status = 'NEEDS_RESYNC' where id = any(@ids)", new { ids = mappings.ToArray() }, cancellationToken: ct));
        }
    }

    /// <summary>Shows the counters that the destination keeps with the routes.</summary>
    public async Task ShowCountersAsync(Guid mappingId, TableCounters counters, DateTimeOffset syncedAt, CancellationToken ct)
    {
        await using var connection = await catalog.OpenAsync(ct);
        await connection.ExecuteAsync(new CommandDefinition(
            """
            update table_mapping set rows_inserted = @RowsInserted, rows_updated = @RowsUpdated, rows_deleted = @RowsDeleted, conflicts = @Conflicts,
                last_synced_at = @syncedAt
            where id = @mappingId
            """,
            new { mappingId, counters.RowsInserted, counters.RowsUpdated, counters.RowsDeleted, counters.Conflicts, syncedAt }, cancellationToken: ct));
    }

    private sealed record Row
    {
        public Guid Id { get; init; }
        public string SourceSchema { get; init; } = "";
        public string SourceTable { get; init; } = "";
        public string DestinationSchema { get; init; } = "";
        public string DestinationTable { get; init; } = "";
        public string? PartitionKey { get; init; }
        public string[] ExcludeColumns { get; init; } = [];
        public Guid? LaneId { get; init; }
        public string Status { get; init; } = "";
        public long? RowsTotal { get; init; }
        public long RowsCopied { get; init; }
        public long BytesCopied { get; init; }
        public long RowsInserted { get; init; }
        public long RowsUpdated { get; init; }
        public long RowsDeleted { get; init; }
        public long Conflicts { get; init; }
        public DateTimeOffset? LastSyncedAt { get; init; }

        internal MappedTable ToTable() => new(
            new TableMapping(Id, new QualifiedTable(SourceSchema, SourceTable), new QualifiedTable(DestinationSchema, DestinationTable), PartitionKey, ExcludeColumns),
            LaneId is { } lane ? new LaneId(lane) : null,
            WireName.Parse<TableStatus>(Status), RowsTotal, RowsCopied, BytesCopied,
            new TableCounters(RowsInserted, RowsUpdated, RowsDeleted, Conflicts), LastSyncedAt);
    }
}
