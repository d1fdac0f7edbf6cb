using System.Diagnostics;
using BunnyDb.Applier.Joins;
using BunnyDb.Applier.Lanes;
using BunnyDb.Applier.Routes;
using BunnyDb.Applier.Rows;
using BunnyDb.Catalog.Lanes;
using BunnyDb.ChangeStream;
using BunnyDb.Contracts.Faults;
using BunnyDb.Contracts.Values;
using BunnyDb.Postgres.Faults;
using BunnyDb.Postgres.Progress;
using Npgsql;

namespace BunnyDb.Applier.Transactions;

/// <summary>
/// Turns a batch into destination transactions, which end only where source transactions end. The usual way is tried first; what it meets
/// (a conflict, a refusal) is replayed carefully, so that a fault is that of one source transaction and all before it are committed.
/// </summary>
internal sealed class TransactionApplier(
    Lane lane, DestinationSession session, RouteTable routes, SourceTables tables, ILaneMarkers markers, OperatorView view, ILogger<ApplierRole> logger)
    : IAsyncDisposable
{
    private readonly ChangeFeed feed = new(tables, session.Connection);
    private DestinationTransaction? open;
    private long openedAt;

    /// <summary>A source transaction is applied in part and waits for the rest.</summary>
    internal bool IsInside => open?.Inside is not null;

    /// <summary>The lane's row, locked from here to the transaction's end.</summary>
    /// <exception cref="FaultException">The destination does not know the lane.</exception>
    internal async Task<LaneProgress> LockAsync(CancellationToken ct)
    {
        if (open is null)
        {
            openedAt = Stopwatch.GetTimestamp();
            open = await session.BeginAsync(lane.Id, ct) ?? throw new FaultException(new Fault(
                FaultKind.Halt, FaultCode.PositionMissing, $"The destination has no position for mirror '{lane.Mirror}': its row in bunnydb.lane is gone.",
                "Somebody has removed BunnyDb's bookkeeping on the destination. Delete the mirror and create it again."));
        }

        return open.Progress;
    }

    /// <summary>Before anything is applied: routes follow the mirror's mappings.</summary>
    internal async Task ReviseRoutesAsync(CancellationToken ct)
    {
        var progress = await LockAsync(ct);
        await routes.ReviseAsync(open!.Inner, ct);
        await open.CommitAsync(routes, progress.Position, ct);
        await ReleaseAsync();
        Log.Applies(logger, lane.Id, lane.Mirror, progress.Position, progress.Epoch, session.IsReplica ? "replica" : "origin");
    }

    /// <summary>Applies what the batch holds above the position. The caller has judged that the batch comes next.</summary>
    internal async Task<JoinState> ApplyAsync(ChangeBatch batch, IReadOnlyList<SourceTransaction> transactions, CancellationToken ct)
    {
        var state = JoinState.GoesOn;
        foreach (var group in BatchSplitter.Group(transactions))
        {
            if ((await LockAsync(ct)).Epoch != batch.Epoch || state == JoinState.IsTakenOver)
            {
                // Fenced between two transactions: the rest of the batch is void.
                await ReleaseAsync();
                return state;
            }

            var settled = group is [{ IsWhole: false } part] ? await ApplyPartAsync(part, ct) : await ApplyGroupAsync(group, batch.Epoch, ct);
            state = settled == JoinState.GoesOn ? state : settled;
        }

        if (!batch.EndsInsideTransaction && state != JoinState.IsTakenOver && (transactions is not [.., var last] || last.EndLsn < batch.Last))
        {
            await MoveIdleAsync(batch, ct);
        }

        return state;
    }

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

    private async Task<JoinState> ApplyGroupAsync(IReadOnlyList<SourceTransaction> group, long epoch, CancellationToken ct)
    {
        var described = tables.Described;
        try
        {
            await using var writer = new PipelinedWriter(session.Connection);
            await WriteAsync(group, writer, ct);
            return await CommitAsync(group[^1], ct);
        }
        catch (Exception e) when (IsRefusal(e))
        {
            await ReleaseAsync();
            Log.Replays(logger, lane.Id, group.Count, e is PostgresException refused ? refused.SqlState : e.GetType().Name);
        }

        tables.GoBackTo(described);
        var state = JoinState.GoesOn;
        foreach (var transaction in group)
        {
            state = await ApplyCarefullyAsync(transaction, epoch, ct);
        }

        return state;
    }

    private async Task<JoinState> ApplyCarefullyAsync(SourceTransaction transaction, long epoch, CancellationToken ct)
    {
        try
        {
            if ((await LockAsync(ct)).Epoch != epoch)
            {
                // Fenced since the rollback: the next look at the row drops the rest of the batch.
                return JoinState.GoesOn;
            }

            await WriteAsync([transaction], new CarefulWriter(session.Connection), ct);
            return await CommitAsync(transaction, ct);
        }
        catch (Exception e) when (IsRefusal(e))
        {
            await ReleaseAsync();
            throw Refused(transaction.FinalLsn, e);
        }
    }

    private async Task WriteAsync(IReadOnlyList<SourceTransaction> transactions, IRowWriter writer, CancellationToken ct)
    {
        var target = open!;
        foreach (var transaction in transactions)
        {
            if (target.Has(transaction))
            {
                feed.Skip(transaction.Frames);
                continue;
            }

            await target.DeferConstraintsAsync(ct);
            await feed.FeedAsync(transaction.Frames, writer, ct);
            target.Tally.Committed(1);
        }

        await writer.FinishAsync(ct);
        target.Tally.Add(writer.Tally);
    }

    /// <summary>A part of a transaction that is larger than a batch. Its destination transaction stays open; a stretch that must be replayed is this part.</summary>
    private async Task<JoinState> ApplyPartAsync(SourceTransaction part, CancellationToken ct)
    {
        if (!part.BeginsHere && open!.Inside is null)
        {
            // Descriptions that no transaction needed yet.
            feed.Skip(part.Frames);
            return JoinState.GoesOn;
        }

        var target = open!;
        var whole = target.Inside ??= part;
        try
        {
            if (target.Has(whole))
            {
                feed.Skip(part.Frames);
            }
            else
            {
                await WriteStretchAsync(target, part, ct);
                target.Tally.Committed(part.EndsHere ? 1 : 0);
            }

            if (!part.EndsHere)
            {
                return JoinState.GoesOn;
            }

            target.Inside = null;
            return await CommitAsync(part with { FinalLsn = whole.FinalLsn }, ct);
        }
        catch (Exception e) when (IsRefusal(e))
        {
            await ReleaseAsync();
            throw Refused(whole.FinalLsn, e);
        }
    }

    private async Task WriteStretchAsync(DestinationTransaction target, SourceTransaction part, CancellationToken ct)
    {
        await target.DeferConstraintsAsync(ct);
        await target.MarkStretchAsync(ct);
        var described = tables.Described;
        IRowWriter writer;
        try
        {
            await using var pipelined = new PipelinedWriter(session.Connection);
            await feed.FeedAsync(part.Frames, pipelined, ct);
            await pipelined.FinishAsync(ct);
            writer = pipelined;
        }
        catch (Exception e) when (IsRefusal(e))
        {
            Log.Replays(logger, lane.Id, 1, e is PostgresException refused ? refused.SqlState : e.GetType().Name);
            await target.UndoStretchAsync(ct);
            tables.GoBackTo(described);
            writer = new CarefulWriter(session.Connection);
            await feed.FeedAsync(part.Frames, writer, ct);
        }

        await target.ForgetStretchAsync(ct);
        target.Tally.Add(writer.Tally);
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

    /// <summary>An empty batch says how far an idle lane may move.</summary>
    private async Task MoveIdleAsync(ChangeBatch batch, CancellationToken ct)
    {
        if ((await LockAsync(ct)) is var progress && progress.Epoch == batch.Epoch && batch.Last > progress.Position)
        {
            await open!.CommitAsync(routes, batch.Last, ct);
        }

        await ReleaseAsync();
    }

    /// <summary>The destination is not what the changes assume, or refuses one; not that it is away.</summary>
    private static bool IsRefusal(Exception e) => e is UnexpectedCountException
        || (e is PostgresException or FaultException && FaultPolicy.Classify(e).Kind != FaultKind.Transient);

    /// <summary>Without the server's exception, whose message may quote a value: this one is logged.</summary>
    private static FaultException Refused(Lsn commitLsn, Exception e) => new(FaultPolicy.Classify(e) with { Lsn = commitLsn.ToString() });
}
