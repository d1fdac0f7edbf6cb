using BunnyDb.Applier.Schema;
using BunnyDb.Contracts.Mirrors;
using BunnyDb.Contracts.Values;
using BunnyDb.Postgres.Progress;
using Npgsql;
using NpgsqlTypes;

namespace BunnyDb.Applier.Routes;

/// <summary>A lane's rows of <c>bunnydb.route</c>. Read and written only in transactions that hold the lane's row.</summary>
internal sealed class RouteTable(LaneId lane, IReadOnlyList<TableMapping> mappings)
{
    private readonly List<TableRoute> routes = [];

    internal LaneId Lane => lane;

    internal IReadOnlyCollection<TableRoute> All => routes;

    /// <summary>
    /// Brings the routes to what the mirror's mappings say now: tables that were removed lose their route, renamed destinations are followed.
    /// Only a copy or a join adds one.
    /// </summary>
    internal async Task ReviseAsync(NpgsqlTransaction transaction, CancellationToken ct)
    {
        await using var remove = new NpgsqlCommand(
            "delete from bunnydb.route where lane_id = $1 and not mapping_id = any($2)", transaction.Connection, transaction);
        remove.Parameters.AddWithValue(lane.Value);
        remove.Parameters.AddWithValue(mappings.Select(m => m.Id).ToArray());
        await remove.ExecuteNonQueryAsync(ct);

        await using var rename = new NpgsqlCommand(
            """
            update bunnydb.route r set destination_schema = m.s, destination_table = m.t
            from unnest($2::uuid[], $3::text[], $4::text[]) as m (id, s, t)
            where r.lane_id = $1 and r.mapping_id = m.id and (r.destination_schema, r.destination_table) is distinct from (m.s, m.t)
            """, transaction.Connection, transaction);
        rename.Parameters.AddWithValue(lane.Value);
        rename.Parameters.AddWithValue(mappings.Select(m => m.Id).ToArray());
        rename.Parameters.AddWithValue(mappings.Select(m => m.Destination.Schema).ToArray());
        rename.Parameters.AddWithValue(mappings.Select(m => m.Destination.Name).ToArray());
        await rename.ExecuteNonQueryAsync(ct);
        await LoadAsync(transaction, ct);
    }

    internal async Task LoadAsync(NpgsqlTransaction transaction, CancellationToken ct)
    {
        var excluded = mappings.ToDictionary(m => m.Id, m => (IReadOnlySet<string>)m.ExcludeColumns.ToHashSet());
        await using var select = new NpgsqlCommand(
            "select mapping_id, source_schema, source_table, destination_schema, destination_table, known_source::text from bunnydb.route where lane_id = $1",
            transaction.Connection, transaction);
        select.Parameters.AddWithValue(lane.Value);
        await using var row = await select.ExecuteReaderAsync(ct);
        routes.Clear();
        while (await row.ReadAsync(ct))
        {
            routes.Add(new TableRoute(
                row.GetGuid(0), new QualifiedTable(row.GetString(1), row.GetString(2)), new QualifiedTable(row.GetString(3), row.GetString(4)),
                excluded.GetValueOrDefault(row.GetGuid(0)) ?? new HashSet<string>())
            {
                Known = KnownSources.Parse(await row.IsDBNullAsync(5, ct) ? null : row.GetString(5)),
            });
        }
    }

    /// <summary>Adds what a transaction did, inside it: the counters are as exact as the rows.</summary>
    internal async Task CountAsync(Tally tally, NpgsqlTransaction transaction, CancellationToken ct)
    {
        if (tally.ByMapping.Count == 0)
        {
            return;
        }

        await using var update = new NpgsqlCommand(
            """
            update bunnydb.route r set rows_inserted = rows_inserted + c.i, rows_updated = rows_updated + c.u, rows_deleted = rows_deleted + c.d,
                conflicts = conflicts + c.x
            from unnest($2::uuid[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[]) as c (id, i, u, d, x)
            where r.lane_id = $1 and r.mapping_id = c.id
            """, transaction.Connection, transaction);
        var counts = tally.ByMapping;
        update.Parameters.AddWithValue(lane.Value);
        update.Parameters.AddWithValue(counts.Keys.ToArray());
        foreach (var counter in (Func<RouteCounts, long>[])[c => c.Inserted, c => c.Updated, c => c.Deleted, c => c.Conflicts])
        {
            update.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bigint, Value = counts.Values.Select(counter).ToArray() });
        }

        await update.ExecuteNonQueryAsync(ct);
    }
}
