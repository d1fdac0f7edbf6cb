namespace BunnyDb.Benchmarks.Programs;

/// <summary>PostgreSQL's own benchmark as a maker of rows and of TPC-B transactions (three updates and an insert each).</summary>
internal sealed class PgBench(string programs, Database source)
{
    private const int Clients = 4;

    private readonly ClientProgram program = new(
        Path.Combine(programs, "pgbench"),
        new Dictionary<string, string>(ClientProgram.Reaching(source)) { ["PGOPTIONS"] = "-c synchronous_commit=off" });

    internal Task FillAsync(int scale, CancellationToken ct) => program.RunAsync(["-i", "-q", "-s", $"{scale}"], ct);

    internal Task WriteAsync(int transactions, CancellationToken ct) =>
        program.RunAsync(["-n", "-c", $"{Clients}", "-t", $"{Math.Max(1, transactions / Clients)}"], ct);
}
