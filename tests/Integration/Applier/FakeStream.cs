using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using BunnyDb.ChangeStream;
using BunnyDb.Contracts.Values;

namespace BunnyDb.Integration.Applier;

/// <summary>A stream that gives each reader what the test puts in, and remembers what was acknowledged.</summary>
internal sealed class FakeStream : IChangeStream
{
    private readonly Channel<ChangeBatch> batches = Channel.CreateUnbounded<ChangeBatch>();

    internal ConcurrentQueue<(long Epoch, long Sequence)> Acknowledged { get; } = [];

    internal void Put(ChangeBatch batch) => batches.Writer.TryWrite(batch).ShouldBeTrue();

    public Task<IChangeWriter> OpenWriterAsync(LaneId lane, long epoch, CancellationToken ct) => throw new NotSupportedException("The test writes itself.");

    public Task<IChangeReader> OpenReaderAsync(LaneId lane, CancellationToken ct) => Task.FromResult<IChangeReader>(new Reader(this));

    public Task DeleteAsync(LaneId lane, CancellationToken ct) => Task.CompletedTask;

    private sealed class Reader(FakeStream stream) : IChangeReader
    {
        public async IAsyncEnumerable<ChangeDelivery> ReadAsync([EnumeratorCancellation] CancellationToken ct)
        {
            await foreach (var batch in stream.batches.Reader.ReadAllAsync(ct))
            {
                yield return new Delivery(batch, stream);
            }
        }

        public ValueTask DisposeAsync() => default;
    }

    private sealed class Delivery(ChangeBatch batch, FakeStream stream) : ChangeDelivery(batch)
    {
        public override ValueTask AckAsync(CancellationToken ct)
        {
            stream.Acknowledged.Enqueue((Batch.Epoch, Batch.Sequence));
            return default;
        }
    }
}
