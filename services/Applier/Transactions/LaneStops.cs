using BunnyDb.Contracts.Values;
using BunnyDb.Postgres.Progress;
using Npgsql;

namespace BunnyDb.Applier.Transactions;

/// <summary>The applier's side of <see cref="LaneStop"/>: says that the lane has come to its stop, and waits there until it is let go.</summary>
internal sealed class LaneStops(LaneId lane, NpgsqlConnection destination)
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(20);

    /// <summary>Whoever stopped the lane may have died: after this it goes on by itself, which the other one notices.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    internal async Task WaitAsync(Lsn stop, CancellationToken ct)
    {
        await LaneStop.ReachedAsync(destination, lane, stop, ct);
        var until = DateTime.UtcNow + Patience;
        while (await LaneProgress.FindAsync(destination, lane, ct) is { } progress && progress.StopAt == stop)
        {
            if (DateTime.UtcNow >= until)
            {
                await LaneStop.LetGoAsync(destination, lane, ct);
            }

            await Task.Delay(Poll, ct);
        }
    }
}
