using BunnyDb.Applier.Targets;
using BunnyDb.Catalog.Lanes;
using BunnyDb.Catalog.Logs;
using BunnyDb.Catalog.Mirrors;
using BunnyDb.Catalog.Peers;
using BunnyDb.Catalog.Resyncs;
using BunnyDb.Contracts.Faults;
using BunnyDb.Contracts.Lanes;
using BunnyDb.Contracts.Values;
using BunnyDb.Hosting.Lanes;
using BunnyDb.Postgres.Connections;
using BunnyDb.Postgres.Progress;
using BunnyDb.Postgres.Schema;
using BunnyDb.Postgres.Swaps;
using Npgsql;

namespace BunnyDb.Applier.Orders;

/// <summary>The order Settle: what a hand-over left to do, while the main lane goes on with the fresh tables. Each step may be repeated.</summary>
internal sealed class ResyncOrders(PeerStore peers, PeerConnections connections, MappingStore mappings, ResyncStore resyncs, TargetOrders targets, MirrorLog log)
{
    private const int LooksForLockTimes = 20;

    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(100);

    /// <summary>Whoever keeps an old table from being dropped for longer than this keeps it: the resync ends, and names it.</summary>
    private static readonly TimeSpan DropPatience = TimeSpan.FromMinutes(10);

    internal async Task SettleAsync(ILaneRun run, CancellationToken ct)
    {
        var lane = run.Lane;
        await using var destination = await connections.OpenAsync(await peers.AddressAsync(lane.DestinationPeer, ct), "targets", ct);
        var swap = await ShadowBooks.FindSwapAsync(destination, lane.Id, ct);

        // Where the record of a swap is gone, an earlier run came to its end and died before it could say so.
        if (swap is not null || !lane.FillsShadows)
        {
            swap = await WithLockTimesAsync(swap, lane.Id, destination, ct);
            await TellAsync(lane, swap, swap is null ? await KeptKeys.PutBackAsync(destination, lane.Id, ct) : await EndSwapAsync(run, swap, destination, ct), ct);
            if (swap is null)
            {
                await targets.TieAsync(run, ct);
            }

            await SyncSequencesAsync(lane, destination, ct);
            await KeptKeys.ForgetAsync(destination, lane.Id, ct);
            await ShadowBooks.ForgetAsync(destination, lane.Id, ct);
        }

        await run.ReportAsync(LaneStage.Settled, ct);
    }

    /// <summary>At once: whatever comes after it may fail, and be done by another run that finds nothing to tell.</summary>
    private async Task TellAsync(Lane lane, LaneSwap? swap, IReadOnlyList<string> warnings, CancellationToken ct)
    {
        await resyncs.ShowSwapAsync(lane.ResyncId!.Value, swap?.LockWaitMs, swap?.LockHeldMs, warnings.Count == 0 ? null : warnings, ct);
        await log.WarnAsync(lane.MirrorId, warnings, ct);
    }

    /// <summary>The main lane notes how long it held its locks right after its COMMIT, and this order may have overtaken it; one that died there never does.</summary>
    private static async Task<LaneSwap?> WithLockTimesAsync(LaneSwap? swap, LaneId lane, NpgsqlConnection destination, CancellationToken ct)
    {
        for (var look = 0; swap is { LockHeldMs: null } && look < LooksForLockTimes; look++)
        {
            await Task.Delay(BetweenLooks, ct);
            swap = await ShadowBooks.FindSwapAsync(destination, lane, ct);
        }

        return swap;
    }

    private static async Task<IReadOnlyList<string>> EndSwapAsync(ILaneRun run, LaneSwap swap, NpgsqlConnection destination, CancellationToken ct)
    {
        var warnings = await SwapEnd.RunAsync(
            destination, swap.Afterwards, DropPatience,
            blockers => run.ShowWaitAsync(
                new Fault(
                    FaultKind.Transient, FaultCode.SwapBlocked, $"The swap is done; the old table cannot be dropped yet, because of {blockers}.",
                    "Wait, or end those transactions. Readers and changes go on meanwhile."), ct),
            ct);
        await run.WorksAsync(ct);
        return warnings;
    }

    /// <summary>A fresh table's sequences stand where the old one's did: both may be behind the source.</summary>
    private async Task SyncSequencesAsync(Lane lane, NpgsqlConnection destination, CancellationToken ct)
    {
        await using var source = await connections.OpenAsync(await peers.AddressAsync(lane.SourcePeer, ct), "targets", ct);
        var live = (await mappings.LiveOfLaneAsync(lane.MirrorId, lane.Id, ct)).Select(table => table.Mapping).ToList();
        await SequenceSync.SyncAsync(source, destination, live, ct);
    }
}
