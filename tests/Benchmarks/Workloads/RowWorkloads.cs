namespace BunnyDb.Benchmarks.Workloads;

/// <summary>Plain changes of one kind on one plain table with a key.</summary>
internal sealed class RowWorkloads(Database source, Settings settings)
{
    private const int Transactions = 10;
    private const int SmallTransactionRows = 10;

    private const string Row = "n, n % 1000, 'row number ' || n, '2026-01-01'::timestamptz + n * interval '1 second'";
    private const string Change = "amount = amount + 1, note = note || '!'";

    /// <summary>1,024 characters that do not compress: a row of about 1 KB, too short to be moved out of line.</summary>
    private const string WideRow = "n, (select string_agg(md5(n || '/' || part), '') from generate_series(1, 32) part)";

    private static readonly Table Plain = new(
        "public.bench_row", "id bigint, amount int not null, note text not null, changed_at timestamptz not null", "id");

    private static readonly Table Wide = new("public.bench_wide", "id bigint, payload text not null", "id");

    private readonly int million = settings.Scaled(100_000) * SmallTransactionRows;

    internal Workload Inserts() => Of(
        "inserts", $"{million:N0} inserts", Plain, Row, 0, Slices(million, (from, to) => $"insert into {Plain.Name} select {Row} from generate_series({from}, {to}) n"));

    internal Workload Updates() => Of(
        "updates", $"{million:N0} updates", Plain, Row, million, Slices(million, (from, to) => $"update {Plain.Name} set {Change} where id between {from} and {to}"));

    /// <summary>Every other row of a table that is twice as large.</summary>
    internal Workload Deletes() => Of(
        "deletes", $"{million / 2:N0} deletes", Plain, Row, million, Slices(million, (from, to) => $"delete from {Plain.Name} where id % 2 = 0 and id between {from} and {to}"));

    internal Workload SmallInserts() => Of(
        "small-inserts", $"{million:N0} inserts in {SmallTransactionRows}-row transactions", Plain, Row, 0,
        [InSmallTransactions($"insert into {Plain.Name} select {Row} from generate_series(first_id, first_id + {SmallTransactionRows - 1}) n")]);

    internal Workload SmallUpdates() => Of(
        "small-updates", $"{million:N0} updates in {SmallTransactionRows}-row transactions", Plain, Row, million,
        [InSmallTransactions($"update {Plain.Name} set {Change} where id between first_id and first_id + {SmallTransactionRows - 1}")]);

    internal Workload WideInserts()
    {
        var rows = settings.Scaled(300_000);
        return Of(
            "wide", $"{rows:N0} inserts of 1 KB", Wide, WideRow, 0,
            Slices(rows, (from, to) => $"insert into {Wide.Name} select {WideRow} from generate_series({from}, {to}) n"));
    }

    private Workload Of(string name, string title, Table table, string row, int rowsBefore, IReadOnlyList<string> backlog) => new(
        name,
        title,
        [table],
        ct => source.WriteAsync([table.Create, $"insert into {table.Name} select {row} from generate_series(1, {rowsBefore}) n", $"vacuum analyze {table.Name}"], ct),
        ct => source.WriteAsync(backlog, ct));

    /// <summary>One statement, and so one transaction, per slice of the keys.</summary>
    private static List<string> Slices(int rows, Func<int, int, string> statement)
    {
        var size = (rows + Transactions - 1) / Transactions;
        return [.. Enumerable.Range(0, Transactions).Select(n => statement((n * size) + 1, Math.Min(rows, (n + 1) * size)))];
    }

    /// <param name="statement">Changes the rows from the key <c>first_id</c> on.</param>
    private string InSmallTransactions(string statement) =>
        $"do $$ begin for first_id in 1..{million} by {SmallTransactionRows} loop {statement}; commit; end loop; end $$";
}
