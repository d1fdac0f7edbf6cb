using System.Diagnostics;
using Npgsql;

namespace BunnyDb.Benchmarks.Swaps;

/// <summary>Readers that never stop, so that whoever keeps readers out is seen.</summary>
internal sealed class StallProbe(Database destination) : IAsyncDisposable
{
    private static readonly TimeSpan BetweenReads = TimeSpan.FromMilliseconds(2);

    /// <summary>By key, prepared, through a view, and over a range.</summary>
    private static readonly (string Sql, bool IsPrepared)[] Kinds =
    [
        ($"select v from {SwapLocks.Table} where id = 17", false),
        ($"select v from {SwapLocks.Table} where id = 18", true),
        ("select v from bench_view_1 where id = 19", false),
        ($"select sum(v) from {SwapLocks.Table} where id < 500", false),
    ];

    private readonly CancellationTokenSource stopping = new();
    private readonly Lock door = new();
    private readonly List<TimedRead> reads = [];
    private Task[] reading = [];

    internal static int Readers => Kinds.Length;

    internal void Start(CancellationToken ct) => reading = [.. Kinds.Select(kind => Task.Run(() => ReadAsync(kind.Sql, kind.IsPrepared, ct), ct))];

    /// <summary>Of the reads that this time met; every one of a swap must have been waited for.</summary>
    /// <exception cref="InvalidOperationException">Nobody read in that time.</exception>
    internal double LongestMs(DateTimeOffset from, DateTimeOffset to)
    {
        lock (door)
        {
            var met = reads.Where(read => read.EndsAt >= from && read.At <= to).ToList();
            return met.Count > 0 ? met.Max(read => read.Ms) : throw new InvalidOperationException($"No read met {from:O} to {to:O}.");
        }
    }

    /// <summary>A reader that failed fails the benchmark here.</summary>
    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await Task.WhenAll(reading);
        stopping.Dispose();
    }

    private async Task ReadAsync(string sql, bool isPrepared, CancellationToken ct)
    {
        await using var connection = await destination.OpenAnewAsync(ct);
        await using var read = new NpgsqlCommand(sql, connection);
        if (isPrepared)
        {
            await read.PrepareAsync(ct);
        }

        while (!stopping.IsCancellationRequested)
        {
            var at = DateTimeOffset.UtcNow;
            var started = Stopwatch.GetTimestamp();
            if (await read.ExecuteScalarAsync(ct) is null or DBNull)
            {
                throw new InvalidOperationException($"A reader saw no row: {sql}");
            }

            var took = new TimedRead(at, Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            lock (door)
            {
                reads.Add(took);
            }

            await Task.Delay(BetweenReads, ct);
        }
    }
}
