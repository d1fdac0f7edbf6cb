using System.Diagnostics;
using BunnyDb.Benchmarks.Contenders;
using BunnyDb.Benchmarks.Results;
using BunnyDb.Benchmarks.Workloads;

namespace BunnyDb.Benchmarks;

/// <summary>
/// Both contenders copy the tables and stop; the backlog is written once; then each in turn is let go, alone, and timed from that request
/// until its destination shows the last transaction.
/// </summary>
internal static class CatchUp
{
    internal static async Task<Times> MeasureAsync(Arena arena, Workload workload, int run, CancellationToken ct)
    {
        await arena.PrepareAsync(workload, ct);
        string[] tables = [.. workload.Tables, Arena.End];
        var times = new Times();
        foreach (var contender in arena.Contenders(run))
        {
            await contender.StartAsync(tables, ct);
            await contender.UntilCopiedAsync(ct);
            await contender.PauseAsync(ct);
            await contender.Destination.ExecuteAsync("vacuum analyze", ct);
        }

        await workload.WriteAsync(ct);
        await arena.Source.ExecuteAsync($"insert into {Arena.End} values ({run})", ct);
        foreach (var contender in arena.Contenders(run))
        {
            await arena.SettleAsync(contender, ct);
            times[contender.Name] = await TimeAsync(contender, run, ct);
            await contender.PauseAsync(ct);
            await Content.CompareAsync(arena.Source, contender.Destination, tables, ct);
        }

        foreach (var contender in arena.Contenders(run))
        {
            await contender.DropAsync(ct);
        }

        return times;
    }

    private static async Task<TimeSpan> TimeAsync(IContender contender, int run, CancellationToken ct)
    {
        var started = Stopwatch.GetTimestamp();
        await contender.ResumeAsync(ct);
        await contender.Destination.UntilAsync($"select exists (select from {Arena.End} where id = {run})", ct);
        return Stopwatch.GetElapsedTime(started);
    }
}
