using System.Collections.Concurrent;
using System.Diagnostics;
using Npgsql;

namespace BunnyDb.Demo;

/// <summary>
/// Small transactions at a steady rate on the source, each followed until it is seen on the destination. The delay runs from the
/// return of COMMIT on the source to the first read on the destination that shows the row; reads follow each other by about 2 ms.
/// </summary>
internal sealed class Heartbeat(Database source, Database destination)
{
    internal const string Table = "public.heartbeat";

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(1);
    private long last;

    internal Task CreateAsync(CancellationToken ct) =>
        source.ExecuteAsync("create table public.heartbeat (id bigint primary key, beaten_at timestamptz not null default clock_timestamp())", ct);

    /// <summary>Beats 50 times a second for <paramref name="duration"/>; returns every delay in milliseconds.</summary>
    internal async Task<IReadOnlyList<double>> MeasureAsync(TimeSpan duration, CancellationToken ct)
    {
        var committed = new ConcurrentDictionary<long, long>();
        var first = last + 1;
        var count = (long)(duration / Interval);
        var beating = BeatAsync(first, count, committed, ct);
        var seeing = SeeAsync(first, first + count - 1, committed, ct);
        await beating;
        return await seeing;
    }

    /// <summary>Beats once and waits until the destination shows it: then everything that was committed before is there too. Returns the delay in milliseconds.</summary>
    internal async Task<double> OnceAsync(CancellationToken ct)
    {
        var committed = new ConcurrentDictionary<long, long>();
        var id = last + 1;
        await BeatAsync(id, 1, committed, ct);
        return (await SeeAsync(id, id, committed, ct))[0];
    }

    private async Task BeatAsync(long first, long count, ConcurrentDictionary<long, long> committed, CancellationToken ct)
    {
        await using var connection = await source.OpenAsync(ct);
        await using var insert = connection.CreateCommand();
        insert.CommandText = "insert into public.heartbeat (id) values ($1)";
        var id = new NpgsqlParameter<long>();
        insert.Parameters.Add(id);
        await insert.PrepareAsync(ct);
        using var timer = new PeriodicTimer(Interval);
        for (var beat = first; beat < first + count; beat++)
        {
            id.TypedValue = beat;
            await insert.ExecuteNonQueryAsync(ct);
            committed[beat] = Stopwatch.GetTimestamp();
            last = beat;
            await timer.WaitForNextTickAsync(ct);
        }
    }

    private async Task<IReadOnlyList<double>> SeeAsync(long first, long final, ConcurrentDictionary<long, long> committed, CancellationToken ct)
    {
        var delays = new List<double>();
        await using var connection = await destination.OpenAsync(ct);
        await using var look = connection.CreateCommand();
        look.CommandText = "select coalesce(max(id), 0) from public.heartbeat";
        await look.PrepareAsync(ct);
        for (var next = first; next <= final;)
        {
            var seen = (long)(await look.ExecuteScalarAsync(ct))!;
            var now = Stopwatch.GetTimestamp();
            for (; next <= seen; next++)
            {
                // Seen before the committing client heard of it: no delay at all.
                delays.Add(committed.TryGetValue(next, out var then) ? Stopwatch.GetElapsedTime(then, now).TotalMilliseconds : 0);
            }

            await Task.Delay(Look, ct);
        }

        return delays;
    }
}
