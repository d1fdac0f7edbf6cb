namespace BunnyDb.Benchmarks.Contenders;

/// <summary>A way to bring the source's changes, too.</summary>
internal interface IFollower : ICopier
{
    /// <summary>Returns once nothing reads the slot any more.</summary>
    Task PauseAsync(CancellationToken ct);

    Task ResumeAsync(CancellationToken ct);

    /// <summary>Returns once the last of the source's transactions, whose row in <see cref="Arena.End"/> has this id, has arrived.</summary>
    Task UntilArrivedAsync(int id, CancellationToken ct);
}
