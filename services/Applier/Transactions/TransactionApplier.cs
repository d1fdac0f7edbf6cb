using System.Diagnostics;
using BunnyDb.Applier.Batches;
using BunnyDb.Applier.Joins;
using BunnyDb.Applier.Lanes;
using BunnyDb.Applier.Routes;
using BunnyDb.Applier.Rows;
using BunnyDb.Catalog.Lanes;
using BunnyDb.Contracts.Faults;
using BunnyDb.Contracts.Values;
using BunnyDb.Postgres.Progress;

namespace BunnyDb.Applier.Transactions;

/// <summary>
/// Turns a batch into destination transactions, which end only where source transactions end. The usual way is tried first; what it meets
/// (a conflict, a refusal) is replayed carefully, so that a fault is that of one source transaction and all before it are committed.
/// </summary>
internal sealed class TransactionApplier(
    Lane lane, DestinationSession session, RouteTable routes, SourceTables tables, ILaneMarkers markers, OperatorView view, PlanLimits limits, ILogger<ApplierRole> logger)
    : IAsyncDisposable
{
    private readonly TransactionWriter writer = new(lane, session, tables, limits, logger);
    private DestinationTransaction? open;
    private readonly LaneStops stops = new(lane.Id, session.Connection);
    private long epoch = -1;
    private long? run;
    private int routesVersion;
    private long openedAt;

    /// <summary>A source transaction is applied in part and waits for the rest.</summary>
    internal bool IsInside => open?.Inside is not null;

    /// <summary>The lane's row, locked from here to the transaction's end.</summary>
    /// <exception cref="FaultException">The destination does not know the lane; or another run has begun since (transient).</exception>
    internal async Task<LaneProgress> LockAsync(CancellationToken ct)
    {
        var progress = await OpenAsync(ct);
        if (progress.RoutesVersion != routesVersion)
        {
            // A resync has taken a table from this lane.
            routesVersion = progress.RoutesVersion;
            await routes.LoadAsync(open!.Inner, ct);
            tables.Forget();
        }

        return progress;
    }

    /// <exception cref="FaultException">As <see cref="LockAsync"/>'s.</exception>
    private async Task<LaneProgress> OpenAsync(CancellationToken ct)
    {
        if (open is null)
        {
            openedAt = Stopwatch.GetTimestamp();
            open = await session.BeginAsync(lane.Id, ct) ?? throw new FaultException(new Fault(
                FaultKind.Halt, FaultCode.PositionMissing, $"The destination has no position for mirror '{lane.Mirror}': its row in bunnydb.lane is gone.",
                "Somebody has removed BunnyDb's bookkeeping on the destination. Delete the mirror and create it again."));
        }

        if (open.Progress.ApplierRun != run)
        {
            // We hung, say, and lost our claim. What we know of the mirror's tables and columns may be so no longer.
            throw new FaultException(new Fault(
                FaultKind.Transient, FaultCode.RetryableConflict, $"Another applier has begun to write for mirror '{lane.Mirror}', or it was stopped.",
                "Nothing to do: BunnyDb settles by itself who goes on."));
        }

        return open.Progress;
    }

    /// <summary>Before anything is applied: the routes follow the mirror's mappings.</summary>
    /// <param name="number">The run's, from before the mappings were read.</param>
    internal async Task BeginAsync(long? number, CancellationToken ct)
    {
        run = number;
        var progress = await OpenAsync(ct);
        routesVersion = progress.RoutesVersion;
        await routes.ReviseAsync(open!.Inner, ct);
        await tables.LearnAsync(session.Connection, ct);
        await routes.LoadAsync(open.Inner, ct);
        await open.CommitAsync(routes, progress.Position, ct);
        await ReleaseAsync();
        Log.Applies(logger, lane.Id, lane.Mirror, progress.Position, progress.Epoch, session.IsReplica ? "replica" : "origin");
    }

    /// <summary>Applies what has arrived above the position. The caller has judged that it comes next.</summary>
    internal async Task<JoinState> ApplyAsync(ArrivedChanges arrived, CancellationToken ct)
    {
        if (arrived.Epoch != epoch)
        {
            // Whoever began it may have changed our tables.
            epoch = arrived.Epoch;
            LookAgain();
        }

        var state = JoinState.GoesOn;
        var transactions = arrived.Transactions.ToList();
        var rest = transactions;
        while (rest.Count > 0 && state != JoinState.IsTakenOver && await LockAsync(ct) is var progress && progress.Epoch == arrived.Epoch)
        {
            var group = BatchSplitter.Group(rest).First().TakeWhile(transaction => !IsBeyond(transaction, progress.StopAt)).ToList();
            if (group.Count == 0)
            {
                await ReleaseAsync();
                await stops.WaitAsync(progress.StopAt!.Value, ct);
                continue;
            }

            state = group is [{ IsWhole: false } part] ? await ApplyPartAsync(part, ct) : await ApplyGroupAsync(group, arrived.Epoch, ct);
            rest = rest[group.Count..];
        }

        if (IsInside)
        {
            return state;
        }

        var isIdle = !arrived.EndsInside && (transactions is not [.., var last] || last.EndLsn < arrived.Reached.Position);
        if (isIdle && state != JoinState.IsTakenOver)
        {
            await MoveIdleAsync(arrived.Reached, ct);
        }

        await ReleaseAsync();
        return state;
    }

    /// <summary>A transaction that was begun before the stop was asked for is applied to its end: nobody could ask while its destination transaction was open.</summary>
    private static bool IsBeyond(SourceTransaction transaction, Lsn? stop) => stop is { } lsn && transaction.BeginsHere && transaction.FinalLsn >= lsn;

    /// <summary>Rolls back what is open.</summary>
    internal async Task ReleaseAsync()
    {
        if (open is { } transaction)
        {
            open = null;
            await transaction.DisposeAsync();
        }
    }

    public async ValueTask DisposeAsync() => await ReleaseAsync();

    /// <summary>Whole transactions, in one of the destination. Refused together, they are tried half by half, which finds the one that is refused.</summary>
    private async Task<JoinState> ApplyGroupAsync(IReadOnlyList<SourceTransaction> group, long epoch, CancellationToken ct)
    {
        if ((await LockAsync(ct)).Epoch != epoch)
        {
            // Fenced since a rollback: the next look at the row drops the rest.
            return JoinState.GoesOn;
        }

        var described = tables.Described;
        try
        {
            await writer.WriteSetsAsync(open!, group, ct);
            return await CommitAsync(group[^1], ct);
        }
        catch (Exception e) when (Refusal.Is(e))
        {
            await ReleaseAsync();
            Log.Replays(logger, lane.Id, group.Count, Refusal.Reason(e));
        }

        tables.GoBackTo(described);
        if (group.Count == 1)
        {
            LookAgain();
            return await ReplayAsync(group[0], epoch, ct);
        }

        await ApplyGroupAsync([.. group.Take(group.Count / 2)], epoch, ct);
        return await ApplyGroupAsync([.. group.Skip(group.Count / 2)], epoch, ct);
    }

    private async Task<JoinState> ReplayAsync(SourceTransaction transaction, long epoch, CancellationToken ct)
    {
        try
        {
            if ((await LockAsync(ct)).Epoch != epoch)
            {
                return JoinState.GoesOn;
            }

            await writer.WriteInOrderAsync(open!, transaction, ct);
            return await CommitAsync(transaction, ct);
        }
        catch (Exception e) when (Refusal.Is(e))
        {
            await ReleaseAsync();
            throw Refusal.At(transaction.FinalLsn, e);
        }
    }

    /// <summary>A part of a transaction of which more comes, or came. Its destination transaction stays open; what must be replayed is this part.</summary>
    private async Task<JoinState> ApplyPartAsync(SourceTransaction part, CancellationToken ct)
    {
        if (!part.BeginsHere && open!.Inside is null)
        {
            // Descriptions that no transaction needed yet.
            writer.Skip(part);
            return JoinState.GoesOn;
        }

        var target = open!;
        var whole = target.Inside ??= part;
        try
        {
            await writer.WritePartAsync(target, part, ct);
            if (!part.EndsHere)
            {
                return JoinState.GoesOn;
            }

            target.Inside = null;
            return await CommitAsync(part with { FinalLsn = whole.FinalLsn }, ct);
        }
        catch (Exception e) when (Refusal.Is(e))
        {
            await ReleaseAsync();
            throw Refusal.At(whole.FinalLsn, e);
        }
    }

    private async Task<JoinState> CommitAsync(SourceTransaction last, CancellationToken ct)
    {
        var target = open!;
        if (last.Marker is { } marker && !target.Has(last))
        {
            await markers.MeetAsync(marker, last.EndLsn, target.Inner, ct);
        }

        await target.CommitAsync(routes, last.EndLsn, ct);
        ApplierMetrics.Committed(lane.Mirror, target.Tally, openedAt);
        view.Committed(target.Tally);
        await ReleaseAsync();
        return last.Marker is null ? JoinState.GoesOn : await SettleAsync(ct);
    }

    private async Task<JoinState> SettleAsync(CancellationToken ct)
    {
        var state = await markers.SettleAsync(session.Connection, ct);
        if (state == JoinState.HasTakenOver)
        {
            await LockAsync(ct);
            await routes.LoadAsync(open!.Inner, ct);
            await ReleaseAsync();
            tables.Forget();
            Log.TookOver(logger, lane.Id, lane.Mirror);
        }

        return state;
    }

    /// <summary>At the destination's tables: a statement that was prepared before a column's type changed would refuse the new one's values.</summary>
    private void LookAgain()
    {
        tables.Forget();
        session.Connection.UnprepareAll();
    }

    /// <summary>An empty batch says how far an idle lane may move.</summary>
    private async Task MoveIdleAsync(LaneProgress reached, CancellationToken ct)
    {
        if ((await LockAsync(ct)) is var progress && progress.Epoch == reached.Epoch && reached.Position > progress.Position)
        {
            await open!.CommitAsync(routes, reached.Position, ct);
        }
    }
}
