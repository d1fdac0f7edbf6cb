using BunnyDb.Applier.Schema;
using BunnyDb.Contracts.Mirrors;
using BunnyDb.Contracts.Values;
using BunnyDb.Postgres;
using BunnyDb.Postgres.Schema;
using BunnyDb.Postgres.SchemaChanges;
using Npgsql;
using NpgsqlTypes;

namespace BunnyDb.Applier.SchemaSyncs;

/// <summary>Reads the destination's side beside a <see cref="SyncSource"/>.</summary>
internal static class SyncedTables
{
    /// <summary>Those of the mapped tables that are on both databases.</summary>
    internal static async Task<IReadOnlyList<SyncedTable>> ReadAsync(
        MirrorName mirror, IReadOnlyList<TableMapping> mappings, SyncSource source, NpgsqlConnection destination, CancellationToken ct)
    {
        var names = mappings.Select(mapping => mapping.Destination).ToList();
        var shapes = await SchemaReader.ReadTablesAsync(destination, names, ct);
        var columns = await SourceTableReader.ReadAsync(destination, names, ct);
        var dependents = (await ColumnDependent.ReadAsync(destination, shapes.Values.Select(shape => shape.Oid), ct)).ToLookup(dependent => dependent.Table);
        var routes = await RoutesAsync(mirror, destination, ct);
        var tables = new List<SyncedTable>();
        foreach (var mapping in mappings.Where(mapping => source.Shapes.ContainsKey(mapping.Source) && shapes.ContainsKey(mapping.Destination)))
        {
            var (shape, own, theirs) = (shapes[mapping.Destination], columns[mapping.Destination], source.Columns[mapping.Source]);
            var route = routes.GetValueOrDefault(mapping.Id);
            tables.Add(new SyncedTable(
                mapping, source.Shapes[mapping.Source], theirs, shape, own, route?.Known,
                // A table without a route is not written yet: it will be copied as the source is then.
                route is null || route.Position >= source.Lsn, [.. dependents[shape.Oid]],
                await WithNullsAsync(theirs, own, destination, ct), await LackingTypesAsync(theirs, destination, ct)));
        }

        return tables;
    }

    /// <summary>Where the lane is that writes each mapping, and what is on record.</summary>
    private static async Task<Dictionary<Guid, Route>> RoutesAsync(MirrorName mirror, NpgsqlConnection destination, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            "select r.mapping_id, l.position, r.known_source::text from bunnydb.route r join bunnydb.lane l using (lane_id) where l.mirror = $1", destination);
        command.Parameters.AddWithValue(mirror.Value);
        var routes = new Dictionary<Guid, Route>();
        await using var row = await command.ExecuteReaderAsync(ct);
        while (await row.ReadAsync(ct))
        {
            routes[row.GetGuid(0)] = new Route(
                new Lsn((ulong)row.GetFieldValue<NpgsqlLogSequenceNumber>(1)), KnownSources.Parse(await row.IsDBNullAsync(2, ct) ? null : row.GetString(2)));
        }

        return routes;
    }

    private static async Task<IReadOnlySet<string>> WithNullsAsync(SourceTable source, SourceTable destination, NpgsqlConnection connection, CancellationToken ct)
    {
        var withNulls = new HashSet<string>();
        foreach (var column in destination.Columns.Where(own => !own.IsNotNull && source.Columns.Any(theirs => theirs.Name == own.Name && theirs.IsNotNull)))
        {
            await using var command = new NpgsqlCommand(
                $"select exists (select from {Identifiers.Quote(destination.Name)} where {Identifiers.Quote(column.Name)} is null)", connection);
            if ((bool)(await command.ExecuteScalarAsync(ct))!)
            {
                withNulls.Add(column.Name);
            }
        }

        return withNulls;
    }

    private static async Task<IReadOnlySet<string>> LackingTypesAsync(SourceTable source, NpgsqlConnection destination, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand("select d from unnest($1::text[]) d where to_regtype(d) is null", destination);
        command.Parameters.AddWithValue(source.Columns.Select(column => column.Declaration).Distinct().ToArray());
        var lacking = new HashSet<string>();
        await using var row = await command.ExecuteReaderAsync(ct);
        while (await row.ReadAsync(ct))
        {
            lacking.Add(row.GetString(0));
        }

        return lacking;
    }

    private sealed record Route(Lsn Position, KnownSource? Known);
}
