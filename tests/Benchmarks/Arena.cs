using BunnyDb.Benchmarks.Contenders;
using BunnyDb.Benchmarks.Workloads;

namespace BunnyDb.Benchmarks;

/// <summary>The source and both destinations, made clean before each run.</summary>
internal sealed class Arena(Database source, NativeReplication native, BunnyMirror bunny)
{
    /// <summary>A last transaction after every backlog: whoever shows it has caught up.</summary>
    internal const string End = "public.bench_end";

    private const string EndDdl = $"create table {End} (id int primary key)";

    private static readonly string[] Tables =
        ["bench_row", "bench_end", "pgbench_accounts", "pgbench_branches", "pgbench_tellers", "pgbench_history"];

    internal Database Source => source;

    /// <summary>In the order of this run: neither is always the first.</summary>
    internal IReadOnlyList<IContender> Contenders(int run) => run % 2 == 1 ? [native, bunny] : [bunny, native];

    internal async Task PrepareAsync(Workload workload, CancellationToken ct)
    {
        foreach (var database in (Database[])[source, native.Destination, bunny.Destination])
        {
            await database.ExecuteAsync($"drop table if exists {string.Join(", ", Tables)}", ct);
        }

        await source.ExecuteAsync(EndDdl, ct);
        await native.Destination.ExecuteAsync($"{EndDdl}; {workload.Ddl}", ct);
        await workload.FillAsync(ct);
        await SettleAsync(native, ct);
    }

    /// <summary>What was written before must not be written to disk in the measured time.</summary>
    internal async Task SettleAsync(IContender contender, CancellationToken ct)
    {
        await source.ExecuteAsync("checkpoint", ct);
        await contender.Destination.ExecuteAsync("checkpoint", ct);
    }
}
