using System.Diagnostics;
using System.Text.Json;
using BunnyDb.Applier.Cutover;
using BunnyDb.Contracts.Faults;
using BunnyDb.Contracts.Values;
using BunnyDb.Postgres.Faults;
using BunnyDb.Postgres.Progress;
using Npgsql;
using NpgsqlTypes;

namespace BunnyDb.Applier.Joins;

/// <summary>
/// The main lane decides at a marker: everything before it is applied by both lanes, so that their tables are at one point of the source. It
/// waits a bounded time for the temporary lane to hold there; then it takes the tables over (shadows by a swap), or says that it missed.
/// </summary>
internal sealed class MainLaneMarkers(LaneId lane, TableSwap swap, TimeProvider time) : ILaneMarkers
{
    private const string BeforeTakeOver = "bunnydb_take_over";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(50);

    private (LaneId Lane, HeldLocks Locks)? swapped;

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
            var missed = isHeld && await HoldsFastAsync(marker, transaction, ct)
                ? await TryTakeOverAsync(marker, lsn, transaction, ct)
                : new CutoverVerdict.Missed("The lane that loads the tables was not at the marker in time.", null, []);
            if (missed is not null)
            {
                await WriteAsync(marker, missed, lsn, transaction, ct);
            }
        }
    }

    /// <summary>Whoever decided at the marker, this run or another one of the lane: the routes may be others now.</summary>
    public async Task<JoinState> SettleAsync(NpgsqlConnection destination, CancellationToken ct)
    {
        if (swapped is { } done)
        {
            // COMMIT has returned, so every lock is gone.
            var held = Stopwatch.GetElapsedTime(done.Locks.Since);
            swapped = null;
            await ShadowBooks.LockedAsync(destination, done.Lane, done.Locks.Wait.TotalMilliseconds, held.TotalMilliseconds, ct);
        }

        return JoinState.HasTakenOver;
    }

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

    /// <summary>From here to the verdict's commit the other lane's row is ours: nobody closes it while its tables change hands.</summary>
    private static async Task<bool> HoldsFastAsync(Marker marker, NpgsqlTransaction transaction, CancellationToken ct) =>
        (await LaneProgress.LockAsync(marker.Lane, transaction, ct))?.HeldMarker == marker.Id;

    /// <summary>Null: the tables are this lane's, and the verdict is written. Otherwise all is as it was.</summary>
    private async Task<CutoverVerdict.Missed?> TryTakeOverAsync(Marker marker, Lsn lsn, NpgsqlTransaction transaction, CancellationToken ct)
    {
        CutoverVerdict.Missed? missed;
        await transaction.SaveAsync(BeforeTakeOver, ct);
        try
        {
            missed = await TakeOverAsync(marker, lsn, transaction, ct);
        }
        catch (Exception e) when (e is PostgresException or FaultException && FaultPolicy.Classify(e) is { Kind: not FaultKind.Transient } fault)
        {
            // What cannot be swapped ends the resync, not the main lane.
            missed = new CutoverVerdict.Missed($"{fault.Message}{(fault.SqlState is { } state ? $" ({state})" : "")}", null, []) { IsFinal = true };
        }

        if (missed is not null)
        {
            swapped = null;
            await transaction.RollbackAsync(BeforeTakeOver, CancellationToken.None);
        }

        return missed;
    }

    private async Task<CutoverVerdict.Missed?> TakeOverAsync(Marker marker, Lsn lsn, NpgsqlTransaction transaction, CancellationToken ct)
    {
        var from = marker.Lane;
        var shadows = await ShadowBooks.OfLaneAsync(transaction.Connection!, from, ct);
        var (plan, notNow) = shadows.Count == 0 ? (null, null) : await swap.PlanAsync(shadows, transaction.Connection!, ct);
        if (notNow is not null)
        {
            return notNow;
        }

        await MoveRoutesAsync(from, transaction, ct);
        await WriteAsync(marker, null, lsn, transaction, ct);
        if (plan is null)
        {
            return null;
        }

        await swap.WriteAsync(from, shadows, plan, transaction, ct);
        var verdict = await swap.TryAsync(plan, transaction, ct);
        swapped = verdict is CutoverVerdict.Joined { Locks: { } locks } ? (from, locks) : null;
        return verdict as CutoverVerdict.Missed;
    }

    /// <summary>A table that the main lane writes already keeps its route: it has the same name and is another table now.</summary>
    private async Task MoveRoutesAsync(LaneId from, NpgsqlTransaction transaction, CancellationToken ct)
    {
        await using var move = new NpgsqlCommand(
            """
            with kept as (
              update bunnydb.route m set known_source = t.known_source, needs_resync = false from bunnydb.route t
              where m.lane_id = $1 and t.lane_id = $2 and t.mapping_id = m.mapping_id returning m.mapping_id
            ), replaced as (
              delete from bunnydb.route where lane_id = $2 and mapping_id in (select mapping_id from kept)
            )
            update bunnydb.route r set lane_id = $1, destination_schema = coalesce(s.live_schema, r.destination_schema), destination_table = coalesce(s.live_table, r.destination_table)
            from bunnydb.route own left join bunnydb.shadow s on s.lane_id = $2 and s.mapping_id = own.mapping_id
            where own.lane_id = $2 and own.mapping_id not in (select mapping_id from kept) and r.lane_id = own.lane_id and r.mapping_id = own.mapping_id
            """, transaction.Connection, transaction);
        move.Parameters.AddWithValue(lane.Value);
        move.Parameters.AddWithValue(from.Value);
        await move.ExecuteNonQueryAsync(ct);
    }

    private static async Task WriteAsync(Marker marker, CutoverVerdict.Missed? missed, Lsn lsn, NpgsqlTransaction transaction, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            "insert into bunnydb.marker (marker_id, lane_id, verdict, lsn, reason, blockers, lock_wait_ms, is_final) values ($1, $2, $3, $4, $5, $6, $7, $8)",
            transaction.Connection, transaction);
        command.Parameters.AddWithValue(marker.Id);
        command.Parameters.AddWithValue(marker.Lane.Value);
        command.Parameters.AddWithValue(missed is null ? "JOINED" : "MISSED");
        command.Parameters.Add(LaneProgress.Parameter(lsn));
        command.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Text, Value = (object?)missed?.Reason ?? DBNull.Value });
        command.Parameters.Add(new NpgsqlParameter
        {
            NpgsqlDbType = NpgsqlDbType.Jsonb, Value = missed is null ? DBNull.Value : JsonSerializer.Serialize(missed.Blockers, JsonSerializerOptions.Web),
        });
        command.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Double, Value = (object?)missed?.LockWaitMs ?? DBNull.Value });
        command.Parameters.AddWithValue(missed?.IsFinal ?? false);
        await command.ExecuteNonQueryAsync(ct);
    }
}
