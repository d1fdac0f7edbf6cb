using BunnyDb.ChangeStream;
using BunnyDb.Contracts.Values;

namespace BunnyDb.CdcReader.Lanes;

/// <summary>
/// The reading loop: what was read from the slot since the last write becomes the next batch. So an idle lane forwards at once, and a busy
/// one makes large batches by itself.
/// </summary>
internal sealed class Lane(
    WalStream wal, PendingChanges pending, IChangeWriter writer, InFlight flight, BatchSequence batches, MirrorName mirror, TimeProvider time)
{
    private const long IdleAdvanceBytes = 16 * 1024 * 1024;

    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(500);

    /// <summary>What a change of a backlog may wait for others at most, so that batches are large where batches are many.</summary>
    private static readonly TimeSpan Company = TimeSpan.FromMilliseconds(80);
    private static readonly TimeSpan IdleAdvanceEvery = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan FirstHeartbeat = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan HeartbeatEveryAtMost = TimeSpan.FromSeconds(60);

    private long advancedAt = time.GetTimestamp();
    private TimeSpan heartbeatAfter = FirstHeartbeat;

    internal async Task RunAsync(CancellationToken ct)
    {
        while (true)
        {
            if (wal.IsBehind)
            {
                await pending.FillAsync(Company, ct);
            }

            using var taken = await pending.TakeAsync(Patience, ct);
            using var outgoing = taken is not null ? batches.Next(taken) : IdleAdvance() ?? Heartbeat();
            if (outgoing is not null)
            {
                flight.Wrote(outgoing.Batch, outgoing.OldestCommit);
                await writer.WriteAsync(outgoing.Batch, ct);
                flight.WindowHasRoom();
                ReaderMetrics.Wrote(mirror, outgoing.Batch.Frames.Length);
            }
        }
    }

    /// <summary>
    /// A lane whose tables are idle on a busy source moves its position to where the source has come in sending, so that its slot does not hold
    /// WAL back. What was received is read first: a transaction that arrives afterwards ends beyond it.
    /// </summary>
    private OutgoingBatch? IdleAdvance()
    {
        var received = wal.Received;
        var isDue = received.BytesSince(batches.Last) >= IdleAdvanceBytes || time.GetElapsedTime(advancedAt) >= IdleAdvanceEvery;
        if (!isDue || received <= batches.Last || !flight.IsEmpty || !pending.IsIdle)
        {
            return null;
        }

        advancedAt = time.GetTimestamp();
        return batches.Empty(received);
    }

    /// <summary>
    /// When nothing moves, an empty batch lets the applier see whether one before it was lost. Ever more rarely: perhaps there is no applier.
    /// Not inside a transaction: more of it will come by itself.
    /// </summary>
    private OutgoingBatch? Heartbeat()
    {
        var stalledFor = flight.StalledFor;
        if (stalledFor < FirstHeartbeat)
        {
            heartbeatAfter = FirstHeartbeat;
        }

        if (batches.IsInside || stalledFor < heartbeatAfter)
        {
            return null;
        }

        heartbeatAfter = stalledFor + (stalledFor < HeartbeatEveryAtMost ? stalledFor : HeartbeatEveryAtMost);
        return batches.Empty(batches.Last);
    }
}
