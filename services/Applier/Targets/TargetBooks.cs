using BunnyDb.Catalog.Lanes;
using BunnyDb.Contracts.Faults;
using BunnyDb.Contracts.Mirrors;
using BunnyDb.Postgres;
using Npgsql;

namespace BunnyDb.Applier.Targets;

/// <summary>The rows of <c>bunnydb.route</c> and <c>bunnydb.target</c> that say where a lane writes and what is ours to empty.</summary>
internal static class TargetBooks
{
    internal static async Task<bool> IsPreparedAsync(Lane lane, NpgsqlTransaction transaction, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand("select exists (select from bunnydb.route where lane_id = $1)", transaction.Connection, transaction);
        command.Parameters.AddWithValue(lane.Id.Value);
        return (bool)(await command.ExecuteScalarAsync(ct))!;
    }

    /// <summary>Two mirrors never write one table, also when their peers name the same database differently.</summary>
    /// <exception cref="FaultException"><see cref="FaultCode.DestinationInUse"/>.</exception>
    internal static async Task ThrowIfWrittenByOthersAsync(Lane lane, TableMapping mapping, NpgsqlTransaction transaction, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            """
            select l.mirror from bunnydb.route r join bunnydb.lane l using (lane_id)
            where r.destination_schema = $1 and r.destination_table = $2 and l.mirror <> $3 limit 1
            """, transaction.Connection, transaction);
        command.Parameters.AddWithValue(mapping.Destination.Schema);
        command.Parameters.AddWithValue(mapping.Destination.Name);
        command.Parameters.AddWithValue(lane.Mirror.Value);
        if (await command.ExecuteScalarAsync(ct) is string other)
        {
            throw new FaultException(new Fault(
                FaultKind.Halt, FaultCode.DestinationInUse, $"{mapping.Destination} on the destination is written by mirror '{other}' already.",
                $"Take the table out of mirror '{other}' and resume that mirror, or give the mapping another destination_table; then resume.",
                mapping.Destination.ToString()));
        }
    }

    internal static async Task WriteAsync(Lane lane, TableMapping mapping, bool isOurs, NpgsqlTransaction transaction, CancellationToken ct)
    {
        await using var route = new NpgsqlCommand(
            """
            insert into bunnydb.route (lane_id, mapping_id, source_schema, source_table, destination_schema, destination_table)
            values ($1, $2, $3, $4, $5, $6)
            """, transaction.Connection, transaction);
        route.Parameters.AddWithValue(lane.Id.Value);
        route.Parameters.AddWithValue(mapping.Id);
        route.Parameters.AddWithValue(mapping.Source.Schema);
        route.Parameters.AddWithValue(mapping.Source.Name);
        route.Parameters.AddWithValue(mapping.Destination.Schema);
        route.Parameters.AddWithValue(mapping.Destination.Name);
        await route.ExecuteNonQueryAsync(ct);
        if (isOurs)
        {
            await using var target = new NpgsqlCommand(
                """
                insert into bunnydb.target (mirror, relation, mapping_id) values ($1, $2::regclass, $3)
                on conflict (mirror, relation) do update set mapping_id = excluded.mapping_id
                """, transaction.Connection, transaction);
            target.Parameters.AddWithValue(lane.Mirror.Value);
            target.Parameters.AddWithValue(Identifiers.Quote(mapping.Destination));
            target.Parameters.AddWithValue(mapping.Id);
            await target.ExecuteNonQueryAsync(ct);
        }
    }

    /// <summary>The mappings that the lane writes which writes these now: after a join, all that stands at one point of the source.</summary>
    internal static async Task<HashSet<Guid>> WrittenTogetherAsync(NpgsqlConnection destination, IReadOnlyList<Guid> mappingIds, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            "select mapping_id from bunnydb.route where lane_id in (select lane_id from bunnydb.route where mapping_id = any($1))", destination);
        command.Parameters.AddWithValue(mappingIds.ToArray());
        var together = new HashSet<Guid>();
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            together.Add(reader.GetGuid(0));
        }

        return together;
    }

    /// <summary>Forgets chunks of other generations, and targets that were dropped: their numbers may come back as somebody else's table.</summary>
    internal static async Task ForgetOldAsync(Lane lane, NpgsqlTransaction transaction, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            "delete from bunnydb.chunk where lane_id = $1 and generation <> $2", transaction.Connection, transaction);
        command.Parameters.AddWithValue(lane.Id.Value);
        command.Parameters.AddWithValue(lane.Generation);
        await command.ExecuteNonQueryAsync(ct);
        await using var dropped = new NpgsqlCommand(
            "delete from bunnydb.target t where mirror = $1 and not exists (select from pg_catalog.pg_class c where c.oid = t.relation)",
            transaction.Connection, transaction);
        dropped.Parameters.AddWithValue(lane.Mirror.Value);
        await dropped.ExecuteNonQueryAsync(ct);
    }
}
