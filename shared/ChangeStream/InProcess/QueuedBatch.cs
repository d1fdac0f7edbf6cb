using System.Buffers;

namespace BunnyDb.ChangeStream.InProcess;

/// <summary>
/// A batch in memory of its own that comes from a pool: the writer uses its buffer again at once, and a lane that catches up fills many megabytes a
/// second. Compared by reference: what is delivered again is another one, which only its own reader can release.
/// </summary>
internal sealed class QueuedBatch
{
    private readonly byte[] buffer;

    private QueuedBatch(ChangeBatch batch, byte[] buffer) => (Batch, this.buffer) = (batch, buffer);

    internal ChangeBatch Batch { get; }

    internal static QueuedBatch CopyOf(ChangeBatch batch)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(batch.Frames.Length);
        batch.Frames.CopyTo(buffer);
        return new QueuedBatch(batch with { Frames = buffer.AsMemory(0, batch.Frames.Length) }, buffer);
    }

    /// <summary>The same, for another reader; of the two only this one may be released.</summary>
    internal QueuedBatch Again() => new(Batch, buffer);

    /// <summary>Nobody reads it any more. To be called once.</summary>
    internal void Release() => ArrayPool<byte>.Shared.Return(buffer);
}
