using System.Diagnostics;
using BunnyDb.Benchmarks.Contenders;
using BunnyDb.Benchmarks.Results;
using BunnyDb.Benchmarks.Stacks;
using BunnyDb.Benchmarks.Workloads;

namespace BunnyDb.Benchmarks;

/// <summary>
/// All contenders copy the tables and stop; the backlog is written once; then each in turn is let go, alone, and timed from that request
/// until its destination shows the last transaction.
/// </summary>
internal static class CatchUp
{
    internal static async Task<IReadOnlyDictionary<string, Outcome>> MeasureAsync(
        Arena arena, Workload workload, IReadOnlyList<IFollower> contenders, int run, CancellationToken ct)
    {
        await arena.PrepareAsync(workload, ct);
        foreach (var contender in contenders)
        {
            await contender.CopyAsync([.. workload.Tables, Arena.End], ct);
            await contender.PauseAsync(ct);
            await (contender.Destination?.ExecuteAsync("vacuum analyze", ct) ?? Task.CompletedTask);
        }

        await workload.WriteAsync(ct);
        await arena.Source.ExecuteAsync($"insert into {Arena.End.Name} values ({run})", ct);
        var content = await Content.OfAsync(arena.Source, [.. workload.TableNames, Arena.End.Name], ct);
        var outcomes = new Dictionary<string, Outcome>();
        foreach (var contender in contenders)
        {
            await arena.SettleAsync(ct);
            outcomes[contender.Name] = await TimeAsync(arena, contender, run, ct);
            await contender.PauseAsync(ct);
            await (contender.Destination is { } destination ? content.RequireInAsync(destination, ct) : Task.CompletedTask);
            await contender.DropAsync(ct);
        }

        return outcomes;
    }

    private static async Task<Outcome> TimeAsync(Arena arena, IFollower contender, int run, CancellationToken ct)
    {
        var usage = UsageMeter.Start(arena.Parts);
        var started = Stopwatch.GetTimestamp();
        await contender.ResumeAsync(ct);
        await contender.UntilArrivedAsync(run, ct);
        var took = Stopwatch.GetElapsedTime(started);
        return new Outcome(took, usage.Stop());
    }
}
