using BunnyDb.Applier.Targets;
using BunnyDb.Catalog.Lanes;
using BunnyDb.Catalog.Logs;
using BunnyDb.Catalog.Mirrors;
using BunnyDb.Catalog.Peers;
using BunnyDb.Catalog.Resyncs;
using BunnyDb.Contracts.Lanes;
using BunnyDb.Hosting.Lanes;
using BunnyDb.Postgres.Connections;
using BunnyDb.Postgres.Progress;
using BunnyDb.Postgres.Swaps;
using Npgsql;

namespace BunnyDb.Applier.Orders;

/// <summary>What the applier does for the orders around a copy.</summary>
internal sealed class TargetOrders(PeerStore peers, PeerConnections connections, MappingStore mappings, LaneStore lanes, ResyncStore resyncs, MirrorLog log)
{
    private const string Purpose = "targets";

    internal async Task PrepareAsync(ILaneRun run, CancellationToken ct)
    {
        var lane = run.Lane;
        var main = (await lanes.AllAsync(ct)).Single(other => other.MirrorId == lane.MirrorId && other.Kind == LaneKind.Main);
        var tables = await mappings.LiveOfLaneAsync(lane.MirrorId, lane.Id, ct);
        if (lane is { ResyncId: { } touched, FillsShadows: false })
        {
            await resyncs.TouchAsync(touched, ct);
        }

        await using var source = await OpenSourceAsync(lane, ct);
        await using var destination = await OpenDestinationAsync(lane, ct);
        if (!await TargetPreparer.PrepareAsync(lane, main.Id, tables, source, destination, ct))
        {
            return;
        }

        if (lane.FillsShadows)
        {
            // What the destination says is true; the workers read it from the catalog.
            var shadows = await ShadowBooks.OfLaneAsync(destination, lane.Id, ct);
            await resyncs.TargetAsync(lane.ResyncId!.Value, shadows.ToDictionary(shadow => shadow.MappingId, shadow => shadow.Shadow.Name), ct);
        }

        await run.ReportAsync(LaneStage.Prepared, ct);
    }

    internal async Task FinishAsync(ILaneRun run, CancellationToken ct)
    {
        ValueTask<NpgsqlConnection> Open(CancellationToken token) => OpenDestinationAsync(run.Lane, token);
        if (run.Lane.FillsShadows)
        {
            await using var destination = await Open(ct);
            foreach (var shadow in await ShadowBooks.OfLaneAsync(destination, run.Lane.Id, ct))
            {
                await ShadowFinisher.FinishAsync(shadow.Live, shadow.Shadow.Name, Open, ct);
            }
        }
        else
        {
            await using var source = await OpenSourceAsync(run.Lane, ct);
            await log.WarnAsync(run.Lane.MirrorId, await TargetFinisher.FinishAsync(run.Lane, await mappings.OfLaneAsync(run.Lane.Id, ct), source, Open, ct), ct);
        }

        await run.ReportAsync(LaneStage.Finished, ct);
    }

    /// <summary>
    /// After a join the temporary lane's tables stand where the main lane's do: now the foreign keys between them can be made, while the main lane goes on.
    /// </summary>
    internal async Task TieAsync(ILaneRun run, CancellationToken ct)
    {
        if (run.Lane.Options.ReplicateForeignKeys)
        {
            await using var source = await OpenSourceAsync(run.Lane, ct);
            await using var destination = await OpenDestinationAsync(run.Lane, ct);
            var tables = await mappings.OfMirrorAsync(run.Lane.MirrorId, ct);
            var joined = (await mappings.OfLaneAsync(run.Lane.Id, ct)).Select(table => table.Mapping.Id).ToList();
            var together = await TargetBooks.WrittenTogetherAsync(destination, joined, ct);
            var tied = tables.Select(table => table.Mapping).Where(mapping => together.Contains(mapping.Id)).ToList();
            await log.WarnAsync(run.Lane.MirrorId, await ForeignKeyFinisher.FinishAsync(tied, run.Lane.Options.DoInitialSnapshot, source, destination, ct), ct);
        }
    }

    private async Task<NpgsqlConnection> OpenSourceAsync(Lane lane, CancellationToken ct) =>
        await connections.OpenAsync(await peers.AddressAsync(lane.SourcePeer, ct), Purpose, ct);

    private async ValueTask<NpgsqlConnection> OpenDestinationAsync(Lane lane, CancellationToken ct) =>
        await connections.OpenAsync(await peers.AddressAsync(lane.DestinationPeer, ct), Purpose, ct);
}
