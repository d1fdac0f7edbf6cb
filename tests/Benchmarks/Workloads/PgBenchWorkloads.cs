using BunnyDb.Benchmarks.Programs;

namespace BunnyDb.Benchmarks.Workloads;

/// <summary>The tables and transactions of pgbench.</summary>
internal sealed class PgBenchWorkloads(Database source, PgBench pgBench, Settings settings)
{
    internal static readonly Table Accounts = new("public.pgbench_accounts", "aid int not null, bid int, abalance int, filler char(84)", "aid");

    private static readonly Table[] Others =
    [
        new("public.pgbench_branches", "bid int not null, bbalance int, filler char(88)", "bid"),
        new("public.pgbench_tellers", "tid int not null, bid int, tbalance int, filler char(84)", "tid"),
        new("public.pgbench_history", "tid int, bid int, aid int, delta int, mtime timestamp, filler char(22)", null),
    ];

    internal Workload TpcB()
    {
        var transactions = settings.Scaled(100_000);
        return new Workload(
            "tpcb",
            $"{transactions:N0} pgbench TPC-B transactions",
            [Accounts, .. Others],
            async ct =>
            {
                await pgBench.FillAsync(settings.Scaled(10), ct);

                // The history has no key; a mirror wants to know how its rows are told apart.
                await source.ExecuteAsync("alter table public.pgbench_history replica identity full", ct);
            },
            ct => pgBench.WriteAsync(transactions, ct));
    }
}
