using BunnyDb.Catalog.Lanes;
using BunnyDb.Catalog.Mirrors;
using BunnyDb.Contracts.Faults;
using BunnyDb.Contracts.Lanes;
using BunnyDb.Contracts.Values;
using BunnyDb.Hosting.Lanes;
using BunnyDb.Postgres.Progress;
using BunnyDb.Postgres.Replication;
using Microsoft.Extensions.Logging;
using Npgsql;
using Npgsql.Replication;
using Npgsql.Replication.PgOutput;
using CatalogLane = BunnyDb.Catalog.Lanes.Lane;

namespace BunnyDb.CdcReader.Slots;

/// <summary>
/// Opens a lane: publication, slot, exported snapshot, a row on the destination under a new generation; then holds the snapshot while it
/// is copied from, and opens again when it is lost.
/// </summary>
internal sealed class LaneOpening(
    LanePeers peers, MappingStore mappings, LaneStore lanes, CopyFence fence, SnapshotHolder snapshots, ILaneNotifier notifier,
    ILogger<LaneOpening> logger)
{
    private static readonly TimeSpan LookAtSnapshotEvery = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LeftoverPatience = TimeSpan.FromSeconds(2);

    /// <summary>
    /// Opens the lane unless that is done, then holds its snapshot until it is no longer needed or the token is cancelled (the snapshot stays held).
    /// </summary>
    internal async Task OpenAndHoldAsync(ILaneRun run, CancellationToken ct)
    {
        var lane = run.Lane;
        var isOpened = lane.Order != LaneOrder.Open || (lane.IsAnswered && lane.Stage == LaneStage.Opened);
        if (!isOpened)
        {
            await OpenAsync(run, ct);
            return;
        }

        if (!NeedsSnapshot(lane))
        {
            return;
        }

        if (snapshots.Find(lane.Id, lane.Generation) is { } held)
        {
            await HoldAsync(run, held, ct);
        }

        if (await fence.TryEndGenerationAsync(lane, ct))
        {
            Log.SnapshotLost(logger, lane.Id, lane.Generation);
            await OpenAsync(run, ct);
        }
    }

    /// <summary>A mirror that was told to copy nothing follows its slot from the start.</summary>
    private static bool NeedsSnapshot(CatalogLane lane) =>
        lane.Order != LaneOrder.Reopen && (lane.Kind == LaneKind.Temporary || lane.Options.DoInitialSnapshot);

    /// <summary>
    /// A main lane whose slot is lost gets a new one under its old name. It writes nothing, because its routes are forgotten: a resync of the whole mirror
    /// begins after this slot, so that no change falls between what it loads and what this lane takes over.
    /// </summary>
    internal async Task ReopenAsync(ILaneRun run, CancellationToken ct)
    {
        if (!(run.Lane.IsAnswered && run.Lane.Stage == LaneStage.Reopened))
        {
            await OpenAsync(run, ct);
        }
    }

    /// <summary>Returns when the snapshot is lost.</summary>
    private async Task HoldAsync(ILaneRun run, HeldSnapshot held, CancellationToken ct)
    {
        bool isAlive;
        do
        {
            await Task.Delay(LookAtSnapshotEvery, ct);
            await using var source = await peers.OpenSourceAsync(run.Lane, ct);
            isAlive = await ExportedSnapshot.IsAliveAsync(source, held.Name, ct);
            await run.WorksAsync(ct);
        }
        while (isAlive);
    }

    private async Task OpenAsync(ILaneRun run, CancellationToken ct)
    {
        var lane = run.Lane;
        await snapshots.ReleaseAsync(lane.Id);
        await using var source = await peers.OpenSourceAsync(lane, ct);
        await using var destination = await peers.OpenDestinationAsync(lane, ct);
        await LaneProgress.EnsureBookkeepingAsync(destination, ct);
        await LogicalSlot.DropAsync(source, lane.SlotName, LeftoverPatience, ct);
        await PublishAsync(lane, source, ct);

        var replication = await peers.OpenReplicationAsync(lane, ct);
        try
        {
            var systemId = (await replication.IdentifySystem(ct)).SystemId;
            var slot = await CreateSlotAsync(run, replication, source, ct);
            var consistentPoint = new Lsn((ulong)slot.ConsistentPoint);
            var known = await LaneProgress.FindAsync(destination, lane.Id, ct);
            var generation = Math.Max(lane.Generation, known?.Generation ?? 0) + 1;
            await LaneProgress.RegisterAsync(destination, lane.Id, lane.Mirror, systemId, generation, consistentPoint, ct);
            if (NeedsSnapshot(lane))
            {
                snapshots.Keep(lane.Id, new HeldSnapshot(generation, slot.SnapshotName!, replication));
            }

            Log.Opened(logger, lane.Id, lane.Mirror, lane.SlotName, consistentPoint, generation);
            var stage = lane.Order == LaneOrder.Reopen ? LaneStage.Reopened : LaneStage.Opened;
            if (await lanes.ReportOpenedAsync(lane, stage, generation, NeedsSnapshot(lane) ? slot.SnapshotName : null, consistentPoint, systemId, ct))
            {
                await notifier.NotifyAsync(lane.Report(stage), ct);
            }
        }
        finally
        {
            // Held by now, or of no use.
            if (!snapshots.Holds(replication))
            {
                await replication.DisposeAsync();
            }
        }
    }

    /// <summary>
    /// A temporary lane's tables are published by the main lane too, before the slot is made: pgoutput sees a publication as it was at each change,
    /// and the slot waits for every older transaction. So from the new lane's first change on the main lane has them all, and may join at any marker.
    /// </summary>
    private async Task PublishAsync(CatalogLane lane, NpgsqlConnection source, CancellationToken ct)
    {
        await Publication.EnsureAsync(source, lane.PublicationName, await LaneTables.PublishedAsync(mappings, lane, ct), ct);
        if (lane.Kind == LaneKind.Temporary)
        {
            var main = (await lanes.AllAsync(ct)).Single(other => other.MirrorId == lane.MirrorId && other.Kind == LaneKind.Main);
            if (!await Publication.ExistsAsync(source, main.PublicationName, ct))
            {
                throw new FaultException(PublicationFault.Of(main.PublicationName));
            }

            await Publication.EnsureAsync(source, main.PublicationName, await LaneTables.PublishedAsync(mappings, main, ct), ct);
        }
    }

    private static async Task<PgOutputReplicationSlot> CreateSlotAsync(
        ILaneRun run, LogicalReplicationConnection replication, NpgsqlConnection source, CancellationToken ct)
    {
        using var giveUp = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var creating = LogicalSlot.CreateAsync(replication, run.Lane.SlotName, giveUp.Token);
        try
        {
            while (await Task.WhenAny(creating, Task.Delay(TimeSpan.FromSeconds(1), ct)) != creating && !ct.IsCancellationRequested)
            {
                if (await OldTransactions.FindAsync(source, replication.ProcessID, run.Lane.SlotName, ct) is { } wait)
                {
                    await run.ShowWaitAsync(wait, ct);
                }
            }
        }
        catch
        {
            await giveUp.CancelAsync();
            await creating.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            throw;
        }

        return await creating;
    }
}
