using System.Buffers;
using BunnyDb.Contracts.Values;

namespace BunnyDb.CdcReader.Lanes;

/// <summary>Length-prefixed messages that will be one batch, in a buffer that goes back to the pool when this is disposed.</summary>
/// <param name="commitEnd">The end of the last transaction; null: none ends here, the transaction goes on.</param>
/// <param name="oldestCommit">When the first transaction was committed on the source.</param>
internal sealed class TakenChanges(byte[] buffer, int length, Lsn? commitEnd, DateTimeOffset oldestCommit) : IDisposable
{
    internal ReadOnlySpan<byte> Frames => buffer.AsSpan(0, length);

    internal Lsn? CommitEnd { get; } = commitEnd;

    internal DateTimeOffset OldestCommit { get; } = oldestCommit;

    public void Dispose() => ArrayPool<byte>.Shared.Return(buffer);
}
