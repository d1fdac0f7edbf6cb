using System.Data;
using BunnyDb.Applier.Orders;
using BunnyDb.Catalog.Lanes;
using BunnyDb.Catalog.Mirrors;
using BunnyDb.Catalog.Peers;
using BunnyDb.Contracts.Faults;
using BunnyDb.Contracts.Lanes;
using BunnyDb.Contracts.Values;
using BunnyDb.Hosting.Lanes;
using BunnyDb.Postgres.Connections;
using BunnyDb.Postgres.Copy;
using BunnyDb.Postgres.Progress;
using BunnyDb.Postgres.Replication;
using BunnyDb.Postgres.Verification;
using Npgsql;

namespace BunnyDb.Applier.Verification;

/// <summary>
/// The order Verify: the lane runs on, and beside it its tables are compared with the source's at one point of the source. The lane waits there only
/// for as long as it takes to open a snapshot of the destination.
/// </summary>
internal sealed class LaneVerifying(PeerStore peers, PeerConnections connections, MappingStore mappings, LaneApplying applying)
{
    private const string Purpose = "verify";

    /// <summary>A new slot waits for every transaction of the source that is open; the lane does not wait with it for longer than this.</summary>
    private static readonly TimeSpan SlotPatience = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(20);

    internal async Task VerifyAsync(ILaneRun run, CancellationToken ct)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var applied = applying.ApplyAsync(run, end.Token);
        var verified = run.Lane is { IsAnswered: true, Stage: LaneStage.Verified } ? Task.CompletedTask : CompareAsync(run, end.Token);
        try
        {
            await await Task.WhenAny(applied, verified);
            await applied;
        }
        finally
        {
            await end.CancelAsync();
            await Task.WhenAll(applied, verified).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <exception cref="FaultException"><see cref="FaultCode.NotEqual"/>, naming the first table and chunk that differ.</exception>
    private async Task CompareAsync(ILaneRun run, CancellationToken ct)
    {
        var lane = run.Lane;
        var tables = await mappings.OfLaneAsync(lane.Id, ct);
        await using var source = await OpenAsync(lane.SourcePeer, ct);
        await using var destination = await OpenAsync(lane.DestinationPeer, ct);
        await using var snapshots = await TakeAsync(lane, source, destination, ct);
        foreach (var mapping in tables.Select(table => table.Mapping))
        {
            var differences = await TableComparison.CompareAsync(
                source, destination, new VerifiedTable(mapping.Source, mapping.Destination, mapping.ExcludeColumns), ct);
            if (differences is [var first, ..])
            {
                throw new FaultException(new Fault(
                    FaultKind.Halt, FaultCode.NotEqual,
                    $"The fresh rows for {mapping.Source} are not the source's: {first.Message}"
                    + (differences.Count > 1 ? $" (and {differences.Count - 1} more chunks)." : "."),
                    "Nothing was swapped. Somebody wrote to the shadow, or this is a bug of BunnyDb; start the resync again, and report it if it comes back.",
                    mapping.Source.ToString()));
            }
        }

        await run.ReportAsync(LaneStage.Verified, ct);
    }

    /// <summary>Leaves both connections in transactions that show the same point of the source.</summary>
    private async Task<SnapshotPair> TakeAsync(Lane lane, NpgsqlConnection source, NpgsqlConnection destination, CancellationToken ct)
    {
        await using var control = await OpenAsync(lane.DestinationPeer, ct);
        await using var replication = await connections.OpenReplicationAsync(await peers.AddressAsync(lane.SourcePeer, ct), Purpose, ct);
        try
        {
            await LaneStop.HereAsync(control, lane.Id, ct);
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
            patience.CancelAfter(SlotPatience);
            var slot = await CreateSlotAsync(replication, lane, patience.Token, ct);
            var point = new Lsn((ulong)slot.ConsistentPoint);
            await LaneStop.AtAsync(control, lane.Id, point, ct);
            await AwaitStopAsync(lane, point, control, ct);
            var pair = await SnapshotPair.BeginAsync(source, slot.SnapshotName!, destination, ct);
            if (!await LaneStop.LetGoAsync(control, lane.Id, point, ct))
            {
                await pair.DisposeAsync();
                throw Again("The lane went on before its snapshot was taken.");
            }

            return pair;
        }
        finally
        {
            await LaneStop.LetGoAsync(control, lane.Id, CancellationToken.None);
        }
    }

    private static async Task<Npgsql.Replication.PgOutput.PgOutputReplicationSlot> CreateSlotAsync(
        Npgsql.Replication.LogicalReplicationConnection replication, Lane lane, CancellationToken patience, CancellationToken ct)
    {
        try
        {
            return await LogicalSlot.CreateTemporaryAsync(replication, $"bunny_verify_{lane.Id.Suffix}", patience);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            throw Again("The comparison waits for transactions on the source that are older than it.", FaultCode.WaitingForTransactions);
        }
    }

    /// <summary>An idle source sends nothing beyond the point by itself: a message in its log does.</summary>
    private async Task AwaitStopAsync(Lane lane, Lsn point, NpgsqlConnection control, CancellationToken ct)
    {
        await using (var log = await OpenAsync(lane.SourcePeer, ct))
        await using (var emit = new NpgsqlCommand("select pg_logical_emit_message(true, 'bunnydb', 'verify')", log))
        {
            await emit.ExecuteScalarAsync(ct);
        }

        var until = DateTime.UtcNow + StopPatience;
        while (!await LaneStop.IsReachedAsync(control, lane.Id, point, ct))
        {
            if (DateTime.UtcNow >= until)
            {
                throw Again("The lane did not come to the point of the comparison in time.");
            }

            await Task.Delay(Poll, ct);
        }
    }

    private static FaultException Again(string why, string code = FaultCode.RetryableConflict) => new(new Fault(
        FaultKind.Transient, code, why, "Nothing to do: it is tried again. Long transactions on the source delay it."));

    private async Task<NpgsqlConnection> OpenAsync(string peer, CancellationToken ct) => await connections.OpenAsync(await peers.AddressAsync(peer, ct), Purpose, ct);

    private sealed class SnapshotPair(NpgsqlTransaction source, NpgsqlTransaction destination) : IAsyncDisposable
    {
        internal static async Task<SnapshotPair> BeginAsync(NpgsqlConnection source, string name, NpgsqlConnection destination, CancellationToken ct)
        {
            var ours = await ExportedSnapshot.BeginAsync(source, name, ct);
            var theirs = await destination.BeginTransactionAsync(IsolationLevel.RepeatableRead, ct);

            // The first statement takes the snapshot.
            await using var look = new NpgsqlCommand("set transaction read only; select pg_current_snapshot()", destination, theirs);
            await look.ExecuteNonQueryAsync(ct);
            return new SnapshotPair(ours, theirs);
        }

        public async ValueTask DisposeAsync()
        {
            await source.DisposeAsync();
            await destination.DisposeAsync();
        }
    }
}
