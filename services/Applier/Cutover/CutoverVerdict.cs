using BunnyDb.Contracts.Resyncs;

namespace BunnyDb.Applier.Cutover;

/// <summary>What became of a temporary lane's tables at a marker.</summary>
internal abstract record CutoverVerdict
{
    private CutoverVerdict()
    {
    }

    /// <param name="Locks">Those of the swap; null: nothing was swapped.</param>
    internal sealed record Joined(HeldLocks? Locks) : CutoverVerdict;

    /// <summary>Both lanes go on as before, until the next marker.</summary>
    internal sealed record Missed(string Reason, double? LockWaitMs, IReadOnlyList<ResyncBlocker> Blockers) : CutoverVerdict
    {
        /// <summary>Another try would end the same.</summary>
        internal bool IsFinal { get; init; }
    }
}

/// <param name="Wait">From asking for the first lock to having the last.</param>
/// <param name="Since">Timestamp at which the first was granted.</param>
internal sealed record HeldLocks(TimeSpan Wait, long Since);
