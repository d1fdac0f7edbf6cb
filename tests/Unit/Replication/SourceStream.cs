using System.Threading.Channels;

namespace BunnyDb.Unit.Replication;

/// <summary>A connection to a source that says what the test tells it to, in the pieces that the test cuts, and remembers what it was told.</summary>
internal sealed class SourceStream : Stream
{
    private readonly Channel<byte[]> pieces = Channel.CreateUnbounded<byte[]>();
    private readonly Channel<byte[]> told = Channel.CreateUnbounded<byte[]>();
    private ReadOnlyMemory<byte> left;

    public override bool CanRead => true;

    public override bool CanWrite => true;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    internal void Say(params byte[][] messages) => pieces.Writer.TryWrite([.. messages.SelectMany(message => message)]);

    internal void SayInPieces(int bytes, params byte[][] messages)
    {
        foreach (var piece in messages.SelectMany(message => message).Chunk(bytes))
        {
            pieces.Writer.TryWrite(piece);
        }
    }

    internal void End() => pieces.Writer.Complete();

    /// <summary>The next message that was written to the source.</summary>
    internal async Task<byte[]> ToldAsync() => await told.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(30));

    public override async ValueTask<int> ReadAsync(Memory<byte> destination, CancellationToken cancellationToken = default)
    {
        destination.Length.ShouldBeGreaterThan(0);
        while (left.IsEmpty)
        {
            if (!await pieces.Reader.WaitToReadAsync(cancellationToken))
            {
                return 0;
            }

            left = pieces.Reader.TryRead(out var piece) ? piece : default;
        }

        var count = Math.Min(left.Length, destination.Length);
        left[..count].CopyTo(destination);
        left = left[count..];
        return count;
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> source, CancellationToken cancellationToken = default)
    {
        told.Writer.TryWrite(source.ToArray());
        return ValueTask.CompletedTask;
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
