using BunnyDb.Catalog.Lanes;
using BunnyDb.Catalog.Mirrors;
using BunnyDb.Catalog.Resyncs;
using BunnyDb.CdcReader.Backlogs;
using BunnyDb.CdcReader.Markers;
using BunnyDb.CdcReader.Slots;
using BunnyDb.ChangeStream;
using BunnyDb.Contracts.Faults;
using BunnyDb.Contracts.Values;
using BunnyDb.Hosting.Lanes;
using BunnyDb.Postgres.Progress;
using BunnyDb.Postgres.Replication;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;
using Npgsql.Replication;
using CatalogLane = BunnyDb.Catalog.Lanes.Lane;

namespace BunnyDb.CdcReader.Lanes;

/// <summary>Streams a lane, one epoch after the other, until the order is replaced.</summary>
internal sealed class LaneStreaming(
    LanePeers peers, MappingStore mappings, LaneStore lanes, ResyncStore resyncs, SnapshotHolder snapshots, UnpublishedTables unpublished, BacklogOpening backlogs, IChangeStream stream,
    IOptions<ReaderOptions> options, TimeProvider time, ILogger<LaneStreaming> logger)
{
    private static readonly TimeSpan LeftoverPatience = TimeSpan.FromSeconds(1);

    internal async Task StreamAsync(ILaneRun run, CancellationToken ct)
    {
        await snapshots.ReleaseAsync(run.Lane.Id);
        var (position, inVain) = (Lsn.None, 0);
        var mayReadPieces = true;

        // Of all epochs together, as is whether pieces were refused: a lane that begins anew again and again does not come nearer by that.
        var pace = new CatchupPace(options.Value.CatchupPatience, time);
        while (true)
        {
            var progress = await BeginEpochAsync(run.Lane, ct);
            inVain = progress.Position > position ? 0 : inVain + 1;
            position = progress.Position;
            await Task.Delay(TimeSpan.FromMilliseconds(inVain == 0 ? 0 : Math.Min(100 << Math.Min(inVain, 6), 5000)), ct);
            try
            {
                await StreamEpochAsync(run, progress, pace, mayReadPieces, ct);
            }
            catch (BacklogException e)
            {
                mayReadPieces = false;
                Log.StreamsBacklog(logger, run.Lane.Id, e.Message);
            }
            catch (LaneRestartException e)
            {
                Log.Restarting(logger, run.Lane.Id, progress.Epoch, e.Message);
            }
            catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.UndefinedObject)
            {
                throw new FaultException(await MissingAsync(run.Lane, progress.SourceSystemId, ct), e);
            }
        }
    }

    /// <summary>From here on only batches of this epoch count. Throws the fault when the slot cannot continue where the destination is.</summary>
    private async Task<LaneProgress> BeginEpochAsync(CatalogLane lane, CancellationToken ct)
    {
        await using var source = await peers.OpenSourceAsync(lane, ct);
        await using var destination = await peers.OpenDestinationAsync(lane, ct);
        await LaneProgress.EnsureBookkeepingAsync(destination, ct);
        var progress = await LaneProgress.BeginEpochAsync(destination, lane.Id, ct);
        var expected = progress?.SourceSystemId ?? lane.SourceSystemId ?? "";
        if (await SlotInspection.ExamineAsync(source, lane.SlotName, progress, expected, ct) is { } fault)
        {
            throw new FaultException(fault);
        }

        if (!await Publication.ExistsAsync(source, lane.PublicationName, ct))
        {
            throw new FaultException(PublicationFault.Of(lane.PublicationName));
        }

        var tables = await LaneTables.PublishedAsync(mappings, lane, ct);
        await unpublished.MarkAsync(lane, await Publication.MissingAsync(source, lane.PublicationName, tables, ct), destination, ct);
        await Publication.EnsureAsync(source, lane.PublicationName, tables, ct);
        await LogicalSlot.AwaitInactiveAsync(source, lane.SlotName, LeftoverPatience, ct);
        return progress!;
    }

    /// <summary>The stream knows two names on the source: the slot's, or else the publication's, was not there.</summary>
    private async Task<Fault> MissingAsync(CatalogLane lane, string systemId, CancellationToken ct)
    {
        await using var source = await peers.OpenSourceAsync(lane, ct);
        await using var destination = await peers.OpenDestinationAsync(lane, ct);

        // Where the destination is by now: the slot has followed it since the epoch began.
        var progress = await LaneProgress.FindAsync(destination, lane.Id, ct);
        return await SlotInspection.ExamineAsync(source, lane.SlotName, progress, systemId, ct) ?? PublicationFault.Of(lane.PublicationName);
    }

    private async Task StreamEpochAsync(ILaneRun run, LaneProgress progress, CatchupPace pace, bool mayReadPieces, CancellationToken ct)
    {
        var lane = run.Lane;
        await using var writer = await stream.OpenWriterAsync(lane.Id, progress.Epoch, ct);
        var links = await peers.LinkAsync(lane, ct);
        await using var destination = await links.OpenDestinationAsync(ct);
        var flight = new InFlight(progress.Position, time);
        await using var backlog = mayReadPieces ? await backlogs.OpenAsync(lane, progress.Position, flight, ct) : null;
        var wal = new WalStream(token => OpenReplicationAsync(lane, progress, token), lane, progress.Position, backlog, time);
        Log.Streaming(logger, lane.Id, lane.Mirror, progress.Epoch, progress.Position);
        ReaderMetrics.Started(lane.Mirror);
        using var pending = new PendingChanges(lane.Options.MaxBatchSize);
        var loop = new Lane(wal, pending, writer, flight, new BatchSequence(lane.Id, progress.Epoch, progress.Position), lane.Mirror, time);
        var gauge = new LaneGauge(run, lanes, links, wal, flight, pending, pace, time, logger);
        var feedback = new Feedback(lane.Id, progress.Epoch, destination, wal, writer, flight, gauge);
        var markers = new MarkerPlacing(run, lanes, resyncs, peers, time, logger);
        await TogetherAsync([token => wal.RelayAsync(pending, token), wal.KeepInformedAsync, loop.RunAsync, feedback.RunAsync, markers.RunAsync], ct);
    }

    private async Task<LogicalReplicationConnection> OpenReplicationAsync(CatalogLane lane, LaneProgress progress, CancellationToken ct)
    {
        var replication = await peers.OpenReplicationAsync(lane, ct);
        try
        {
            var systemId = (await replication.IdentifySystem(ct)).SystemId;
            return SlotInspection.OfCluster(systemId, progress.SourceSystemId) is { } other ? throw new FaultException(other) : replication;
        }
        catch
        {
            await replication.DisposeAsync();
            throw;
        }
    }

    /// <summary>Runs the parts of an epoch until one of them ends, ends the others, and throws what the first one threw.</summary>
    private static async Task TogetherAsync(Func<CancellationToken, Task>[] parts, CancellationToken ct)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var running = parts.Select(part => Task.Run(() => part(end.Token), CancellationToken.None)).ToList();
        var first = await Task.WhenAny(running);
        await end.CancelAsync();
        await Task.WhenAll(running).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        ct.ThrowIfCancellationRequested();
        await first;
    }
}
