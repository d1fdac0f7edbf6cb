using BunnyDb.Catalog.Lanes;
using BunnyDb.Contracts.Mirrors;
using BunnyDb.Contracts.Values;
using BunnyDb.Postgres;
using BunnyDb.Postgres.Copy;
using BunnyDb.Postgres.Schema;
using Npgsql;

namespace BunnyDb.Applier.Targets;

/// <summary>
/// Tables that are copied again have their foreign keys already, and a copy meets their rows in any order. A role that may write as a replica does not
/// mind; for any other one, the keys that the source has too are dropped before the copy and made again after it by <see cref="ForeignKeyFinisher"/>.
/// </summary>
internal static class ForeignKeyLoosener
{
    internal static async Task LoosenAsync(
        Lane lane, IReadOnlyList<TableMapping> mappings, NpgsqlConnection source, NpgsqlTransaction transaction, CancellationToken ct)
    {
        var destination = transaction.Connection!;
        if (!lane.Options.ReplicateForeignKeys || await ReplicaRole.MayTakeAsync(destination, ct))
        {
            return;
        }

        var destinations = await OtherRoutesAsync(lane, transaction, ct);
        foreach (var mapping in mappings)
        {
            destinations[mapping.Source] = mapping.Destination;
        }

        var from = await SchemaReader.ReadTablesAsync(source, destinations.Keys, ct);
        var to = await SchemaReader.ReadTablesAsync(destination, destinations.Values, ct);
        var copied = mappings.Select(mapping => mapping.Destination).ToHashSet();
        foreach (var pair in ForeignKeyPair.Of(destinations, from, to))
        {
            if (pair.Present is { } key && (copied.Contains(pair.Table.Name) || copied.Contains(pair.Referenced.Name)))
            {
                await destination.ExecuteAsync($"alter table {Identifiers.Quote(pair.Table.Name)} drop constraint {Identifiers.Quote(key.Name)}", ct);
            }
        }
    }

    /// <summary>What the mirror's other lanes write, by source table.</summary>
    private static async Task<Dictionary<QualifiedTable, QualifiedTable>> OtherRoutesAsync(Lane lane, NpgsqlTransaction transaction, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            """
            select r.source_schema, r.source_table, r.destination_schema, r.destination_table
            from bunnydb.route r join bunnydb.lane l using (lane_id)
            where l.mirror = $1 and l.lane_id <> $2
            """, transaction.Connection, transaction);
        command.Parameters.AddWithValue(lane.Mirror.Value);
        command.Parameters.AddWithValue(lane.Id.Value);
        var routes = new Dictionary<QualifiedTable, QualifiedTable>();
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            routes[new QualifiedTable(reader.GetString(0), reader.GetString(1))] = new QualifiedTable(reader.GetString(2), reader.GetString(3));
        }

        return routes;
    }
}
