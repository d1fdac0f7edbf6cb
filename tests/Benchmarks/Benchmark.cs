using BunnyDb.Benchmarks.Contenders;
using BunnyDb.Benchmarks.Programs;
using BunnyDb.Benchmarks.Results;
using BunnyDb.Benchmarks.Stacks;
using BunnyDb.Benchmarks.Workloads;

namespace BunnyDb.Benchmarks;

/// <summary>Every workload, run after run.</summary>
internal sealed class Benchmark(Settings settings) : IAsyncDisposable
{
    private readonly Field field = new(settings);
    private readonly Findings findings = new();

    public ValueTask DisposeAsync() => field.DisposeAsync();

    internal async Task RunAsync(CancellationToken ct)
    {
        await field.OpenAsync(ct);
        var rows = new RowWorkloads(field.Arena.Source, settings);
        var pgBench = new PgBenchWorkloads(field.Arena.Source, new PgBench(settings.Programs, field.Arena.Source), settings);
        Workload[] catchUps =
        [
            rows.Inserts(), rows.Updates(), rows.Deletes(), pgBench.TpcB(), rows.SmallInserts(), rows.SmallUpdates(), rows.WideInserts(),
        ];
        foreach (var workload in catchUps.Where(settings.Wants))
        {
            findings.CatchUps.Add(await RepeatAsync(
                workload.Title, run => CatchUp.MeasureAsync(field.Arena, workload, InOrder(field.Followers, run), run, ct)));
        }

        foreach (var workload in new[] { pgBench.InitialCopy() }.Where(settings.Wants))
        {
            var copy = new InitialCopy(field.Arena, workload);
            findings.Copies.Add(await RepeatAsync($"initial copy of {workload.Title}", run => copy.MeasureAsync(InOrder(field.Copiers, run), ct)));
        }

        await ReportAsync(new Page(findings, settings, await field.Arena.Source.ScalarAsync<string>("show server_version", ct)), ct);
        findings.RequireSmallServices();
    }

    /// <summary>Each run begins with another contender.</summary>
    private static IReadOnlyList<T> InOrder<T>(IReadOnlyList<T> contenders, int run) =>
        [.. contenders.Skip(run % contenders.Count), .. contenders.Take(run % contenders.Count)];

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
            await File.WriteAllTextAsync(file, page.ToString(), ct);
            Console.WriteLine($"written to {file}");
        }
    }
}
