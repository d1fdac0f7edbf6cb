using System.Buffers;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using BunnyDb.Contracts.Values;

namespace BunnyDb.ChangeStream.RabbitMq;

/// <summary>Consumes a lane's queue; the broker serves one consumer of it at a time. What is not acknowledged comes again to the next.</summary>
internal sealed class RabbitMqChangeReader : IChangeReader
{
    /// <summary>All that the window lets a writer send may wait here, so that what has arrived is taken as one: its bytes are bounded by the window too.</summary>
    private const ushort PrefetchBatches = WriteWindow.DefaultBatches;

    private readonly BrokerConnection connection;
    private readonly Channel<RabbitMqDelivery> arrived = Channel.CreateUnbounded<RabbitMqDelivery>();

    private RabbitMqChangeReader(BrokerConnection connection) => this.connection = connection;

    internal static async Task<RabbitMqChangeReader> StartAsync(BrokerConnection connection, LaneId lane, CancellationToken ct)
    {
        var channel = connection.Channel;
        var reader = new RabbitMqChangeReader(connection);
        await LaneQueues.DeclareBatchesAsync(channel, lane, ct);
        await channel.BasicQosAsync(0, PrefetchBatches, global: false, ct);
        await channel.BasicConsumeAsync(
            LaneQueues.Batches(lane), autoAck: false, consumerTag: "", noLocal: false, exclusive: false, arguments: null,
            new LaneConsumer(connection, reader.Arrive), ct);
        return reader;
    }

    public async IAsyncEnumerable<ChangeDelivery> ReadAsync([EnumeratorCancellation] CancellationToken ct)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, connection.Broken);
        while (true)
        {
            RabbitMqDelivery delivery;
            try
            {
                delivery = await arrived.Reader.ReadAsync(either.Token);
            }
            catch (OperationCanceledException e) when (!ct.IsCancellationRequested)
            {
                throw connection.Exception(e);
            }

            yield return delivery;
        }
    }

    public ValueTask DisposeAsync() => connection.DisposeAsync();

    private void Arrive(ulong deliveryTag, ReadOnlySpan<byte> body)
    {
        var owned = ArrayPool<byte>.Shared.Rent(body.Length);
        body.CopyTo(owned);
        arrived.Writer.TryWrite(new RabbitMqDelivery(connection, deliveryTag, BatchBody.Read(owned.AsMemory(0, body.Length)), owned));
    }
}
