using BunnyDb.Catalog.Lanes;
using BunnyDb.Contracts.Values;
using BunnyDb.Postgres.Progress;
using Npgsql;

namespace BunnyDb.Applier.Targets;

/// <summary>
/// A truncate resync's lane takes its tables from the main lane, which writes them no more until it takes them back at a marker; its other tables go on.
/// </summary>
internal static class TableTaking
{
    /// <summary>
    /// The main lane's routes end; those of <paramref name="lane"/> are written by whoever calls. Readers wait no longer than the mirror says for the statements that follow.
    /// </summary>
    internal static async Task TakeAsync(Lane lane, LaneId main, IReadOnlyCollection<Guid> mappings, NpgsqlTransaction transaction, CancellationToken ct)
    {
        await using (var bound = new NpgsqlCommand($"set local lock_timeout = {lane.Options.SwapLockTimeoutMs}", transaction.Connection, transaction))
        {
            await bound.ExecuteNonQueryAsync(ct);
        }

        await LaneProgress.LockAsync(main, transaction, ct);
        await using var take = new NpgsqlCommand("delete from bunnydb.route where lane_id = $1 and mapping_id = any($2)", transaction.Connection, transaction);
        take.Parameters.AddWithValue(main.Value);
        take.Parameters.AddWithValue(mappings.ToArray());
        if (await take.ExecuteNonQueryAsync(ct) > 0)
        {
            await LaneProgress.RoutesChangedAsync(main, transaction, ct);
        }
    }
}
