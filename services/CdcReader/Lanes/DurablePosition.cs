using BunnyDb.Contracts.Values;

namespace BunnyDb.CdcReader.Lanes;

/// <summary>
/// The position that a crash of the destination cannot take back. Its transactions commit without waiting for the disk, so a position that is
/// seen counts only once the destination's own log is flushed beyond where it was written when the position was seen. Pure.
/// </summary>
internal sealed class DurablePosition
{
    private Lsn candidate;
    private Lsn candidateWrittenBefore;

    /// <summary>None: nothing is known to be durable yet.</summary>
    internal Lsn Value { get; private set; }

    /// <param name="position">The lane's position as seen now.</param>
    /// <param name="inserted">Where the destination's log ended after the position was seen.</param>
    /// <param name="flushed">How far that log was on disk, seen no earlier.</param>
    internal Lsn Observe(Lsn position, Lsn inserted, Lsn flushed)
    {
        if (flushed >= candidateWrittenBefore)
        {
            Value = Lsn.Max(Value, candidate);
            (candidate, candidateWrittenBefore) = (position, inserted);
        }

        if (flushed >= candidateWrittenBefore)
        {
            Value = Lsn.Max(Value, candidate);
        }

        return Value;
    }
}
