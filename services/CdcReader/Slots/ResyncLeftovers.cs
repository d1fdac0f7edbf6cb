using BunnyDb.Catalog.Logs;
using BunnyDb.Catalog.Resyncs;
using BunnyDb.Contracts.Faults;
using BunnyDb.Postgres.Progress;
using BunnyDb.Postgres.Swaps;
using Npgsql;
using CatalogLane = BunnyDb.Catalog.Lanes.Lane;

namespace BunnyDb.CdcReader.Slots;

/// <summary>
/// What a resync's lane leaves on the destination when it closes: shadows that were never swapped, keys that were put aside, or, where it was stopped just
/// too late, a swap that is done and needs its end. A lane that settled leaves nothing.
/// </summary>
internal sealed class ResyncLeftovers(ResyncStore resyncs, MirrorLog log)
{
    private static readonly TimeSpan DropPatience = TimeSpan.FromMilliseconds(250);

    /// <summary>The lane is fenced: nobody swaps any more once its marker is taken back.</summary>
    internal async Task RemoveAsync(CatalogLane lane, NpgsqlConnection destination, CancellationToken ct)
    {
        try
        {
            await LaneProgress.LetMarkerGoAsync(destination, lane.Id, ct);
            if (await ShadowBooks.FindSwapAsync(destination, lane.Id, ct) is { } swap)
            {
                await EndSwapAsync(lane, swap, destination, ct);
            }
            else
            {
                await ShadowBooks.DropAsync(destination, lane.Id, ct);
            }

            foreach (var key in await KeptKeys.PutBackAsync(destination, lane.Id, ct))
            {
                await log.WarningAsync(lane.MirrorId, $"{key.Name} on {key.Table} is there again, but NOT VALID: rows violate it.", null, ct);
            }
        }
        catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.InvalidSchemaName)
        {
            // No bookkeeping was ever made here.
        }
    }

    private async Task EndSwapAsync(CatalogLane lane, LaneSwap swap, NpgsqlConnection destination, CancellationToken ct)
    {
        var violated = await Validation.RunAsync(destination, swap.Afterwards.ToValidate, ct);
        if (await RetiredTables.DropAsync(destination, swap.Afterwards.Retired, DropPatience, ct) is not null)
        {
            throw new FaultException(new Fault(
                FaultKind.Transient, FaultCode.SwapBlocked, "The old table cannot be dropped yet, because others use it or a table that it refers to.",
                "Wait, or end those transactions. Readers and changes go on meanwhile."));
        }

        if (lane.ResyncId is { } resync)
        {
            await resyncs.ShowSwapAsync(resync, swap.LockWaitMs, swap.LockHeldMs, [.. violated.Select(key => $"{key.Name} on {key.Table} is NOT VALID.")], ct);
        }

        await ShadowBooks.ForgetAsync(destination, lane.Id, ct);
    }
}
