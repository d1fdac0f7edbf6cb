using BunnyDb.Contracts.Values;
using Npgsql;

namespace BunnyDb.Postgres.Copy;

/// <summary>A chunk's row in <c>bunnydb.chunk</c> on the destination: it is there exactly when the chunk's rows are.</summary>
/// <param name="Number">Unique in the lane's generation.</param>
public sealed record CopiedChunk(LaneId Lane, int Generation, int Number)
{
    /// <summary>
    /// Keeps the lane's generation as it is until the transaction ends; the reader that begins another one waits. False: it is another
    /// already (or the lane is gone), and nothing of this chunk may be written. The commit will wait for the disk, whatever the role or the
    /// database has set: once the catalog calls a chunk done, a crash of the destination must not take it back.
    /// </summary>
    public async Task<bool> HoldGenerationAsync(NpgsqlTransaction destination, CancellationToken ct)
    {
        await using var hold = new NpgsqlCommand(
            "select generation = $2, set_config('synchronous_commit', 'on', true) from bunnydb.lane where lane_id = $1 for share", destination.Connection, destination);
        hold.Parameters.AddWithValue(Lane.Value);
        hold.Parameters.AddWithValue(Generation);
        return await hold.ExecuteScalarAsync(ct) is true;
    }

    /// <summary>Takes the chunk's place, or waits for whoever has it. False: it is copied already.</summary>
    public async Task<bool> TryBeginAsync(NpgsqlTransaction destination, CancellationToken ct)
    {
        await using var insert = Command("insert into bunnydb.chunk (lane_id, generation, number) values ($1, $2, $3) on conflict do nothing", destination);
        return await insert.ExecuteNonQueryAsync(ct) == 1;
    }

    public async Task RecordAsync(CopyTally tally, NpgsqlTransaction destination, CancellationToken ct)
    {
        await using var update = Command(
            "update bunnydb.chunk set rows = $4, bytes = $5 where lane_id = $1 and generation = $2 and number = $3", destination);
        update.Parameters.AddWithValue(tally.Rows);
        update.Parameters.AddWithValue(tally.Bytes);
        await update.ExecuteNonQueryAsync(ct);
    }

    /// <summary>What the chunk moved when it was copied.</summary>
    public async Task<CopyTally> TallyAsync(NpgsqlTransaction destination, CancellationToken ct)
    {
        await using var select = Command("select rows, bytes from bunnydb.chunk where lane_id = $1 and generation = $2 and number = $3", destination);
        await using var reader = await select.ExecuteReaderAsync(ct);
        await reader.ReadAsync(ct);
        return new CopyTally(reader.GetInt64(0), reader.GetInt64(1));
    }

    private NpgsqlCommand Command(string sql, NpgsqlTransaction transaction) => new(sql, transaction.Connection, transaction)
    {
        Parameters = { new() { Value = Lane.Value }, new() { Value = Generation }, new() { Value = Number } },
    };
}
