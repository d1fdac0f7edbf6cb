using System.Text.Json;
using BunnyDb.Contracts.Resyncs;
using BunnyDb.Contracts.Values;
using Npgsql;
using NpgsqlTypes;

namespace BunnyDb.CdcReader.Markers;

/// <summary>What the destination says of a temporary lane and its marker.</summary>
/// <param name="Held">The marker at which the temporary lane waits.</param>
/// <param name="IsLevel">The temporary lane is where the main lane is, or beyond.</param>
/// <param name="Verdict">JOINED, MISSED, or null: there is none yet.</param>
/// <param name="Reason">Why it missed.</param>
/// <param name="IsFinal">Another try would end the same.</param>
internal sealed record MarkerState(string? Held, bool IsLevel, string? Verdict, string? Reason, double? LockWaitMs, IReadOnlyList<ResyncBlocker> Blockers, bool IsFinal)
{
    internal static async Task<MarkerState> LookAsync(LaneLinks links, LaneId lane, LaneId main, string? marker, CancellationToken ct)
    {
        await using var destination = await links.OpenDestinationAsync(ct);
        await using var command = new NpgsqlCommand(
            """
            select l.held_marker, l.position >= m.position, k.verdict, k.reason, k.lock_wait_ms, k.blockers::text, coalesce(k.is_final, false)
            from bunnydb.lane l join bunnydb.lane m on m.lane_id = $2 left join bunnydb.marker k on k.marker_id = coalesce($3, l.held_marker)
            where l.lane_id = $1
            """, destination);
        command.Parameters.AddWithValue(lane.Value);
        command.Parameters.AddWithValue(main.Value);
        command.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Text, Value = (object?)marker ?? DBNull.Value });
        await using var row = await command.ExecuteReaderAsync(ct);
        return await row.ReadAsync(ct)
            ? new MarkerState(
                Text(row, 0), row.GetBoolean(1), Text(row, 2), Text(row, 3), row.IsDBNull(4) ? null : row.GetDouble(4),
                JsonSerializer.Deserialize<IReadOnlyList<ResyncBlocker>>(Text(row, 5) ?? "[]", JsonSerializerOptions.Web)!, row.GetBoolean(6))
            : new MarkerState(null, false, null, null, null, [], false);
    }

    private static string? Text(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);
}
