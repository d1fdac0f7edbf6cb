using System.Diagnostics;
using BunnyDb.Benchmarks.Contenders;
using BunnyDb.Benchmarks.Results;
using BunnyDb.Benchmarks.Stacks;
using BunnyDb.Benchmarks.Workloads;

namespace BunnyDb.Benchmarks;

/// <summary>Each contender in turn copies the table, and is timed, alone, from the request to bring it anew until it is whole again and follows.</summary>
internal sealed class Resync(Arena arena, Workload workload)
{
    internal const string BySwapName = "resync-swap";
    internal const string ByTruncateName = "resync-truncate";

    private Content? content;

    /// <summary>The source stays as it is from run to run.</summary>
    internal async Task<IReadOnlyDictionary<string, Outcome>> MeasureAsync(IReadOnlyList<IResyncer> contenders, CancellationToken ct)
    {
        if (content is null)
        {
            await arena.PrepareAsync(workload, ct);
            content = await Content.OfAsync(arena.Source, workload.TableNames, ct);
        }

        var outcomes = new Dictionary<string, Outcome>();
        foreach (var contender in contenders)
        {
            await contender.CopyAsync(workload.Tables, ct);
            await arena.SettleAsync(ct);
            var usage = UsageMeter.Start(arena.Parts);
            var started = Stopwatch.GetTimestamp();
            await contender.ResyncAsync(workload.Tables[0], ct);
            outcomes[contender.Name] = new Outcome(Stopwatch.GetElapsedTime(started), usage.Stop());
            await content.RequireInAsync(contender.Destination!, ct);
            await contender.DropAsync(ct);
            await Arena.ClearAsync(contender.Destination!, ct);
        }

        return outcomes;
    }
}
