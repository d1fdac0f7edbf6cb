namespace BunnyDb.Benchmarks.Contenders;

/// <summary>A way to bring the source's changes into a database of its own.</summary>
internal interface IContender
{
    string Name { get; }

    Database Destination { get; }

    /// <summary>Asks for the tables to be copied and followed. Native replication wants them to be there already; both start from empty ones or none.</summary>
    Task StartAsync(IReadOnlyList<string> tables, CancellationToken ct);

    /// <summary>Returns once every table is copied, with its keys, and follows.</summary>
    Task UntilCopiedAsync(CancellationToken ct);

    /// <summary>Returns once nothing reads the slot any more.</summary>
    Task PauseAsync(CancellationToken ct);

    Task ResumeAsync(CancellationToken ct);

    /// <summary>Takes everything away but the destination's tables.</summary>
    Task DropAsync(CancellationToken ct);
}
