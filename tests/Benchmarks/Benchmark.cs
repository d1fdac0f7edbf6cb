using BunnyDb.Benchmarks.Contenders;
using BunnyDb.Benchmarks.Results;
using BunnyDb.Benchmarks.Workloads;

namespace BunnyDb.Benchmarks;

/// <summary>Every workload, run after run.</summary>
internal sealed class Benchmark(Settings settings) : IAsyncDisposable
{
    private const string NativeDatabase = "native";

    private readonly Database source = new(settings.Source);
    private readonly Database mirrored = new(settings.Destination);
    private readonly Database subscribed = new(settings.Destination, NativeDatabase);
    private readonly ControlPlane control = new(settings.Api);

    public async ValueTask DisposeAsync()
    {
        control.Dispose();
        await source.DisposeAsync();
        await mirrored.DisposeAsync();
        await subscribed.DisposeAsync();
    }

    internal async Task RunAsync(CancellationToken ct)
    {
        await mirrored.ExecuteAsync($"create database {NativeDatabase}", ct);
        await NativeReplication.StartWorkersAtOnceAsync(mirrored, ct);
        var bunny = new BunnyMirror(control, source, mirrored);
        await control.LoginAsync(settings.AdminUser, settings.AdminPassword, ct);
        await bunny.AddPeersAsync(ct);
        var arena = new Arena(source, new NativeReplication(source, subscribed), bunny);
        var results = new ResultTable();
        var rows = new RowWorkloads(source, settings);
        var pgBench = new PgBenchWorkloads(source, new PgBench(settings.PgBench, source), settings);
        foreach (var workload in (Workload[])[rows.Inserts(), rows.Updates(), rows.Deletes(), pgBench.TpcB(), rows.SmallTransactions()])
        {
            results.Add(workload.Name, await RepeatAsync(workload, run => CatchUp.MeasureAsync(arena, workload, run, ct)));
        }

        var copied = pgBench.InitialCopy();
        results.Add(copied.Name, await RepeatAsync(copied, run => InitialCopy.MeasureAsync(arena, copied, run, ct)));
        await ReportAsync(new Page(results, settings, await source.ScalarAsync<string>("show server_version", ct)), ct);
    }

    private async Task<IReadOnlyList<Times>> RepeatAsync(Workload workload, Func<int, Task<Times>> measureAsync)
    {
        var runs = new List<Times>();
        for (var run = 1; run <= settings.Runs; run++)
        {
            var times = await measureAsync(run);
            Console.WriteLine($"  {workload.Name}, run {run}: native {times.NativeSeconds:0.00} s, BunnyDb {times.BunnySeconds:0.00} s, ratio {times.Ratio:0.00}; equal");
            runs.Add(times);
        }

        return runs;
    }

    private async Task ReportAsync(Page page, CancellationToken ct)
    {
        Console.WriteLine($"\n{page.Results}\n{page.Circumstances}; every table compared equal");
        if (settings.PageFile is { } file)
        {
            await File.WriteAllTextAsync(file, page.ToString(), ct);
            Console.WriteLine($"written to {file}");
        }
    }
}
