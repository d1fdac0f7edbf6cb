namespace BunnyDb.Postgres.Swaps;

/// <summary>How one try of a swap ended. On anything but <see cref="Swapped"/> nothing of it is left and its locks are released.</summary>
public abstract record SwapOutcome
{
    private SwapOutcome()
    {
    }

    /// <summary>Done inside the caller's transaction, which is to be committed as soon as can be: readers wait.</summary>
    /// <param name="LockWait">From asking for the first lock to holding the last.</param>
    /// <param name="HeldSince"><see cref="System.Diagnostics.Stopwatch.GetTimestamp"/> at which the first lock was granted.</param>
    /// <param name="Oids">The tables that are live now, in the order of the plan's pairs.</param>
    public sealed record Swapped(TimeSpan LockWait, long HeldSince, IReadOnlyList<uint> Oids) : SwapOutcome;

    /// <summary>A lock was not to be had in time. Try again a little later.</summary>
    /// <param name="Blockers">Who holds what was asked for, as seen right after the try; empty when they have gone meanwhile.</param>
    public sealed record Blocked(string Reason, TimeSpan LockWait, IReadOnlyList<SwapBlocker> Blockers) : SwapOutcome;

    /// <summary>Something of the tables changed after the plan was read, or a name that it wanted was taken: read a new one.</summary>
    public sealed record Changed : SwapOutcome;

    /// <summary>Something would still have referred to a retired table, which the plan did not foresee.</summary>
    public sealed record Leftover(IReadOnlyList<string> Objects) : SwapOutcome;
}
