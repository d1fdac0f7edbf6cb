namespace BunnyDb.Benchmarks.Workloads;

/// <summary>Tables, their first rows, and a backlog of one kind.</summary>
/// <param name="Name">Short, as BENCH_ONLY takes it.</param>
/// <param name="Title">What is done, with its size.</param>
/// <param name="FillAsync">Makes the source's tables and their first rows.</param>
/// <param name="WriteAsync">Writes the backlog.</param>
internal sealed record Workload(
    string Name,
    string Title,
    IReadOnlyList<Table> Tables,
    Func<CancellationToken, Task> FillAsync,
    Func<CancellationToken, Task> WriteAsync)
{
    internal IEnumerable<string> TableNames => Tables.Select(table => table.Name);
}
