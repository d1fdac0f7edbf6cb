using BunnyDb.Catalog.Lanes;
using BunnyDb.Catalog.Resyncs;
using BunnyDb.Contracts.Lanes;
using BunnyDb.Contracts.Values;
using BunnyDb.Hosting.Lanes;
using Microsoft.Extensions.Logging;
using Npgsql;
using NpgsqlTypes;

namespace BunnyDb.CdcReader.Markers;

/// <summary>
/// Places markers in the source's WAL while a temporary lane shall join the main lane, one at a time: the next only after the verdict over the
/// last, or when none came. Both lanes meet a marker after the very same transactions.
/// </summary>
internal sealed class MarkerPlacing(ILaneRun run, LaneStore lanes, ResyncStore resyncs, LanePeers peers, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(100);

    /// <summary>A lane that is not level will miss the marker too, unless it never is because both are busy.</summary>
    private static readonly TimeSpan LongPauseAfterMiss = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan VerdictPatience = TimeSpan.FromSeconds(60);

    internal async Task RunAsync(CancellationToken ct)
    {
        var lane = run.Lane;
        if (lane.Order == LaneOrder.Join && lane.Kind == LaneKind.Temporary)
        {
            var main = (await lanes.AllAsync(ct)).Single(other => other.MirrorId == lane.MirrorId && other.Kind == LaneKind.Main);
            await PlaceAsync(main.Id, ct);
        }

        await Task.Delay(Timeout.InfiniteTimeSpan, ct);
    }

    private async Task PlaceAsync(LaneId main, CancellationToken ct)
    {
        var links = await peers.LinkAsync(run.Lane, ct);
        var tries = new SwapTries(run, resyncs, links, time);
        await tries.BeginAsync(ct);
        string? last = null;
        var (placedAt, missedAt) = (0L, 0L);
        while (true)
        {
            var state = await MarkerState.LookAsync(links, run.Lane.Id, main, last, ct);
            if (state.Verdict == "JOINED")
            {
                return;
            }

            if (last is not null && state.Verdict == "MISSED")
            {
                await tries.MissedAsync(state, ct);
                (last, missedAt) = (null, time.GetTimestamp());
            }

            if (last is null && state.Held is { } held)
            {
                // Placed by an earlier run of ours: the lane waits there for its verdict.
                (last, placedAt) = (held, time.GetTimestamp());
            }

            // A lane that waits at its marker will get the verdict: the main lane's slot delivers the marker sooner or later.
            var isUndecided = last is not null && (state.Held == last || time.GetElapsedTime(placedAt) < VerdictPatience);
            var mayTry = missedAt == 0 || (time.GetElapsedTime(missedAt) >= tries.Pause && state.IsLevel) || time.GetElapsedTime(missedAt) >= LongPauseAfterMiss;
            if (!isUndecided && mayTry && await tries.MayTryAsync(ct))
            {
                // The clock makes it unique among the markers of all runs; the applier compares them for equality only.
                last = $"{run.Lane.Id}:{time.GetUtcNow().ToUnixTimeMilliseconds()}";
                placedAt = time.GetTimestamp();
                Log.PlacedMarker(logger, last, run.Lane.Id, await EmitAsync(links, last, ct));
                await tries.BegunAsync(ct);
            }

            await Task.Delay(LookEvery, ct);
        }
    }

    private static async Task<Lsn> EmitAsync(LaneLinks links, string marker, CancellationToken ct)
    {
        await using var source = await links.OpenSourceAsync(ct);
        await using var command = new NpgsqlCommand("select pg_logical_emit_message(true, 'bunnydb', $1)", source);
        command.Parameters.AddWithValue(marker);
        return new Lsn((ulong)(NpgsqlLogSequenceNumber)(await command.ExecuteScalarAsync(ct))!);
    }
}
