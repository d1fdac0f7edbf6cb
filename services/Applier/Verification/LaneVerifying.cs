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
using Npgsql.Replication;
using Npgsql.Replication.PgOutput;
using NpgsqlTypes;

namespace BunnyDb.Applier.Verification;

/// <summary>
/// The order Verify: the lane runs on, and beside it its tables are compared with the source's at one point of the source. The lane waits there only
/// for as long as it takes to open a snapshot of the destination.
/// </summary>
internal sealed class LaneVerifying(PeerStore peers, PeerConnections connections, MappingStore mappings, LaneApplying applying)
{
    private const string Purpose = "verify";

    /// <summary>A new slot waits for every transaction of the source that is open; the lane does not wait with it for longer than this at first, and twice as long each time.</summary>
    private static readonly TimeSpan SlotPatience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LongestSlotPatience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan CatchupPatience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan Tries = TimeSpan.FromHours(1);

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
        await using var snapshots = await TakeAsync(run, source, destination, ct);
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

    /// <summary>
    /// Leaves both connections in transactions that show the same point of the source. A lane that was let go on the way (its reader has just begun an epoch) is stopped again.
    /// </summary>
    private async Task<SnapshotPair> TakeAsync(ILaneRun run, NpgsqlConnection source, NpgsqlConnection destination, CancellationToken ct)
    {
        var until = DateTime.UtcNow + Tries;
        for (var patience = SlotPatience; DateTime.UtcNow < until; patience = patience * 2 < LongestSlotPatience ? patience * 2 : LongestSlotPatience)
        {
            if (await TryTakeAsync(run, patience, source, destination, ct) is { } pair)
            {
                await run.WorksAsync(ct);
                return pair;
            }

            await Task.Delay(Pause, ct);
        }

        throw new FaultException(new Fault(
            FaultKind.Halt, FaultCode.WaitingForTransactions,
            $"For {Tries.TotalMinutes} minutes there was no moment to compare the fresh rows with the source's: a transaction there stayed open, or was too large to be applied in that time.",
            "End that transaction (pg_stat_activity on the source, xact_start), or set verify_before_swap to false; then start the resync again."));
    }

    private async Task<SnapshotPair?> TryTakeAsync(
        ILaneRun run, TimeSpan slotPatience, NpgsqlConnection source, NpgsqlConnection destination, CancellationToken ct)
    {
        var lane = run.Lane;
        await using var control = await OpenAsync(lane.DestinationPeer, ct);
        if (!await CatchesUpAsync(run, source, control, ct))
        {
            return null;
        }

        await using var replication = await connections.OpenReplicationAsync(await peers.AddressAsync(lane.SourcePeer, ct), Purpose, ct);
        try
        {
            await LaneStop.HereAsync(control, lane.Id, ct);
            if (await TryCreateSlotAsync(replication, run, slotPatience, ct) is not { } slot)
            {
                return null;
            }

            var point = new Lsn((ulong)slot.ConsistentPoint);
            if (!await LaneStop.AtAsync(control, lane.Id, point, ct) || !await StopsAsync(run, point, source, control, ct))
            {
                return null;
            }

            var pair = await SnapshotPair.BeginAsync(source, slot.SnapshotName!, destination, ct);
            if (await LaneStop.LetGoAsync(control, lane.Id, point, ct))
            {
                return pair;
            }

            await pair.DisposeAsync();
            return null;
        }
        finally
        {
            // Of a connection that broke, what broke it is to be told, and not that it is closed. The next try stops the lane anew, and the reader's next epoch lets it go.
            if (control.State == ConnectionState.Open)
            {
                await LaneStop.LetGoAsync(control, lane.Id, CancellationToken.None);
            }
        }
    }

    /// <summary>
    /// The lane is let alone until it has applied what the source has committed by now: amid a large transaction it could be stopped only by giving that up, and
    /// one that is stopped again and again comes nearer to the source all the same.
    /// False: it has not come so far yet.
    /// </summary>
    private static async Task<bool> CatchesUpAsync(ILaneRun run, NpgsqlConnection source, NpgsqlConnection control, CancellationToken ct)
    {
        var reached = await EmitAsync(source, ct);
        var until = DateTime.UtcNow + CatchupPatience;
        while (DateTime.UtcNow < until)
        {
            if ((await LaneProgress.FindAsync(control, run.Lane.Id, ct))?.Position >= reached)
            {
                return true;
            }

            await Task.Delay(Poll, ct);
        }

        await ShowCatchingUpAsync(run, ct);
        return false;
    }

    private static Task ShowCatchingUpAsync(ILaneRun run, CancellationToken ct) => run.ShowWaitAsync(
        new Fault(
            FaultKind.Transient, FaultCode.CatchingUp, "The comparison before the swap waits for the fresh rows to catch up with the source, which has committed a large transaction.",
            "Wait. The mirror goes on meanwhile."), ct);

    /// <summary>An idle source sends nothing by itself: a message in its log does.</summary>
    private static async Task<Lsn> EmitAsync(NpgsqlConnection source, CancellationToken ct)
    {
        await using var emit = new NpgsqlCommand("select pg_logical_emit_message(true, 'bunnydb', 'verify')", source);
        return new Lsn((ulong)(NpgsqlLogSequenceNumber)(await emit.ExecuteScalarAsync(ct))!);
    }

    /// <summary>Null: transactions that are older than the slot would be waited for too long.</summary>
    private static async Task<PgOutputReplicationSlot?> TryCreateSlotAsync(
        LogicalReplicationConnection replication, ILaneRun run, TimeSpan slotPatience, CancellationToken ct)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(slotPatience);
        try
        {
            return await LogicalSlot.CreateTemporaryAsync(replication, $"bunny_verify_{run.Lane.Id.Suffix}", patience.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            await run.ShowWaitAsync(
                new Fault(
                    FaultKind.Transient, FaultCode.WaitingForTransactions, "The comparison before the swap waits for transactions on the source that are older than it.",
                    "Wait, or end those transactions (pg_stat_activity on the source, xact_start)."), ct);
            return null;
        }
    }

    /// <summary>False: the lane was let go meanwhile, or has not come so far yet.</summary>
    private static async Task<bool> StopsAsync(ILaneRun run, Lsn point, NpgsqlConnection source, NpgsqlConnection control, CancellationToken ct)
    {
        await EmitAsync(source, ct);
        var until = DateTime.UtcNow + StopPatience;
        while (DateTime.UtcNow < until)
        {
            if (await LaneStop.IsReachedAsync(control, run.Lane.Id, point, ct))
            {
                return true;
            }

            if ((await LaneProgress.FindAsync(control, run.Lane.Id, ct))?.StopAt != point)
            {
                return false;
            }

            await Task.Delay(Poll, ct);
        }

        await ShowCatchingUpAsync(run, ct);
        return false;
    }

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
