using BunnyDb.Benchmarks.Contenders;
using BunnyDb.Benchmarks.Programs;
using BunnyDb.Benchmarks.Results;
using BunnyDb.Benchmarks.Stacks;
using BunnyDb.Benchmarks.Swaps;
using BunnyDb.Benchmarks.Workloads;

namespace BunnyDb.Benchmarks;

/// <summary>Every workload, run after run.</summary>
internal sealed class Benchmark(Settings settings) : IAsyncDisposable
{
    private readonly Field contenders = new(settings);
    private readonly Findings findings = new();

    private PgBench PgBench => new(settings.Programs, contenders.Arena.Source);

    public ValueTask DisposeAsync() => contenders.DisposeAsync();

    internal async Task RunAsync(CancellationToken ct)
    {
        await contenders.OpenAsync(ct);
        await WarmUpAsync(ct);
        await CatchUpAsync(ct);
        await CopyAsync(ct);
        await FollowAsync(ct);
        await ResyncAsync(ct);
        await SwapAsync(ct);
        if (findings.IsEmpty)
        {
            throw new InvalidOperationException("Nothing was measured: BENCH_ONLY or BENCH_BY names nothing that there is.");
        }

        await ReportAsync(new Page(findings, settings, await contenders.Arena.Source.ScalarAsync<string>("show server_version", ct)), ct);
        findings.RequireSmallServices();
    }

    /// <summary>Services that have just started compile their code while they first run it; one that has run for a while is what counts.</summary>
    private async Task WarmUpAsync(CancellationToken ct)
    {
        var few = new RowWorkloads(contenders.Arena.Source, settings with { Scale = settings.Scale / 50 });
        foreach (var workload in (Workload[])[few.Updates(), few.SmallInserts()])
        {
            await CatchUp.MeasureAsync(contenders.Arena, workload, contenders.Followers, 0, ct);
        }
    }

    private async Task CatchUpAsync(CancellationToken ct)
    {
        var rows = new RowWorkloads(contenders.Arena.Source, settings);
        var tpcB = new PgBenchWorkloads(contenders.Arena.Source, PgBench, settings).TpcB();
        Workload[] all = [rows.Inserts(), rows.Updates(), rows.Deletes(), tpcB, rows.SmallInserts(), rows.SmallUpdates(), rows.WideInserts()];
        foreach (var workload in all.Where(settings.Wants))
        {
            findings.CatchUps.Add(await RepeatAsync(
                workload.Title, run => CatchUp.MeasureAsync(contenders.Arena, workload, InOrder(contenders.Followers, run), run, ct)));
        }
    }

    private async Task CopyAsync(CancellationToken ct)
    {
        var workloads = new CopyWorkloads(contenders.Arena.Source, PgBench, settings);
        foreach (var workload in ((Workload[])[workloads.PgBenchAccounts(), workloads.SkewedRows()]).Where(settings.Wants))
        {
            var copy = new InitialCopy(contenders.Arena, workload);
            findings.Copies.Add(await RepeatAsync($"initial copy: {workload.Title}", run => copy.MeasureAsync(InOrder(contenders.Copiers, run), ct)));
        }
    }

    private async Task FollowAsync(CancellationToken ct)
    {
        var latency = new Latency(contenders.Arena, settings);
        for (var run = 1; run <= settings.Runs && settings.Wants(Latency.Name); run++)
        {
            var delays = await latency.MeasureAsync(InOrder(contenders.Followers, run), ct);
            findings.Delays.Add(delays);
            Console.WriteLine($"  latency, run {run}: {string.Join(", ", delays.Select(d => $"{d.Key} p50 {d.Value.Percentile(50):0.0} ms, p99 {d.Value.Percentile(99):0.0} ms"))}; equal");
        }
    }

    /// <summary>Native takes part whichever strategy is wanted.</summary>
    private async Task ResyncAsync(CancellationToken ct)
    {
        var (swap, truncate) = (settings.Wants(Resync.BySwapName), settings.Wants(Resync.ByTruncateName));
        IResyncer[] wanted = [.. contenders.Resyncers.Where(settings.Wants).Where(contender => contender.Name switch
        {
            BunnyMirror.BySwap => swap,
            BunnyMirror.ByTruncate => truncate,
            _ => swap || truncate,
        })];
        if (wanted.Length > 0)
        {
            var workload = new ResyncWorkloads(contenders.Arena.Source, settings).Plain();
            var resync = new Resync(contenders.Arena, workload);
            findings.Resyncs.Add(await RepeatAsync(workload.Title, run => resync.MeasureAsync(InOrder(wanted, run), ct)));
        }
    }

    private async Task SwapAsync(CancellationToken ct)
    {
        if (settings.Wants(SwapLocks.Name))
        {
            var locks = new SwapLocks(contenders.Arena, contenders.Swapper, settings);
            foreach (var isWritten in (bool[])[false, true])
            {
                findings.Swaps.AddRange(await locks.MeasureAsync(isWritten, ct));
            }
        }
    }

    /// <summary>Each run begins with another contender.</summary>
    private static IReadOnlyList<T> InOrder<T>(IReadOnlyList<T> all, int run) => [.. all.Skip(run % Math.Max(1, all.Count)), .. all.Take(run % Math.Max(1, all.Count))];

    private async Task<Contest> RepeatAsync(string title, Func<int, Task<IReadOnlyDictionary<string, Outcome>>> measureAsync)
    {
        var contest = new Contest(title);
        for (var run = 1; run <= settings.Runs; run++)
        {
            var outcomes = await measureAsync(run);
            contest.Add(outcomes);
            Console.WriteLine($"  {title}, run {run}: {string.Join(", ", outcomes.Select(o => $"{o.Key} {o.Value.Took.TotalSeconds:0.00} s"))}; equal");
        }

        return contest;
    }

    private async Task ReportAsync(Page page, CancellationToken ct)
    {
        Console.WriteLine($"\n{page.Tables}\n{page.Circumstances}; every table compared equal");
        if (settings.PageFile is { } file)
        {
            await File.WriteAllTextAsync(file, page.Over(File.Exists(file) ? await File.ReadAllTextAsync(file, ct) : ""), ct);
            Console.WriteLine($"written to {file}");
        }
    }
}
