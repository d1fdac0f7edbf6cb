using BunnyDb.Applier.Targets;
using BunnyDb.Catalog.Lanes;
using BunnyDb.Catalog.Logs;
using BunnyDb.Catalog.Mirrors;
using BunnyDb.Catalog.Peers;
using BunnyDb.Catalog.Resyncs;
using BunnyDb.Contracts.Faults;
using BunnyDb.Contracts.Lanes;
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
    private static readonly TimeSpan DropPatience = TimeSpan.FromMilliseconds(250);

    internal async Task SettleAsync(ILaneRun run, CancellationToken ct)
    {
        var lane = run.Lane;
        await using var destination = await connections.OpenAsync(await peers.AddressAsync(lane.DestinationPeer, ct), "targets", ct);
        var swap = await ShadowBooks.FindSwapAsync(destination, lane.Id, ct);
        if (swap is not null)
        {
            await resyncs.ShowSwapAsync(lane.ResyncId!.Value, swap.LockWaitMs, swap.LockHeldMs, [], ct);
        }

        List<TableConstraint> violated = swap is null ? [] : [.. await Validation.RunAsync(destination, swap.Afterwards.ToValidate, ct)];
        violated.AddRange(await KeptKeys.PutBackAsync(destination, lane.Id, ct));
        if (swap is null)
        {
            await targets.TieAsync(run, ct);
        }

        var warnings = violated.Select(key => $"{key.Name} on {key.Table} is there, but NOT VALID: rows violate it.").ToList();
        await resyncs.ShowSwapAsync(lane.ResyncId!.Value, swap?.LockWaitMs, swap?.LockHeldMs, warnings, ct);
        foreach (var warning in warnings)
        {
            await log.WarningAsync(lane.MirrorId, warning, null, ct);
        }

        await SyncSequencesAsync(lane, destination, ct);
        await DropRetiredAsync(run, swap, destination, ct);
        await ShadowBooks.ForgetAsync(destination, lane.Id, ct);
        await run.ReportAsync(LaneStage.Settled, ct);
    }

    /// <summary>A fresh table's sequences stand where the old one's did: both may be behind the source.</summary>
    private async Task SyncSequencesAsync(Lane lane, NpgsqlConnection destination, CancellationToken ct)
    {
        await using var source = await connections.OpenAsync(await peers.AddressAsync(lane.SourcePeer, ct), "targets", ct);
        var own = (await mappings.OfLaneAsync(lane.Id, ct)).Select(table => table.Mapping.Id).ToHashSet();
        var live = (await mappings.OfMirrorAsync(lane.MirrorId, ct)).Select(table => table.Mapping).Where(mapping => own.Contains(mapping.Id)).ToList();
        await SequenceSync.SyncAsync(source, destination, live, ct);
    }

    /// <summary>Nobody uses the old tables any more, but dropping them needs a moment's lock on those that they refer to: tried until it is to be had.</summary>
    private static async Task DropRetiredAsync(ILaneRun run, LaneSwap? swap, NpgsqlConnection destination, CancellationToken ct)
    {
        if (swap is not null && await RetiredTables.DropAsync(destination, swap.Afterwards.Retired, DropPatience, ct) is { } blockers)
        {
            throw new FaultException(new Fault(
                FaultKind.Transient, FaultCode.SwapBlocked,
                $"The swap is done; the old table cannot be dropped yet, because others use it or a table that it refers to: {string.Join("; ", blockers.Select(b => $"pid {b.Pid} ({b.Application}): {b.What}"))}.",
                "Wait, or end those transactions. Readers and changes go on meanwhile."));
        }
    }
}
