using BunnyDb.Applier.Targets;
using BunnyDb.Catalog.Lanes;
using BunnyDb.Catalog.Mirrors;
using BunnyDb.Catalog.Peers;
using BunnyDb.Contracts.Lanes;
using BunnyDb.Hosting.Lanes;
using BunnyDb.Postgres.Connections;
using Npgsql;

namespace BunnyDb.Applier.Orders;

/// <summary>What the applier does for the orders around a copy.</summary>
internal sealed class TargetOrders(PeerStore peers, PeerConnections connections, MappingStore mappings)
{
    private const string Purpose = "targets";

    internal async Task PrepareAsync(ILaneRun run, CancellationToken ct)
    {
        await using var source = await OpenSourceAsync(run.Lane, ct);
        await using var destination = await OpenDestinationAsync(run.Lane, ct);
        if (await TargetPreparer.PrepareAsync(run.Lane, await mappings.OfLaneAsync(run.Lane.Id, ct), source, destination, ct))
        {
            await run.ReportAsync(LaneStage.Prepared, ct);
        }
    }

    internal async Task FinishAsync(ILaneRun run, CancellationToken ct)
    {
        await using var source = await OpenSourceAsync(run.Lane, ct);
        await TargetFinisher.FinishAsync(
            run.Lane, await mappings.OfLaneAsync(run.Lane.Id, ct), source, token => OpenDestinationAsync(run.Lane, token), ct);
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
            var joined = tables.Where(table => table.Lane == run.Lane.Id).Select(table => table.Mapping.Id).ToList();
            var together = await TargetBooks.WrittenTogetherAsync(destination, joined, ct);
            await ForeignKeyFinisher.FinishAsync([.. tables.Select(table => table.Mapping).Where(mapping => together.Contains(mapping.Id))], run.Lane.Options.DoInitialSnapshot, source, destination, ct);
        }
    }

    private async Task<NpgsqlConnection> OpenSourceAsync(Lane lane, CancellationToken ct) =>
        await connections.OpenAsync(await peers.AddressAsync(lane.SourcePeer, ct), Purpose, ct);

    private async ValueTask<NpgsqlConnection> OpenDestinationAsync(Lane lane, CancellationToken ct) =>
        await connections.OpenAsync(await peers.AddressAsync(lane.DestinationPeer, ct), Purpose, ct);
}
