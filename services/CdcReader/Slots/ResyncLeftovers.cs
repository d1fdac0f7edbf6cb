using BunnyDb.Catalog.Logs;
using BunnyDb.Catalog.Resyncs;
using BunnyDb.Postgres.Progress;
using BunnyDb.Postgres.Swaps;
using Npgsql;
using CatalogLane = BunnyDb.Catalog.Lanes.Lane;

namespace BunnyDb.CdcReader.Slots;

/// <summary>
/// What a resync's lane leaves on the destination when it closes: shadows that were never swapped, keys and checks that were put aside, or, where it was stopped just
/// too late, a swap that is done and needs its end. A lane that settled leaves nothing.
/// </summary>
internal sealed class ResyncLeftovers(ResyncStore resyncs, MirrorLog log)
{
    private static readonly TimeSpan DropPatience = TimeSpan.FromSeconds(20);

    /// <summary>The lane is fenced: nobody swaps any more once its marker is taken back.</summary>
    internal async Task RemoveAsync(CatalogLane lane, NpgsqlConnection destination, CancellationToken ct)
    {
        if (!await LaneProgress.RenewBookkeepingAsync(destination, ct))
        {
            return;
        }

        await LaneProgress.LetMarkerGoAsync(destination, lane.Id, ct);
        if (await ShadowBooks.FindSwapAsync(destination, lane.Id, ct) is { } swap)
        {
            await EndSwapAsync(lane, swap, destination, ct);
        }
        else
        {
            await using var transaction = await destination.BeginTransactionAsync(ct);
            await ShadowBooks.DropAsync(lane.Id, transaction, ct);
            await transaction.CommitAsync(CancellationToken.None);
        }

        if (lane.ResyncId is { } resync && await LaneProgress.IsTakenOverAsync(destination, lane.Id, ct))
        {
            await resyncs.ShowSwapAsync(resync, null, null, null, ct);
        }

        var checks = await KeptChecks.PutBackAsync(destination, lane.Id, ct);
        await log.WarnAsync(lane.MirrorId, checks.Concat(await KeptKeys.PutBackAsync(destination, lane.Id, ct)), ct);

        await KeptKeys.ForgetAsync(destination, lane.Id, ct);
    }

    private async Task EndSwapAsync(CatalogLane lane, LaneSwap swap, NpgsqlConnection destination, CancellationToken ct)
    {
        var warnings = await SwapEnd.RunAsync(destination, swap.Afterwards, DropPatience, _ => Task.CompletedTask, ct);
        await log.WarnAsync(lane.MirrorId, warnings, ct);

        if (lane.ResyncId is { } resync)
        {
            await resyncs.ShowSwapAsync(resync, swap.LockWaitMs, swap.LockHeldMs, warnings, ct);
        }

        await ShadowBooks.ForgetAsync(destination, lane.Id, ct);
    }
}
