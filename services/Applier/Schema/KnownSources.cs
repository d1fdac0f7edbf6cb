using System.Text.Json;
using BunnyDb.Applier.Rows;
using BunnyDb.Contracts.Mirrors;
using BunnyDb.Contracts.Values;
using BunnyDb.Postgres.Replication;
using BunnyDb.Postgres.SchemaChanges;
using Npgsql;
using NpgsqlTypes;

namespace BunnyDb.Applier.Schema;

/// <summary>The column <c>bunnydb.route.known_source</c>. Written in the transaction that changes the destination's table, so that both are always true together.</summary>
internal static class KnownSources
{
    internal static KnownSource? Parse(string? json) => json is null ? null : JsonSerializer.Deserialize<KnownSource>(json, JsonSerializerOptions.Web);

    /// <summary>The tables were just made, or found to fit: from here on what the source changes is a change.</summary>
    internal static async Task BeginAsync(
        LaneId lane, IReadOnlyList<TableMapping> mappings, NpgsqlConnection source, NpgsqlConnection destination, CancellationToken ct)
    {
        var now = await SourceTableReader.ReadAsync(source, [.. mappings.Select(mapping => mapping.Source)], ct);
        var end = await WalEnd.ReadAsync(source, ct);
        foreach (var mapping in mappings.Where(mapping => now.ContainsKey(mapping.Source)))
        {
            if (await TargetReader.FindAsync(mapping.Destination, destination, ct) is { } target)
            {
                await LearnAsync(lane, mapping.Id, null, now[mapping.Source], mapping.ExcludeColumns, target, target.Columns.Keys.ToHashSet(), end, destination, ct);
            }
        }
    }

    /// <summary>
    /// Writes what is known once the destination has the target's columns, if that can be known. Where a column is another than its name says, the record
    /// stays as it is, because it is the proof, and the table is marked.
    /// </summary>
    /// <param name="had">The target's columns before it was given others.</param>
    /// <param name="ahead">The end of the source's log, if changes before it are still to come; null: what is new has come with a change.</param>
    internal static async Task LearnAsync(
        LaneId lane, Guid mapping, KnownSource? before, SourceTable now, IEnumerable<string> excluded, TargetTable target, IReadOnlySet<string> had,
        Lsn? ahead, NpgsqlConnection destination, CancellationToken ct)
    {
        if (before?.Moved(now, had) is not null)
        {
            await ResyncMarks.SetAsync([mapping], destination, ct);
            return;
        }

        var leftOut = excluded.ToHashSet();
        var carried = now.Columns.Where(column => !leftOut.Contains(column.Name)).ToList();
        if (KnownSource.Learn(before, now, carried, target.Columns.Keys.ToHashSet(), ahead) is { } known)
        {
            await WriteAsync(destination, lane, mapping, known, ct);
        }
    }

    internal static async Task<KnownSource?> FindAsync(NpgsqlConnection destination, LaneId lane, Guid mapping, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand("select known_source::text from bunnydb.route where lane_id = $1 and mapping_id = $2", destination);
        command.Parameters.AddWithValue(lane.Value);
        command.Parameters.AddWithValue(mapping);
        return Parse(await command.ExecuteScalarAsync(ct) as string);
    }

    private static async Task WriteAsync(NpgsqlConnection destination, LaneId lane, Guid mapping, KnownSource known, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand("update bunnydb.route set known_source = $3 where lane_id = $1 and mapping_id = $2", destination);
        command.Parameters.AddWithValue(lane.Value);
        command.Parameters.AddWithValue(mapping);
        command.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Jsonb, Value = JsonSerializer.Serialize(known, JsonSerializerOptions.Web) });
        await command.ExecuteNonQueryAsync(ct);
    }
}
