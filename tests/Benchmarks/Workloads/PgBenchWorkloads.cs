namespace BunnyDb.Benchmarks.Workloads;

/// <summary>The tables and transactions of pgbench.</summary>
internal sealed class PgBenchWorkloads(Database source, PgBench pgBench, Settings settings)
{
    private const string Accounts = "public.pgbench_accounts";

    private const string AccountsDdl = $"create table {Accounts} (aid int primary key, bid int, abalance int, filler char(84))";

    private const string OthersDdl =
        """
        create table public.pgbench_branches (bid int primary key, bbalance int, filler char(88));
        create table public.pgbench_tellers (tid int primary key, bid int, tbalance int, filler char(84));
        create table public.pgbench_history (tid int, bid int, aid int, delta int, mtime timestamp, filler char(22));
        """;

    private readonly int scale = settings.Scaled(10);

    internal Workload TpcB()
    {
        var transactions = settings.Scaled(100_000);
        return new Workload(
            $"{transactions:N0} pgbench TPC-B transactions",
            $"{AccountsDdl}; {OthersDdl}",
            [Accounts, "public.pgbench_branches", "public.pgbench_tellers", "public.pgbench_history"],
            async ct =>
            {
                await pgBench.FillAsync(scale, ct);

                // The history has no key; a mirror wants to know how its rows are told apart.
                await source.ExecuteAsync("alter table public.pgbench_history replica identity full", ct);
            },
            ct => pgBench.WriteAsync(transactions, ct));
    }

    /// <summary>Nothing but the first rows.</summary>
    internal Workload InitialCopy() => new(
        $"initial copy of pgbench_accounts, scale {scale}", AccountsDdl, [Accounts], ct => pgBench.FillAsync(scale, ct), _ => Task.CompletedTask);
}
