using BunnyDb.Contracts.Values;
using Npgsql;

namespace BunnyDb.Applier.Joins;

/// <summary>
/// The main lane decides at a marker: everything before it is applied by both lanes, so that their tables are at one point of the source. It
/// waits a bounded time for the temporary lane to hold there; then it takes the tables over, or says that it missed.
/// </summary>
internal sealed class MainLaneMarkers(LaneId lane, TimeProvider time) : ILaneMarkers
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(50);

    public async Task MeetAsync(Marker marker, Lsn lsn, NpgsqlTransaction transaction, CancellationToken ct)
    {
        if (marker.Lane == lane || await WasDecidedAsync(marker, transaction, ct))
        {
            return;
        }

        var until = time.GetUtcNow() + Patience;
        var holds = await HoldsAsync(marker, transaction, ct);
        while (holds is false && time.GetUtcNow() < until)
        {
            await Task.Delay(Poll, time, ct);
            holds = await HoldsAsync(marker, transaction, ct);
        }

        if (holds is { } isHeld)
        {
            await DecideAsync(marker, isHeld, lsn, transaction, ct);
        }
    }

    /// <summary>Whoever decided at the marker, this run or another one of the lane: the routes may be others now.</summary>
    public Task<JoinState> SettleAsync(NpgsqlConnection destination, CancellationToken ct) => Task.FromResult(JoinState.HasTakenOver);

    private static async Task<bool> WasDecidedAsync(Marker marker, NpgsqlTransaction transaction, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            "select exists (select from bunnydb.marker where marker_id = $1)", transaction.Connection, transaction);
        command.Parameters.AddWithValue(marker.Id);
        return (bool)(await command.ExecuteScalarAsync(ct))!;
    }

    /// <summary>Null: the marker's lane is no lane of this mirror, or is gone.</summary>
    private async Task<bool?> HoldsAsync(Marker marker, NpgsqlTransaction transaction, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            """
            select coalesce(t.held_marker = $3, false) from bunnydb.lane t join bunnydb.lane m on m.lane_id = $1 and m.mirror = t.mirror
            where t.lane_id = $2
            """, transaction.Connection, transaction);
        command.Parameters.AddWithValue(lane.Value);
        command.Parameters.AddWithValue(marker.Lane.Value);
        command.Parameters.AddWithValue(marker.Id);
        return (bool?)await command.ExecuteScalarAsync(ct);
    }

    /// <summary>The commit is synchronous: the temporary lane's slot is dropped once it is known.</summary>
    private async Task DecideAsync(Marker marker, bool isJoined, Lsn lsn, NpgsqlTransaction transaction, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            """
            with moved as (update bunnydb.route set lane_id = $1 where lane_id = $2 and $4 returning 1), durable as (select set_config('synchronous_commit', 'on', true))
            insert into bunnydb.marker (marker_id, lane_id, verdict, lsn)
            select $3, $2, case when $4 then 'JOINED' else 'MISSED' end, $5 from durable
            """, transaction.Connection, transaction);
        command.Parameters.AddWithValue(lane.Value);
        command.Parameters.AddWithValue(marker.Lane.Value);
        command.Parameters.AddWithValue(marker.Id);
        command.Parameters.AddWithValue(isJoined);
        command.Parameters.Add(BunnyDb.Postgres.Progress.LaneProgress.Parameter(lsn));
        await command.ExecuteNonQueryAsync(ct);
    }
}
