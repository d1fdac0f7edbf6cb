using BunnyDb.Catalog.Logs;
using BunnyDb.Catalog.Mirrors;
using BunnyDb.Contracts.Faults;
using BunnyDb.Contracts.Lanes;
using BunnyDb.Hosting.Lanes;
using BunnyDb.Postgres.Faults;
using BunnyDb.Postgres.Progress;
using BunnyDb.Postgres.Replication;
using BunnyDb.Postgres.Schema;
using Microsoft.Extensions.Logging;
using CatalogLane = BunnyDb.Catalog.Lanes.Lane;

namespace BunnyDb.CdcReader.Slots;

/// <summary>
/// Stops a lane: after this nothing of it is written to the destination, and its slot waits, inactive. The stream itself has ended already:
/// the supervisor ends the earlier order before it begins this one.
/// </summary>
internal sealed class LaneStopping(LanePeers peers, SnapshotHolder snapshots, MappingStore mappings, MirrorLog log, ILogger<LaneStopping> logger)
{
    private static readonly TimeSpan SlotPatience = TimeSpan.FromSeconds(3);

    internal async Task StopAsync(ILaneRun run, CancellationToken ct)
    {
        var lane = run.Lane;
        if (lane.IsAnswered && lane.Stage == LaneStage.Stopped)
        {
            return;
        }

        try
        {
            await snapshots.ReleaseAsync(lane.Id);
            await FenceAsync(lane, ct);
            await using (var source = await peers.OpenSourceAsync(lane, ct))
            {
                await LogicalSlot.AwaitInactiveAsync(source, lane.SlotName, SlotPatience, ct);
            }
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            throw Retried(e);
        }

        if (lane.Kind == LaneKind.Main && lane.ResumeWith == LaneOrder.Stream)
        {
            await SyncSequencesAsync(lane, ct);
        }

        Log.Stopped(logger, lane.Id, lane.Mirror, lane.SlotName);
        await run.ReportAsync(LaneStage.Stopped, ct);
    }

    /// <summary>
    /// Changes do not carry sequences: at a pause they are brought to the source's values, so that the destination could take over. A mirror is
    /// paused all the same when that fails.
    /// </summary>
    private async Task SyncSequencesAsync(CatalogLane lane, CancellationToken ct)
    {
        try
        {
            var tables = await mappings.OfLaneAsync(lane.Id, ct);
            await using var source = await peers.OpenSourceAsync(lane, ct);
            await using var destination = await peers.OpenDestinationAsync(lane, ct);
            await SequenceSync.SyncAsync(source, destination, [.. tables.Select(table => table.Mapping)], ct);
        }
        catch (Exception e) when (!ct.IsCancellationRequested && FaultPolicy.Classify(e) is { Code: not FaultCode.Unexpected } fault)
        {
            await log.WarningAsync(lane.MirrorId, $"The destination's sequences are not at the source's values: {fault.Message}", new { fault.Code }, ct);
        }
    }

    internal async Task FenceAsync(CatalogLane lane, CancellationToken ct)
    {
        await using var destination = await peers.OpenDestinationAsync(lane, ct);
        await LaneProgress.FenceAsync(destination, lane.Id, ct);
    }

    /// <summary>Stopping is never given up: whatever is in the way is shown, and tried again until it is gone.</summary>
    internal static FaultException Retried(Exception exception) => new(FaultPolicy.Classify(exception) with { Kind = FaultKind.Transient }, exception);
}
