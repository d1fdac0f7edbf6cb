using BunnyDb.Benchmarks.Workloads;

namespace BunnyDb.Benchmarks.Contenders;

/// <summary>A way to bring a table anew that is there already.</summary>
internal interface IResyncer : ICopier
{
    /// <summary>Returns once the table is whole again and follows the source.</summary>
    Task ResyncAsync(Table table, CancellationToken ct);
}
