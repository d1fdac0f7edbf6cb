using BunnyDb.ChangeStream;
using BunnyDb.Contracts.Values;

namespace BunnyDb.CdcReader.Lanes;

/// <summary>What was written to the stream and is not committed on the destination. Written to by the loop, read and settled by the feedback.</summary>
internal sealed class InFlight(Lsn start, TimeProvider time)
{
    private readonly Lock gate = new();
    private readonly Queue<(Lsn Last, DateTimeOffset OldestCommit)> unapplied = new();
    private Lsn written = start;
    private Lsn position = start;
    private bool isInside;
    private bool isWriting;
    private long takenSequence = -1;
    private long movedAt = time.GetTimestamp();

    /// <summary>The destination's position as last seen.</summary>
    internal Lsn Position
    {
        get
        {
            lock (gate)
            {
                return position;
            }
        }
    }

    /// <summary>Everything that was written is committed on the destination.</summary>
    internal bool IsEmpty
    {
        get
        {
            lock (gate)
            {
                return !isInside && position >= written;
            }
        }
    }

    /// <summary>The commit time of the oldest transaction that is not applied; null: all are.</summary>
    internal DateTimeOffset? OldestUnapplied
    {
        get
        {
            lock (gate)
            {
                return unapplied.TryPeek(out var oldest) ? oldest.OldestCommit : null;
            }
        }
    }

    /// <summary>For how long something was in flight and neither taken nor committed further.</summary>
    internal TimeSpan StalledFor
    {
        get
        {
            lock (gate)
            {
                return !isInside && position >= written ? TimeSpan.Zero : time.GetElapsedTime(movedAt);
            }
        }
    }

    /// <summary>The same, while the loop cannot write anything because the window is full.</summary>
    internal TimeSpan BlockedFor
    {
        get
        {
            lock (gate)
            {
                return isWriting ? time.GetElapsedTime(movedAt) : TimeSpan.Zero;
            }
        }
    }

    /// <summary>The last write has come back: the window has room.</summary>
    internal void WindowHasRoom()
    {
        lock (gate)
        {
            isWriting = false;
        }
    }

    /// <summary>Counts a batch that is about to be written.</summary>
    internal void Wrote(ChangeBatch batch, DateTimeOffset? oldestCommit)
    {
        lock (gate)
        {
            if (!isInside && position >= written)
            {
                movedAt = time.GetTimestamp();
            }

            isWriting = true;
            written = batch.Last;
            isInside = batch.EndsInsideTransaction;
            if (oldestCommit is { } commit)
            {
                // Of a transaction that is not at its end, Last is what precedes it: it is applied when the position is beyond that.
                unapplied.Enqueue((batch.Last > batch.Follows ? batch.Last : new Lsn(batch.Last.Value + 1), commit));
            }
        }
    }

    /// <summary>What the destination and the stream say of how far they are.</summary>
    internal void Observe(Lsn reached, long taken)
    {
        lock (gate)
        {
            if (reached > position || taken != takenSequence)
            {
                movedAt = time.GetTimestamp();
            }

            (position, takenSequence) = (Lsn.Max(position, reached), taken);
            while (unapplied.TryPeek(out var oldest) && oldest.Last <= position)
            {
                unapplied.Dequeue();
            }
        }
    }
}
