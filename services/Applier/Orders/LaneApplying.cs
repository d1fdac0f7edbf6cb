using BunnyDb.Applier.Batches;
using BunnyDb.Applier.Cutover;
using BunnyDb.Applier.Joins;
using BunnyDb.Applier.Lanes;
using BunnyDb.Applier.Routes;
using BunnyDb.Applier.Rows;
using BunnyDb.Applier.Schema;
using BunnyDb.Applier.Transactions;
using BunnyDb.Catalog.Logs;
using BunnyDb.Catalog.Mirrors;
using BunnyDb.Catalog.Peers;
using BunnyDb.ChangeStream;
using BunnyDb.Contracts.Lanes;
using BunnyDb.Hosting.Lanes;
using BunnyDb.Postgres.Connections;
using BunnyDb.Postgres.Progress;

namespace BunnyDb.Applier.Orders;

/// <summary>Runs a lane on its destination: the orders Stream, Verify and Join.</summary>
internal sealed class LaneApplying(
    PeerStore peers, PeerConnections connections, MappingStore mappings, IChangeStream stream, MirrorLog log, TimeProvider time, ILogger<ApplierRole> logger,
    TargetOrders targets, PlanLimits limits)
{
    internal async Task ApplyAsync(ILaneRun run, CancellationToken ct)
    {
        var lane = run.Lane;
        var address = await peers.AddressAsync(lane.DestinationPeer, ct);
        await using var session = await DestinationSession.OpenAsync(connections, address, ct);

        // The reader does so too, but may be of an earlier version: nobody works with bookkeeping that is older than himself.
        await LaneProgress.EnsureBookkeepingAsync(session.Connection, ct);

        // Before the mappings are read: a run that hangs with older ones writes nothing once the lane was stopped or another has begun.
        var number = await LaneProgress.BeginRunAsync(session.Connection, lane.Id, ct);
        var tables = lane.ResyncId is null ? await mappings.OfMirrorAsync(lane.MirrorId, ct) : await mappings.OfLaneAsync(lane.Id, ct);
        var routes = new RouteTable(lane.Id, [.. tables.Select(table => table.Mapping)]);
        var view = new OperatorView(lane, mappings, log, time, logger);
        var swap = new TableSwap(lane.Mirror, TimeSpan.FromMilliseconds(lane.Options.SwapLockTimeoutMs), token => connections.OpenAsync(address, "cutover", token), time);
        ILaneMarkers markers = lane.Kind == LaneKind.Main ? new MainLaneMarkers(lane.Id, swap, time) : new TemporaryLaneMarkers(lane.Id);
        var follower = new ColumnFollower(routes, async token => await connections.OpenAsync(await peers.AddressAsync(lane.SourcePeer, token), "schema", token));
        await using var transactions = new TransactionApplier(lane, session, routes, new SourceTables(routes, follower), markers, view, limits, logger);
        await transactions.BeginAsync(number, ct);
        await mappings.NeedResyncAsync(await ResyncMarks.OfMirrorAsync(lane.Mirror, session.Connection, ct), ct);
        if (await markers.SettleAsync(session.Connection, ct) != JoinState.IsTakenOver)
        {
            await using var changes = await stream.OpenReaderAsync(lane.Id, ct);
            await new ApplyLoop(lane, changes, session, transactions, view, logger).RunAsync(run, ct);
        }

        if (lane.ResyncId is null)
        {
            await targets.TieAsync(run, ct);
        }

        await run.ReportAsync(LaneStage.Joined, ct);
    }
}
