using BunnyDb.Catalog.Lanes;
using BunnyDb.Catalog.Resyncs;
using BunnyDb.CdcReader.Backlogs;
using BunnyDb.CdcReader.Markers;
using BunnyDb.ChangeStream;
using BunnyDb.Contracts.Faults;
using BunnyDb.Hosting.Lanes;
using BunnyDb.Postgres.Progress;
using BunnyDb.Postgres.Replication;
using Microsoft.Extensions.Logging;
using Npgsql.Replication;
using CatalogLane = BunnyDb.Catalog.Lanes.Lane;

namespace BunnyDb.CdcReader.Lanes;

/// <summary>Streams one epoch of a lane: the parts that read, send, confirm and mark run together until one of them ends.</summary>
internal sealed class EpochStreaming(
    LanePeers peers, LaneStore lanes, ResyncStore resyncs, BacklogOpening backlogs, IChangeStream stream, TimeProvider time, ILogger<EpochStreaming> logger)
{
    internal async Task StreamAsync(ILaneRun run, LaneProgress progress, CatchupPace pace, bool mayReadPieces, CancellationToken ct)
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
