using BunnyDb.Benchmarks.Programs;

namespace BunnyDb.Benchmarks.Workloads;

/// <summary>Tables that are there at the start, and nothing that is written afterwards.</summary>
internal sealed class CopyWorkloads(Database source, PgBench pgBench, Settings settings)
{
    private const string SmallRow = "n, 'row number ' || n";

    /// <summary>8 MB that do not compress, so that one row is worth a hundred thousand small ones.</summary>
    private const string HugeRow = "-n, (select string_agg(md5(n || '/' || part), '') from generate_series(1, 262144) part)";

    private static readonly Table Skewed = new("public.bench_skewed", "id bigint not null, payload text not null", "id");

    internal Workload PgBenchAccounts()
    {
        var scale = settings.Scaled(40);
        return Of("copy", $"pgbench_accounts, scale {scale} ({scale * 100_000:N0} rows)", PgBenchWorkloads.Accounts, ct => pgBench.FillAsync(scale, ct));
    }

    /// <summary>The huge rows lie at one end of the heap; the small ones around a wide gap of pages that nothing lives on any more.</summary>
    internal Workload SkewedRows()
    {
        var small = settings.Scaled(3_000_000);
        var huge = settings.Scaled(24);
        string[] fill =
        [
            Skewed.Create,
            $"insert into {Skewed.Name} select {HugeRow} from generate_series(1, {huge}) n",
            $"insert into {Skewed.Name} select {SmallRow} from generate_series(1, {small}) n",
            $"delete from {Skewed.Name} where id between {small / 3} and {2 * small / 3}",
            $"vacuum analyze {Skewed.Name}",
        ];
        return Of("copy-skewed", $"{huge} rows of 8 MB, {small * 2L / 3:N0} small ones and a gap", Skewed, ct => source.WriteAsync(fill, ct));
    }

    private static Workload Of(string name, string title, Table table, Func<CancellationToken, Task> fillAsync) =>
        new(name, title, [table], fillAsync, _ => Task.CompletedTask);
}
