using System.Diagnostics;
using BunnyDb.Benchmarks.Results;
using BunnyDb.Benchmarks.Workloads;

namespace BunnyDb.Benchmarks;

/// <summary>Each contender in turn copies the tables, alone, and is timed from the request until they are there with their keys and follow.</summary>
internal static class InitialCopy
{
    internal static async Task<Times> MeasureAsync(Arena arena, Workload workload, int run, CancellationToken ct)
    {
        await arena.PrepareAsync(workload, ct);
        var times = new Times();
        foreach (var contender in arena.Contenders(run))
        {
            await arena.SettleAsync(contender, ct);
            var started = Stopwatch.GetTimestamp();
            await contender.StartAsync(workload.Tables, ct);
            await contender.UntilCopiedAsync(ct);
            times[contender.Name] = Stopwatch.GetElapsedTime(started);
            await Content.CompareAsync(arena.Source, contender.Destination, workload.Tables, ct);
            await contender.DropAsync(ct);
        }

        return times;
    }
}
