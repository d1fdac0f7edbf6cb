using System.Buffers;
using BunnyDb.ChangeStream;

namespace BunnyDb.CdcReader.Lanes;

/// <summary>A batch to write, in a buffer that goes back to the pool when this is disposed.</summary>
/// <param name="oldestCommit">When its first transaction was committed on the source; null: it carries none.</param>
internal sealed class OutgoingBatch(ChangeBatch batch, DateTimeOffset? oldestCommit, byte[]? buffer) : IDisposable
{
    internal ChangeBatch Batch { get; } = batch;

    internal DateTimeOffset? OldestCommit { get; } = oldestCommit;

    public void Dispose()
    {
        if (buffer is not null)
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
