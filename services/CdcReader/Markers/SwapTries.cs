using BunnyDb.Catalog.Resyncs;
using BunnyDb.Contracts.Faults;
using BunnyDb.Contracts.Resyncs;
using BunnyDb.Hosting.Lanes;
using BunnyDb.Postgres.Swaps;

namespace BunnyDb.CdcReader.Markers;

/// <summary>
/// The tries of a lane whose shadows are to be swapped: they are counted and shown with who is in the way, ever further apart, and there is an end to them.
/// Of a lane that only joins, every pause is one second and there is no end.
/// </summary>
internal sealed class SwapTries(ILaneRun run, ResyncStore resyncs, LaneLinks links, TimeProvider time)
{
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(15);

    /// <summary>What somebody does to the tables at this very moment looks like what will never do.</summary>
    private const int FinalsInARow = 3;

    private int tries;
    private int finals;
    private SnapshotMark? complete;
    private long waitsSince;

    /// <summary>How long to leave readers alone after a miss.</summary>
    internal TimeSpan Pause { get; private set; } = TimeSpan.FromSeconds(1);

    private bool Swaps => run.Lane.FillsShadows;

    internal async Task BeginAsync(CancellationToken ct)
    {
        if (Swaps)
        {
            tries = await resyncs.AttemptsAsync(run.Lane.ResyncId!.Value, ct);
            await using var destination = await links.OpenDestinationAsync(ct);

            // The shadow is filled by now: whoever began later sees its rows.
            complete = await OldSnapshots.MarkAsync(destination, ct);
            waitsSince = time.GetTimestamp();
        }
    }

    /// <summary>
    /// False: a transaction of before the shadow's rows still reads with its old snapshot, and would find the table empty. Waiting for it here holds nobody up;
    /// one that outlasts <c>swap_old_snapshot_wait_seconds</c> costs a try.
    /// </summary>
    internal async Task<bool> MayTryAsync(CancellationToken ct)
    {
        if (!Swaps)
        {
            return true;
        }

        await using var destination = await links.OpenDestinationAsync(ct);
        var older = await OldSnapshots.WhoIsOlderAsync(destination, complete!, ct);
        if (older.Count == 0)
        {
            return true;
        }

        IReadOnlyList<ResyncBlocker> blockers = [.. older.Select(blocker => blocker.Tell())];
        if (time.GetElapsedTime(waitsSince).TotalSeconds >= run.Lane.Options.SwapOldSnapshotWaitSeconds)
        {
            waitsSince = time.GetTimestamp();
            tries++;
            await EndAsync("Transactions read with a snapshot that is older than the fresh table's rows.", null, blockers, isFinal: false, ct);
        }
        else
        {
            await resyncs.ShowAttemptAsync(run.Lane.ResyncId!.Value, tries, null, blockers, ct);
            await Task.Delay(ShortestPause, time, ct);
        }

        return false;
    }

    /// <summary>A marker was placed.</summary>
    internal async Task BegunAsync(CancellationToken ct)
    {
        if (Swaps)
        {
            tries++;
            await resyncs.ShowAttemptAsync(run.Lane.ResyncId!.Value, tries, null, [], ct);
        }
    }

    internal async Task MissedAsync(MarkerState state, CancellationToken ct)
    {
        if (Swaps)
        {
            await EndAsync(state.Reason ?? "", state.LockWaitMs, state.Blockers, state.IsFinal, ct);
        }
    }

    /// <exception cref="FaultException"><see cref="FaultCode.SwapBlocked"/>: that was the last try.</exception>
    private async Task EndAsync(string reason, double? lockWaitMs, IReadOnlyList<ResyncBlocker> blockers, bool isFinal, CancellationToken ct)
    {
        await resyncs.ShowAttemptAsync(run.Lane.ResyncId!.Value, tries, lockWaitMs, blockers, ct);
        finals = isFinal ? finals + 1 : 0;
        if (finals >= FinalsInARow)
        {
            throw new FaultException(new Fault(
                FaultKind.Halt, FaultCode.SwapImpossible, $"The table cannot be swapped: {reason}", "The live table is as it was. Mend that, and start the resync again."));
        }

        if (tries >= run.Lane.Options.SwapMaxAttempts)
        {
            throw new FaultException(new Fault(
                FaultKind.Halt, FaultCode.SwapBlocked, $"The table could not be swapped in {tries} attempts. The last one: {reason}{Named(blockers)}",
                "The live table is as it was. End the sessions that hold it, or raise swap_max_attempts or swap_lock_timeout_ms, and start the resync again."));
        }

        // Half a second, then half as long again each time, to fifteen; with jitter, so that it does not beat in time with somebody's report.
        var pause = Math.Min(ShortestPause.TotalSeconds * Math.Pow(1.5, Math.Clamp(tries - 1, 0, 20)), LongestPause.TotalSeconds);
        Pause = TimeSpan.FromSeconds(pause * (0.8 + (Random.Shared.NextDouble() * 0.4)));
    }

    private static string Named(IReadOnlyList<ResyncBlocker> blockers) => blockers.Count == 0
        ? ""
        : $" In the way: {string.Join("; ", blockers.Take(5).Select(blocker => $"pid {blocker.Pid} ({blocker.User}, {blocker.Application}): {blocker.Holds}"))}.";
}
