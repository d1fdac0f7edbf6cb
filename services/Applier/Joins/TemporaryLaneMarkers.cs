using BunnyDb.Contracts.Values;
using BunnyDb.Postgres.Progress;
using Npgsql;

namespace BunnyDb.Applier.Joins;

/// <summary>A temporary lane holds at each of its markers until the main lane has come there and decided.</summary>
internal sealed class TemporaryLaneMarkers(LaneId lane) : ILaneMarkers
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(20);

    public async Task MeetAsync(Marker marker, Lsn lsn, NpgsqlTransaction transaction, CancellationToken ct)
    {
        if (marker.Lane == lane)
        {
            await using var hold = new NpgsqlCommand(
                "update bunnydb.lane set held_marker = $2 where lane_id = $1", transaction.Connection, transaction);
            hold.Parameters.AddWithValue(lane.Value);
            hold.Parameters.AddWithValue(marker.Id);
            await hold.ExecuteNonQueryAsync(ct);
        }
    }

    public async Task<JoinState> SettleAsync(NpgsqlConnection destination, CancellationToken ct)
    {
        while (true)
        {
            var (held, verdict) = await FindAsync(destination, ct);
            switch (held, verdict)
            {
                case (null, _):
                    return JoinState.GoesOn;
                case (_, "JOINED"):
                    // The swap's commit did not wait for the disk, so that readers did not either. This lane's slot is dropped next.
                    await LaneProgress.FlushAsync(destination, ct);
                    return JoinState.IsTakenOver;
                case (_, "MISSED"):
                    await LetGoAsync(held, destination, ct);
                    return JoinState.GoesOn;
            }

            await Task.Delay(Poll, ct);
        }
    }

    private async Task<(string? Held, string? Verdict)> FindAsync(NpgsqlConnection destination, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            """
            select l.held_marker, m.verdict from bunnydb.lane l left join bunnydb.marker m on m.marker_id = l.held_marker and m.lane_id = l.lane_id
            where l.lane_id = $1 and l.held_marker is not null
            """, destination);
        command.Parameters.AddWithValue(lane.Value);
        await using var row = await command.ExecuteReaderAsync(ct);
        return await row.ReadAsync(ct) ? (row.GetString(0), await row.IsDBNullAsync(1, ct) ? null : row.GetString(1)) : (null, null);
    }

    private async Task LetGoAsync(string marker, NpgsqlConnection destination, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand("update bunnydb.lane set held_marker = null where lane_id = $1 and held_marker = $2", destination);
        command.Parameters.AddWithValue(lane.Value);
        command.Parameters.AddWithValue(marker);
        await command.ExecuteNonQueryAsync(ct);
    }
}
