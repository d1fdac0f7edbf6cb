namespace BunnyDb.Benchmarks.Workloads;

/// <summary>A table that is copied once and then brought anew.</summary>
internal sealed class ResyncWorkloads(Database source, Settings settings)
{
    private static readonly Table Ledger = new("public.bench_ledger", "id bigint not null, account int not null, note text not null, at timestamptz not null", "id")
    {
        Indexes = ["create index bench_ledger_by_account on public.bench_ledger (account, at)", "create index bench_ledger_by_note on public.bench_ledger (note)"],
    };

    internal Workload Plain()
    {
        var rows = settings.Scaled(4_000_000);
        string[] fill =
        [
            Ledger.CreateBare,
            $"insert into {Ledger.Name} select n, n % 10007, 'row number ' || n, '2026-01-01'::timestamptz + n * interval '1 second' from generate_series(1, {rows}) n",
            Ledger.AddKey!,
            .. Ledger.Indexes,
            $"vacuum analyze {Ledger.Name}",
        ];
        return new Workload("resync", $"resync of {rows:N0} rows with a key and two indexes", [Ledger], ct => source.WriteAsync(fill, ct), _ => Task.CompletedTask);
    }
}
