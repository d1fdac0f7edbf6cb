using BunnyDb.Benchmarks.Contenders;
using BunnyDb.Benchmarks.Results;
using BunnyDb.Benchmarks.Workloads;

namespace BunnyDb.Benchmarks.Swaps;

/// <summary>A small table with much around it, swapped many times under readers.</summary>
internal sealed class SwapLocks(Arena arena, BunnyMirror mirror, Settings settings)
{
    internal const string Name = "swap-locks";
    internal const string Table = "public.bench_swapped";
    internal const int Rows = 5_000;
    internal const int Indexes = 20;
    internal const int Views = 10;
    internal const int InboundKeys = 3;
    private const int SwapsMost = 50;

    private static readonly Table Swapped = new(Table, "id int not null, v int not null, note text not null", "id");
    private static readonly Table[] Children = [.. Enumerable.Range(1, InboundKeys).Select(n => new Table($"public.bench_child_{n}", $"id int not null references {Table}", null))];

    /// <summary>With the primary key there are as many as said.</summary>
    private static readonly string Dress = string.Join(
        "; ",
        Enumerable.Range(1, Indexes - 1).Select(n => $"create index bench_swapped_{n} on {Table} (substr(note, {n}), id)")
            .Concat(Enumerable.Range(1, Views).Select(n => $"create view bench_view_{n} as select id, v from {Table} where id > {n}"))
            .Concat(Children.Select(child => $"{child.CreateBare}; insert into {child.Name} select n from generate_series(1, 100) n")));

    private readonly int swaps = Math.Clamp(settings.Scaled(200), 5, SwapsMost);

    internal async Task<IReadOnlyList<(string Title, Delays Delays)>> MeasureAsync(bool isWritten, CancellationToken ct)
    {
        await PrepareAsync(ct);
        var (held, stalls, idle) = (new List<double>(), new List<double>(), new List<double>());
        await using (var probe = new StallProbe(mirror.Destination))
        {
            await using var load = new WriteLoad(arena.Source);
            probe.Start(ct);
            if (isWritten)
            {
                load.Start(ct);
            }

            for (var swap = 1; swap <= swaps; swap++)
            {
                await SwapAsync(probe, held, stalls, idle, ct);
            }
        }

        var under = isWritten ? "with writes" : "without writes";
        if (held.Count == 0)
        {
            throw new InvalidOperationException("No resync says how long it held its locks.");
        }

        Console.WriteLine($"  {swaps} swaps {under}: lock_held_ms p50 {held.Order().ElementAt(held.Count / 2):0.0}, most {held.Max():0.0}; longest read {stalls.Max():0.0} ms");
        await FinishAsync(ct);
        return [Of($"lock_held_ms, {under}", held), Of($"longest read in phase SWAP, {under}", stalls), Of($"longest read in as much time before, {under}", idle)];
    }

    private async Task SwapAsync(StallProbe probe, List<double> held, List<double> stalls, List<double> idle, CancellationToken ct)
    {
        // A spell without a resync, as long as the phase that it is compared with may last.
        var quietFrom = DateTimeOffset.UtcNow;
        await Task.Delay(TimeSpan.FromSeconds(1), ct);
        var quietTo = DateTimeOffset.UtcNow;
        var resync = await mirror.ResyncOnceAsync(Swapped, ct);
        var swap = resync["phases"]!.AsArray().Last(phase => (string?)phase!["phase"] == "SWAP")!;
        var from = (DateTimeOffset)swap["started_at"]!;
        var lasted = TimeSpan.FromSeconds((double)swap["duration_seconds"]!);
        if ((double?)resync["lock_held_ms"] is { } heldMs)
        {
            held.Add(heldMs);
        }

        stalls.Add(probe.LongestMs(from, from + lasted));
        idle.Add(probe.LongestMs(quietTo - (lasted < quietTo - quietFrom ? lasted : quietTo - quietFrom), quietTo));
    }

    private async Task PrepareAsync(CancellationToken ct)
    {
        await Arena.ClearAsync(arena.Source, ct);
        await arena.Source.WriteAsync([Swapped.Create, $"insert into {Table} select n, 0, md5(n::text) from generate_series(1, {Rows}) n", $"vacuum analyze {Table}"], ct);
        await mirror.CopyAsync([Swapped], ct);
        await mirror.Destination.ExecuteAsync(Dress, ct);
        await arena.SettleAsync(ct);
    }

    /// <summary>What followed the last swap has arrived when both sides are equal; the writers have stopped.</summary>
    private async Task FinishAsync(CancellationToken ct)
    {
        await mirror.PauseAsync(ct);
        await (await Content.OfAsync(arena.Source, [Table], ct)).RequireInAsync(mirror.Destination, ct);
        await mirror.DropAsync(ct);
        foreach (var view in Enumerable.Range(1, Views))
        {
            await mirror.Destination.ExecuteAsync($"drop view bench_view_{view}", ct);
        }

        foreach (var child in Children)
        {
            await mirror.Destination.ExecuteAsync($"drop table {child.Name}", ct);
        }

        await Arena.ClearAsync(mirror.Destination, ct);
    }

    private static (string Title, Delays Delays) Of(string title, List<double> milliseconds) => (title, new Delays([.. milliseconds.Order()]));
}
