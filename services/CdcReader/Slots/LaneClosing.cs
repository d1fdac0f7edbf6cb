using BunnyDb.ChangeStream;
using BunnyDb.Contracts.Lanes;
using BunnyDb.Hosting.Lanes;
using BunnyDb.Postgres.Progress;
using BunnyDb.Postgres.Replication;
using Microsoft.Extensions.Logging;
using Npgsql;
using CatalogLane = BunnyDb.Catalog.Lanes.Lane;

namespace BunnyDb.CdcReader.Slots;

/// <summary>Removes everything of a lane from both databases and the broker; the destination's tables stay. Every step may be repeated.</summary>
internal sealed class LaneClosing(
    LanePeers peers, SnapshotHolder snapshots, LaneStopping stopping, ResyncLeftovers leftovers, IChangeStream stream, ILogger<LaneClosing> logger)
{
    private static readonly TimeSpan SlotPatience = TimeSpan.FromSeconds(3);

    internal async Task CloseAsync(ILaneRun run, CancellationToken ct)
    {
        var lane = run.Lane;
        if (lane.IsAnswered && lane.Stage == LaneStage.Closed)
        {
            return;
        }

        try
        {
            // Each by itself: a destination that is away must not make the source hold WAL for a mirror that is gone, nor the other way round.
            await snapshots.ReleaseAsync(lane.Id);
            await Task.WhenAll(LeaveSourceAsync(lane, ct), LeaveDestinationAsync(lane, ct), stream.DeleteAsync(lane.Id, ct));
        }
        catch (Exception e) when (e is not ChangeStreamException && !ct.IsCancellationRequested)
        {
            throw LaneStopping.Retried(e);
        }

        Log.Closed(logger, lane.Id, lane.Mirror, lane.SlotName);
        await run.ReportAsync(LaneStage.Closed, ct);
    }

    private async Task LeaveSourceAsync(CatalogLane lane, CancellationToken ct)
    {
        await using var source = await peers.OpenSourceAsync(lane, ct);
        await LogicalSlot.DropAsync(source, lane.SlotName, SlotPatience, ct);
        await Publication.DropAsync(source, lane.PublicationName, ct);
    }

    private async Task LeaveDestinationAsync(CatalogLane lane, CancellationToken ct)
    {
        await stopping.FenceAsync(lane, ct);
        await using var destination = await peers.OpenDestinationAsync(lane, ct);
        await leftovers.RemoveAsync(lane, destination, ct);
        await LaneProgress.ForgetAsync(destination, lane.Id, ct);
        if (lane.Kind != LaneKind.Main)
        {
            return;
        }

        await using var forget = new NpgsqlCommand("delete from bunnydb.target where mirror = $1", destination);
        forget.Parameters.AddWithValue(lane.Mirror.Value);
        try
        {
            await forget.ExecuteNonQueryAsync(ct);
        }
        catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.InvalidSchemaName)
        {
            // No bookkeeping was ever made here.
        }
    }
}
