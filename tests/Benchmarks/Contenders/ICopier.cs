using BunnyDb.Benchmarks.Workloads;

namespace BunnyDb.Benchmarks.Contenders;

/// <summary>A way to bring the source's tables into a database of its own.</summary>
internal interface ICopier
{
    string Name { get; }

    /// <summary>Null: what it brings is kept nowhere.</summary>
    Database? Destination { get; }

    /// <summary>Returns once every table is there, with its key; whoever follows the source follows it then.</summary>
    Task CopyAsync(IReadOnlyList<Table> tables, CancellationToken ct);

    /// <summary>Takes everything away but the destination's tables.</summary>
    Task DropAsync(CancellationToken ct);
}
