using System.Diagnostics;
using BunnyDb.Benchmarks.Contenders;
using BunnyDb.Benchmarks.Results;
using BunnyDb.Benchmarks.Workloads;
using Npgsql;

namespace BunnyDb.Benchmarks;

/// <summary>
/// One small transaction after the other, at an even pace; for each, the time from the source's answer to its commit until a session
/// that asks the destination every millisecond or two sees the row. Both stamps are of one clock.
/// </summary>
internal sealed class Latency(Arena arena, Settings settings)
{
    internal const string Name = "latency";
    internal const int TransactionsPerSecond = 50;
    private const int WarmUp = 100;
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(1);
    private static readonly Table Tick = new("public.bench_tick", "id int not null, payload text not null", "id");

    private readonly int measured = Math.Max(100, settings.Scaled(500));

    /// <summary>Each contender in turn, alone: its delays in milliseconds.</summary>
    internal async Task<IReadOnlyDictionary<string, Delays>> MeasureAsync(IReadOnlyList<IFollower> contenders, CancellationToken ct)
    {
        var delays = new Dictionary<string, Delays>();
        foreach (var (contender, destination) in contenders.Where(contender => contender.Destination is not null).Select(contender => (contender, contender.Destination!)))
        {
            await Arena.ClearAsync(arena.Source, ct);
            await Arena.ClearAsync(destination, ct);
            await arena.Source.ExecuteAsync(Tick.Create, ct);
            await contender.CopyAsync([Tick], ct);
            await arena.SettleAsync(ct);
            delays[contender.Name] = await FollowAsync(destination, ct);
            await (await Content.OfAsync(arena.Source, [Tick.Name], ct)).RequireInAsync(destination, ct);
            await contender.DropAsync(ct);
        }

        return delays;
    }

    private async Task<Delays> FollowAsync(Database destination, CancellationToken ct)
    {
        var committed = new long[WarmUp + measured + 1];
        var visible = new long[committed.Length];
        await Task.WhenAll(WriteAsync(committed, ct), WatchAsync(destination, visible, ct));
        return new Delays([.. Enumerable.Range(WarmUp + 1, measured).Select(id => Stopwatch.GetElapsedTime(committed[id], visible[id]).TotalMilliseconds).Order()]);
    }

    private async Task WriteAsync(long[] committed, CancellationToken ct)
    {
        await using var connection = await arena.Source.OpenAsync(ct);
        await using var insert = new NpgsqlCommand($"insert into {Tick.Name} values ($1, 'payload')", connection) { Parameters = { new() { Value = 0 } } };
        await insert.PrepareAsync(ct);
        using var pace = new PeriodicTimer(TimeSpan.FromSeconds(1.0 / TransactionsPerSecond));
        for (var id = 1; id < committed.Length; id++)
        {
            await pace.WaitForNextTickAsync(ct);
            insert.Parameters[0].Value = id;
            await insert.ExecuteNonQueryAsync(ct);
            committed[id] = Stopwatch.GetTimestamp();
        }
    }

    private static async Task WatchAsync(Database destination, long[] visible, CancellationToken ct)
    {
        await using var connection = await destination.OpenAsync(ct);
        await using var newest = new NpgsqlCommand($"select coalesce(max(id), 0) from {Tick.Name}", connection);
        await newest.PrepareAsync(ct);
        for (var seen = 0; seen < visible.Length - 1;)
        {
            var id = (int)(await newest.ExecuteScalarAsync(ct))!;
            var now = Stopwatch.GetTimestamp();
            while (seen < id)
            {
                visible[++seen] = now;
            }

            await Task.Delay(BetweenLooks, ct);
        }
    }
}
