using System.Buffers;
using BunnyDb.ChangeStream;
using BunnyDb.Contracts.Values;

namespace BunnyDb.CdcReader.Lanes;

/// <summary>Makes an epoch's batches: numbers them without a gap, says what each follows, and makes each understandable by itself.</summary>
internal sealed class BatchSequence(LaneId lane, long epoch, Lsn start)
{
    private readonly RelationMemory relations = new();
    private long next;

    /// <summary>The position once everything that was made so far is applied.</summary>
    internal Lsn Last { get; private set; } = start;

    /// <summary>The last batch ends inside a transaction: more of it will come by itself.</summary>
    internal bool IsInside { get; private set; }

    internal OutgoingBatch Next(TakenChanges taken)
    {
        var missing = relations.Complete(taken.Frames);
        var length = missing.Sum(frame => frame.Length) + taken.Frames.Length;
        var buffer = ArrayPool<byte>.Shared.Rent(length);
        var at = 0;
        foreach (var frame in missing)
        {
            frame.CopyTo(buffer, at);
            at += frame.Length;
        }

        taken.Frames.CopyTo(buffer.AsSpan(at));
        IsInside = taken.CommitEnd is null;
        return new OutgoingBatch(Make(taken.CommitEnd ?? Last, buffer.AsMemory(0, length)), taken.OldestCommit, buffer);
    }

    /// <summary>A batch without changes: moves an idle lane's position to <paramref name="last"/>, or shows a gap to an applier that lost something.</summary>
    internal OutgoingBatch Empty(Lsn last) => new(Make(last, ReadOnlyMemory<byte>.Empty), null, null);

    private ChangeBatch Make(Lsn last, ReadOnlyMemory<byte> frames)
    {
        if (last < Last)
        {
            throw new InvalidOperationException($"Lane {lane} was about to go back from {Last} to {last}.");
        }

        var batch = new ChangeBatch(lane, epoch, next++, Last, last, IsInside, frames);
        Last = last;
        return batch;
    }
}
