using BunnyDb.ChangeStream;
using BunnyDb.Postgres.Progress;

namespace BunnyDb.Applier.Lanes;

/// <summary>
/// Decides whether a batch is the one that comes next. Whatever the stream does (repeats, loses, mixes epochs), a batch is applied only when
/// everything before it is on the destination. Pure, but for what it remembers.
/// </summary>
internal sealed class Continuity
{
    private long epoch = -1;
    private long? nextSequence;
    private long abandonedEpoch = -1;

    /// <param name="startsInside">The batch starts in the middle of a source transaction.</param>
    /// <param name="isInside">Such a transaction is open here.</param>
    internal Continuation Judge(ChangeBatch batch, LaneProgress progress, bool startsInside, bool isInside)
    {
        if (batch.Epoch != progress.Epoch || batch.Epoch == abandonedEpoch)
        {
            return Continuation.Void;
        }

        if (batch.Epoch != epoch)
        {
            (epoch, nextSequence) = (batch.Epoch, null);
        }

        if (batch.Sequence < nextSequence)
        {
            return Continuation.Void;
        }

        // An applier that starts amid an epoch may go on where the position meets a transaction's beginning.
        if (batch.Sequence > (nextSequence ?? batch.Sequence) || batch.Follows > progress.Position || startsInside != isInside)
        {
            return Continuation.Gap;
        }

        nextSequence = batch.Sequence + 1;
        return Continuation.Next;
    }

    /// <summary>Nothing of this epoch is taken any more; the reader was asked to begin the next one.</summary>
    internal void Abandon(long abandoned) => abandonedEpoch = abandoned;
}

/// <summary>What a batch is to the lane.</summary>
internal enum Continuation
{
    /// <summary>To be applied now.</summary>
    Next,

    /// <summary>Of another epoch, or taken already: dropped.</summary>
    Void,

    /// <summary>Something before it is missing: the lane must start again from its slot.</summary>
    Gap,
}
