using BunnyDb.Contracts.Values;
using BunnyDb.Postgres.Replication.Backlogs;

namespace BunnyDb.CdcReader.Backlogs;

/// <summary>
/// Into which pieces a backlog is cut. Each is decoded from where the slot's oldest open transaction began, so that they grow with that distance: as
/// much is decoded again as is read, about. They are counted in changes, because a piece holds whole transactions: one that ends after so many bytes may
/// have decoded a large transaction in vain. Pure, but for what it remembers.
/// </summary>
/// <param name="worthBytes">A lane that is less behind streams at once.</param>
internal sealed class PiecePlan(long worthBytes)
{
    /// <summary>Decoded within some thirty milliseconds, so that the destination has something to do.</summary>
    internal const int FewestChanges = 20_000;

    /// <summary>What the second piece is to have at least; smaller ones are dearer than what they save.</summary>
    internal const long Smallest = 8L * 1024 * 1024;

    /// <summary>The source gathers a piece in its temporary files before it sends the first row of it, and two may be at hand.</summary>
    internal const long Largest = 128L * 1024 * 1024;

    /// <summary>Decoding so much again with every piece is dearer than to stream it all: a transaction has been open for long, or is large.</summary>
    internal const long AgainMax = 512L * 1024 * 1024;

    private int changes;
    private Lsn begun;
    private bool isLast;

    /// <summary>A piece is worth more than its trouble.</summary>
    internal bool IsWorthIt(SlotReach reach) => reach.Ahead >= worthBytes && reach.Again <= AgainMax;

    /// <summary>
    /// Where the next piece ends; null: the rest is to be streamed. What is left after the pieces that are worth it comes as one more: the stream has to
    /// decode again, too, before anything comes from it.
    /// </summary>
    internal PieceEnd? Next(SlotReach reach)
    {
        if (isLast || reach.Ahead == 0 || reach.Again > AgainMax)
        {
            return null;
        }

        isLast = !IsWorthIt(reach);
        var size = Math.Clamp(reach.Again, Smallest, Largest);
        if (isLast || reach.Ahead <= size)
        {
            return new PieceEnd(reach.End);
        }

        (changes, begun) = (ChangesOf(size, reach.Confirmed), reach.Confirmed);
        return new PieceEnd(Lsn.Min(reach.End, new Lsn(reach.Confirmed.Value + Largest)), changes);
    }

    /// <summary>By what the piece before came to. It may have had more changes than were asked for; then this is too few, and the next will be nearer.</summary>
    private int ChangesOf(long bytes, Lsn confirmed) =>
        changes == 0 ? FewestChanges : (int)Math.Clamp((double)changes * bytes / Math.Max(confirmed.BytesSince(begun), 1), FewestChanges, int.MaxValue);
}
