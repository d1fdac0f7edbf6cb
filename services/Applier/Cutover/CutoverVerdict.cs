using BunnyDb.Contracts.Resyncs;

namespace BunnyDb.Applier.Cutover;

/// <summary>What became of a temporary lane's tables at a marker.</summary>
internal abstract record CutoverVerdict
{
    private CutoverVerdict()
    {
    }

    /// <param name="HeldSince">Timestamp of the first lock of a swap; null: nothing was swapped.</param>
    internal sealed record Joined(long? HeldSince) : CutoverVerdict;

    /// <summary>Both lanes go on as before, until the next marker.</summary>
    internal sealed record Missed(string Reason, double? LockWaitMs, IReadOnlyList<ResyncBlocker> Blockers) : CutoverVerdict;
}
