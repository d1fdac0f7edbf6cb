namespace BunnyDb.Benchmarks.Workloads;

/// <summary>Plain changes of one kind on one plain table with a key.</summary>
internal sealed class RowWorkloads(Database source, Settings settings)
{
    private const string Table = "public.bench_row";
    private const int Transactions = 10;
    private const int SmallTransactionRows = 10;

    private const string Ddl =
        $"create table {Table} (id bigint primary key, amount int not null, note text not null, changed_at timestamptz not null)";

    private const string Row = "n, n % 1000, 'row number ' || n, '2026-01-01'::timestamptz + n * interval '1 second'";

    internal Workload Inserts()
    {
        var rows = settings.Scaled(1_000_000);
        return Of($"{rows:N0} inserts", 0, Slices(rows, (from, to) => $"insert into {Table} select {Row} from generate_series({from}, {to}) n"));
    }

    internal Workload Updates()
    {
        var rows = settings.Scaled(1_000_000);
        return Of(
            $"{rows:N0} updates",
            rows,
            Slices(rows, (from, to) => $"update {Table} set amount = amount + 1, note = note || '!' where id between {from} and {to}"));
    }

    /// <summary>Every other row of a table that is twice as large.</summary>
    internal Workload Deletes()
    {
        var rows = settings.Scaled(500_000);
        return Of($"{rows:N0} deletes", 2 * rows, Slices(2 * rows, (from, to) => $"delete from {Table} where id % 2 = 0 and id between {from} and {to}"));
    }

    internal Workload SmallTransactions()
    {
        var rows = settings.Scaled(100_000) * SmallTransactionRows;
        return Of(
            $"{rows:N0} inserts in {SmallTransactionRows}-row transactions",
            0,
            [
                $"""
                do $$ begin
                    for from_row in 1..{rows} by {SmallTransactionRows} loop
                        insert into {Table} select {Row} from generate_series(from_row, from_row + {SmallTransactionRows - 1}) n;
                        commit;
                    end loop;
                end $$
                """,
            ]);
    }

    private Workload Of(string name, int rowsBefore, IReadOnlyList<string> backlog) => new(
        name,
        Ddl,
        [Table],
        ct => source.WriteAsync([Ddl, $"insert into {Table} select {Row} from generate_series(1, {rowsBefore}) n", $"vacuum analyze {Table}"], ct),
        ct => source.WriteAsync(backlog, ct));

    /// <summary>One statement, and so one transaction, per slice of the keys.</summary>
    private static List<string> Slices(int rows, Func<int, int, string> statement)
    {
        var size = (rows + Transactions - 1) / Transactions;
        return [.. Enumerable.Range(0, Transactions).Select(n => statement((n * size) + 1, Math.Min(rows, (n + 1) * size)))];
    }
}
