namespace BunnyDb.Benchmarks.Workloads;

/// <summary>A backlog of one kind.</summary>
/// <param name="Ddl">The tables without rows: native replication wants them on the destination.</param>
/// <param name="FillAsync">Makes the source's tables and their first rows.</param>
/// <param name="WriteAsync">Writes the backlog.</param>
internal sealed record Workload(
    string Name,
    string Ddl,
    IReadOnlyList<string> Tables,
    Func<CancellationToken, Task> FillAsync,
    Func<CancellationToken, Task> WriteAsync);
