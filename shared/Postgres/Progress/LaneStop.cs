using BunnyDb.Contracts.Values;
using Npgsql;

namespace BunnyDb.Postgres.Progress;

/// <summary>
/// Lets a lane come to exactly one point of the source and wait there for a moment, so that a snapshot of the destination can be taken that shows what one
/// of the source does. Whoever stops a lane lets it go; a reader that begins an epoch does so too.
/// </summary>
public static class LaneStop
{
    /// <summary>Stops the lane where it is. Waits for a transaction of it that is open.</summary>
    /// <returns>False: the destination does not know the lane.</returns>
    public static async Task<bool> HereAsync(NpgsqlConnection destination, LaneId lane, CancellationToken ct) =>
        await ExecuteAsync("update bunnydb.lane set stop_at = position, is_stopped = false where lane_id = $1", destination, lane, null, ct);

    /// <summary>Lets it go on to the transactions whose commit record is before <paramref name="lsn"/>.</summary>
    /// <returns>False: somebody has let it go meanwhile.</returns>
    public static Task<bool> AtAsync(NpgsqlConnection destination, LaneId lane, Lsn lsn, CancellationToken ct) => ExecuteAsync(
        "update bunnydb.lane set stop_at = $2, is_stopped = false where lane_id = $1 and stop_at is not null", destination, lane, lsn, ct);

    /// <summary>The lane's applier has come to the stop.</summary>
    public static Task ReachedAsync(NpgsqlConnection destination, LaneId lane, Lsn lsn, CancellationToken ct) =>
        ExecuteAsync("update bunnydb.lane set is_stopped = true where lane_id = $1 and stop_at = $2", destination, lane, lsn, ct);

    public static async Task<bool> IsReachedAsync(NpgsqlConnection destination, LaneId lane, Lsn lsn, CancellationToken ct)
    {
        await using var command = Command("select exists (select from bunnydb.lane where lane_id = $1 and stop_at = $2 and is_stopped)", destination, lane, lsn);
        return (bool)(await command.ExecuteScalarAsync(ct))!;
    }

    /// <returns>True: the lane still stood at <paramref name="lsn"/>, and so did every look at the destination since it was seen there.</returns>
    public static Task<bool> LetGoAsync(NpgsqlConnection destination, LaneId lane, Lsn lsn, CancellationToken ct) => ExecuteAsync(
        "update bunnydb.lane set stop_at = null, is_stopped = false where lane_id = $1 and stop_at = $2 and is_stopped", destination, lane, lsn, ct);

    /// <summary>Lets the lane go wherever it is.</summary>
    public static Task LetGoAsync(NpgsqlConnection destination, LaneId lane, CancellationToken ct) =>
        ExecuteAsync("update bunnydb.lane set stop_at = null, is_stopped = false where lane_id = $1", destination, lane, null, ct);

    private static async Task<bool> ExecuteAsync(string sql, NpgsqlConnection destination, LaneId lane, Lsn? lsn, CancellationToken ct)
    {
        await using var command = Command(sql, destination, lane, lsn);
        return await command.ExecuteNonQueryAsync(ct) == 1;
    }

    private static NpgsqlCommand Command(string sql, NpgsqlConnection destination, LaneId lane, Lsn? lsn)
    {
        var command = new NpgsqlCommand(sql, destination);
        command.Parameters.AddWithValue(lane.Value);
        if (lsn is { } at)
        {
            command.Parameters.Add(LaneProgress.Parameter(at));
        }

        return command;
    }
}
