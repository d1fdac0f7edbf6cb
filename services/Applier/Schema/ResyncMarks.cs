using BunnyDb.Contracts.Values;
using Npgsql;

namespace BunnyDb.Applier.Schema;

/// <summary>The column <c>bunnydb.route.needs_resync</c>: the destination's truth about tables that only a new copy makes equal again. The catalog shows it.</summary>
internal static class ResyncMarks
{
    internal static async Task SetAsync(IEnumerable<Guid> mappings, NpgsqlConnection destination, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand("update bunnydb.route set needs_resync = true where mapping_id = any($1) and not needs_resync", destination);
        command.Parameters.AddWithValue(mappings.ToArray());
        await command.ExecuteNonQueryAsync(ct);
    }

    internal static async Task<IReadOnlyCollection<Guid>> OfMirrorAsync(MirrorName mirror, NpgsqlConnection destination, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            "select mapping_id from bunnydb.route join bunnydb.lane using (lane_id) where mirror = $1 and needs_resync", destination);
        command.Parameters.AddWithValue(mirror.Value);
        var marked = new List<Guid>();
        await using var row = await command.ExecuteReaderAsync(ct);
        while (await row.ReadAsync(ct))
        {
            marked.Add(row.GetGuid(0));
        }

        return marked;
    }
}
