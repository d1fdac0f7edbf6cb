using BunnyDb.Catalog.Logs;
using BunnyDb.Catalog.Mirrors;
using BunnyDb.Contracts.Values;
using Npgsql;
using CatalogLane = BunnyDb.Catalog.Lanes.Lane;

namespace BunnyDb.CdcReader.Slots;

/// <summary>
/// Tables that a lane writes and that its publication lacks: somebody took them out, or made them anew. What changed in them since then never comes, and
/// only a resync brings it. To be called before they are published again, which leaves no trace of it.
/// </summary>
internal sealed class UnpublishedTables(MappingStore mappings, MirrorLog log)
{
    internal async Task MarkAsync(CatalogLane lane, IReadOnlyList<QualifiedTable> tables, NpgsqlConnection destination, CancellationToken ct)
    {
        if (tables.Count == 0)
        {
            return;
        }

        // A table that was only added to the mirror has no route yet.
        var marked = new List<(Guid Mapping, QualifiedTable Table)>();
        await using (var command = new NpgsqlCommand(
            """
            update bunnydb.route set needs_resync = true
            where lane_id = $1 and not needs_resync and (source_schema, source_table) in (select * from unnest($2::text[], $3::text[]))
            returning mapping_id, source_schema, source_table
            """, destination))
        {
            command.Parameters.AddWithValue(lane.Id.Value);
            command.Parameters.AddWithValue(tables.Select(table => table.Schema).ToArray());
            command.Parameters.AddWithValue(tables.Select(table => table.Name).ToArray());
            await using var row = await command.ExecuteReaderAsync(ct);
            while (await row.ReadAsync(ct))
            {
                marked.Add((row.GetGuid(0), new QualifiedTable(row.GetString(1), row.GetString(2))));
            }
        }

        await mappings.NeedResyncAsync([.. marked.Select(table => table.Mapping)], ct);
        foreach (var (_, table) in marked)
        {
            await log.WarningAsync(
                lane.MirrorId, $"Somebody took {table} out of the publication {lane.PublicationName}: what changed in it since then did not come. Resync the table.",
                new { table = table.ToString(), publication = lane.PublicationName }, ct);
        }
    }
}
