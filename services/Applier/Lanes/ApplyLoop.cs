using BunnyDb.Applier.Joins;
using BunnyDb.Applier.Rows;
using BunnyDb.Applier.Transactions;
using BunnyDb.Catalog.Lanes;
using BunnyDb.ChangeStream;
using BunnyDb.Hosting.Lanes;
using BunnyDb.Postgres.Progress;

namespace BunnyDb.Applier.Lanes;

/// <summary>
/// THE applying loop of a lane. It trusts nothing that it remembers: every destination transaction begins with the lane's row, and whatever does
/// not follow on that is asked for again.
/// </summary>
internal sealed class ApplyLoop(
    Lane lane, IChangeReader changes, DestinationSession session, TransactionApplier transactions, OperatorView view, ILogger<ApplierRole> logger)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    private readonly Continuity continuity = new();

    /// <summary>Runs until cancelled, or returns when the lane's tables are another lane's.</summary>
    /// <exception cref="ChangeStreamException">The stream ended.</exception>
    internal async Task RunAsync(ILaneRun run, CancellationToken ct)
    {
        await foreach (var unit in changes.ReadAsync(ct).InUnits(Pause, idle => WhileWaitingAsync(run, idle), ct))
        {
            var state = await ApplyAsync(unit, ct);
            foreach (var delivery in unit)
            {
                await delivery.AckAsync(ct);
            }

            await run.WorksAsync(ct);
            await view.ShowAsync(session.Connection, isFree: !transactions.IsInside, ct);
            if (state == JoinState.IsTakenOver)
            {
                return;
            }
        }

        throw new ChangeStreamException("The lane's stream ended.");
    }

    /// <summary>Applies what comes next, however much of it has arrived.</summary>
    private async Task<JoinState> ApplyAsync(IReadOnlyList<ChangeDelivery> unit, CancellationToken ct)
    {
        var arrived = ArrivedChanges.Of(unit, await transactions.LockAsync(ct), transactions.IsInside, continuity);
        var state = await ApplyAsync(arrived, ct);
        if (arrived.Gap is { } gap && state != JoinState.IsTakenOver)
        {
            await RestartAsync(gap, arrived.Reached, ct);
        }

        return state;
    }

    private async Task<JoinState> ApplyAsync(ArrivedChanges arrived, CancellationToken ct)
    {
        try
        {
            return await transactions.ApplyAsync(arrived, ct);
        }
        catch (UnknownRelationException) when (arrived.First is { Sequence: > 0 })
        {
            // Described before this run began: only a new epoch describes it again.
            await RestartAsync(arrived.First, arrived.Reached, ct);
            return JoinState.GoesOn;
        }
    }

    private async Task RestartAsync(ChangeBatch batch, LaneProgress progress, CancellationToken ct)
    {
        Log.Gap(logger, lane.Id, batch.Epoch, batch.Sequence, progress.Position);
        await AbandonAsync(progress.Epoch, ct);
    }

    private async Task AbandonAsync(long epoch, CancellationToken ct)
    {
        await transactions.ReleaseAsync();
        continuity.Abandon(epoch);
        await LaneProgress.AskRestartAsync(session.Connection, lane.Id, epoch, ct);
    }

    /// <summary>A reader that begins an epoch waits for the row that an unfinished transaction holds; its rest will never come.</summary>
    private async Task WhileWaitingAsync(ILaneRun run, CancellationToken ct)
    {
        if (transactions.IsInside && await session.IsWaitedForAsync(ct))
        {
            Log.GivesWay(logger, lane.Id);
            await AbandonAsync((await transactions.LockAsync(ct)).Epoch, ct);
        }

        await run.WorksAsync(ct);
        await view.ShowAsync(session.Connection, isFree: !transactions.IsInside, ct);
    }
}
