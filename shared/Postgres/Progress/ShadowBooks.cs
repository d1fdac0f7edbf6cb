using System.Text.Json;
using BunnyDb.Contracts.Values;
using BunnyDb.Postgres.Swaps;
using Npgsql;
using NpgsqlTypes;

namespace BunnyDb.Postgres.Progress;

/// <summary>The destination's record of shadows, and of the swaps that made them live: what is there is ours to finish or to drop, whoever died meanwhile.</summary>
public static class ShadowBooks
{
    public static async Task<IReadOnlyList<LaneShadow>> OfLaneAsync(NpgsqlConnection destination, LaneId lane, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            "select mapping_id, live_schema, live_table, shadow_schema, shadow_table, shadow_oid from bunnydb.shadow where lane_id = $1 order by live_schema, live_table",
            destination);
        command.Parameters.AddWithValue(lane.Value);
        var shadows = new List<LaneShadow>();
        await using var row = await command.ExecuteReaderAsync(ct);
        while (await row.ReadAsync(ct))
        {
            shadows.Add(new LaneShadow(
                row.GetGuid(0), new QualifiedTable(row.GetString(1), row.GetString(2)),
                new ShadowTable(new QualifiedTable(row.GetString(3), row.GetString(4)), row.GetFieldValue<uint>(5))));
        }

        return shadows;
    }

    public static async Task AddAsync(LaneId lane, LaneShadow shadow, NpgsqlTransaction transaction, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            """
            insert into bunnydb.shadow (lane_id, mapping_id, live_schema, live_table, shadow_schema, shadow_table, shadow_oid)
            values ($1, $2, $3, $4, $5, $6, $7)
            """, transaction.Connection, transaction);
        command.Parameters.AddWithValue(lane.Value);
        command.Parameters.AddWithValue(shadow.MappingId);
        command.Parameters.AddWithValue(shadow.Live.Schema);
        command.Parameters.AddWithValue(shadow.Live.Name);
        command.Parameters.AddWithValue(shadow.Shadow.Name.Schema);
        command.Parameters.AddWithValue(shadow.Shadow.Name.Name);
        command.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Oid, Value = shadow.Shadow.Oid });
        await command.ExecuteNonQueryAsync(ct);
    }

    /// <summary>Drops the shadows of a lane that has not swapped, and forgets them.</summary>
    public static async Task DropAsync(LaneId lane, NpgsqlTransaction transaction, CancellationToken ct)
    {
        foreach (var shadow in await OfLaneAsync(transaction.Connection!, lane, ct))
        {
            await ShadowMaker.DropAsync(transaction, shadow.Shadow.Name, shadow.Shadow.Oid, ct);
        }

        await ForgetAsync("shadow", transaction.Connection!, lane, ct);
    }

    /// <summary>The verdict, in the transaction that swaps.</summary>
    public static async Task SwappedAsync(LaneId lane, SwapAfterwards afterwards, NpgsqlTransaction transaction, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            "insert into bunnydb.swap (lane_id, afterwards) values ($1, $2)", transaction.Connection, transaction);
        command.Parameters.AddWithValue(lane.Value);
        command.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Jsonb, Value = JsonSerializer.Serialize(afterwards, JsonSerializerOptions.Web) });
        await command.ExecuteNonQueryAsync(ct);
    }

    /// <summary>How long readers were kept, known only once the swap has committed.</summary>
    public static async Task LockedAsync(NpgsqlConnection destination, LaneId lane, double waitMs, double heldMs, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand("update bunnydb.swap set lock_wait_ms = $2, lock_held_ms = $3 where lane_id = $1", destination);
        command.Parameters.AddWithValue(lane.Value);
        command.Parameters.AddWithValue(waitMs);
        command.Parameters.AddWithValue(heldMs);
        await command.ExecuteNonQueryAsync(ct);
    }

    /// <summary>Null: the lane has not swapped, or the destination has no bookkeeping.</summary>
    public static async Task<LaneSwap?> FindSwapAsync(NpgsqlConnection destination, LaneId lane, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand("select afterwards::text, lock_wait_ms, lock_held_ms from bunnydb.swap where lane_id = $1", destination);
        command.Parameters.AddWithValue(lane.Value);
        await using var row = await command.ExecuteReaderAsync(ct);
        return await row.ReadAsync(ct)
            ? new LaneSwap(
                JsonSerializer.Deserialize<SwapAfterwards>(row.GetString(0), JsonSerializerOptions.Web)!, await row.IsDBNullAsync(1, ct) ? null : row.GetDouble(1),
                await row.IsDBNullAsync(2, ct) ? null : row.GetDouble(2))
            : null;
    }

    /// <summary>Nothing is left to do for the lane's swap.</summary>
    public static async Task ForgetAsync(NpgsqlConnection destination, LaneId lane, CancellationToken ct)
    {
        await ForgetAsync("shadow", destination, lane, ct);
        await ForgetAsync("swap", destination, lane, ct);
    }

    private static async Task ForgetAsync(string table, NpgsqlConnection destination, LaneId lane, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand($"delete from bunnydb.{table} where lane_id = $1", destination);
        command.Parameters.AddWithValue(lane.Value);
        await command.ExecuteNonQueryAsync(ct);
    }
}

/// <summary>A shadow of a mapping's live table.</summary>
public sealed record LaneShadow(Guid MappingId, QualifiedTable Live, ShadowTable Shadow);

/// <summary>A swap that was committed.</summary>
/// <param name="LockWaitMs">From asking for the first lock to having the last. Null, as <paramref name="LockHeldMs"/>: whoever swapped died before it could say.</param>
/// <param name="LockHeldMs">From the first lock to the commit.</param>
public sealed record LaneSwap(SwapAfterwards Afterwards, double? LockWaitMs, double? LockHeldMs);
