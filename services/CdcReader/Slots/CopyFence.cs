using BunnyDb.Catalog.Chunks;
using BunnyDb.Postgres.Progress;
using Npgsql;
using CatalogLane = BunnyDb.Catalog.Lanes.Lane;

namespace BunnyDb.CdcReader.Slots;

/// <summary>
/// Decides, once and for all workers, whether a copy whose snapshot was lost is whole. If it is, the lane goes on; if not, its generation ends
/// in the same destination transaction, so that no chunk of it can be written afterwards and the copy can never be reported whole by mistake.
/// </summary>
internal sealed class CopyFence(LanePeers peers, ChunkStore chunks)
{
    /// <summary>True: the generation has ended, the lane must be opened again. False: every chunk of it is in the destination.</summary>
    internal async Task<bool> TryEndGenerationAsync(CatalogLane lane, CancellationToken ct)
    {
        await using var destination = await peers.OpenDestinationAsync(lane, ct);
        await LaneProgress.EnsureBookkeepingAsync(destination, ct);
        await using var transaction = await destination.BeginTransactionAsync(ct);
        var progress = await LaneProgress.LockAsync(lane.Id, transaction, ct);
        if (progress is null || progress.Generation != lane.Generation)
        {
            return true;
        }

        if (await chunks.PlannedAsync(lane, ct) is { } planned && planned == await CopiedAsync(lane, transaction, ct))
        {
            return false;
        }

        await using var end = new NpgsqlCommand("update bunnydb.lane set generation = generation + 1 where lane_id = $1", destination, transaction);
        end.Parameters.AddWithValue(lane.Id.Value);
        await end.ExecuteNonQueryAsync(ct);
        await transaction.CommitAsync(CancellationToken.None);
        return true;
    }

    private static async Task<int> CopiedAsync(CatalogLane lane, NpgsqlTransaction transaction, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            "select count(*)::int from bunnydb.chunk where lane_id = $1 and generation = $2", transaction.Connection, transaction);
        command.Parameters.AddWithValue(lane.Id.Value);
        command.Parameters.AddWithValue(lane.Generation);
        return (int)(await command.ExecuteScalarAsync(ct))!;
    }
}
