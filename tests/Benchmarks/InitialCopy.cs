using System.Diagnostics;
using BunnyDb.Benchmarks.Contenders;
using BunnyDb.Benchmarks.Results;
using BunnyDb.Benchmarks.Stacks;
using BunnyDb.Benchmarks.Workloads;

namespace BunnyDb.Benchmarks;

/// <summary>Each contender in turn copies the tables, alone, and is timed from the request until they are there with their keys and, where it does that, follow.</summary>
internal sealed class InitialCopy(Arena arena, Workload workload)
{
    private Content? content;

    /// <summary>The source stays as it is from run to run.</summary>
    internal async Task<IReadOnlyDictionary<string, Outcome>> MeasureAsync(IReadOnlyList<ICopier> contenders, CancellationToken ct)
    {
        if (content is null)
        {
            await arena.PrepareAsync(workload, ct);
            content = await Content.OfAsync(arena.Source, workload.TableNames, ct);
        }

        var outcomes = new Dictionary<string, Outcome>();
        foreach (var contender in contenders)
        {
            await arena.SettleAsync(ct);
            var usage = UsageMeter.Start(arena.Parts);
            var started = Stopwatch.GetTimestamp();
            await contender.CopyAsync(workload.Tables, ct);
            outcomes[contender.Name] = new Outcome(Stopwatch.GetElapsedTime(started), usage.Stop());
            await content.RequireInAsync(contender.Destination!, ct);
            await contender.DropAsync(ct);
            await Arena.ClearAsync(contender.Destination!, ct);
        }

        return outcomes;
    }
}
