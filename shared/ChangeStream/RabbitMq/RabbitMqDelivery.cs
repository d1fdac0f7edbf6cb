using System.Buffers;
using System.Buffers.Binary;
using RabbitMQ.Client;

namespace BunnyDb.ChangeStream.RabbitMq;

/// <summary>A batch as it was delivered. Acknowledging it tells the broker to forget it and the writer that its bytes are taken.</summary>
internal sealed class RabbitMqDelivery(BrokerConnection connection, ulong deliveryTag, ChangeBatch batch, byte[] owned) : ChangeDelivery(batch)
{
    private byte[]? buffer = owned;

    public override async ValueTask AckAsync(CancellationToken ct)
    {
        if (Interlocked.Exchange(ref buffer, null) is not { } used)
        {
            return;
        }

        try
        {
            ArrayPool<byte>.Shared.Return(used);
            await connection.Channel.BasicAckAsync(deliveryTag, multiple: false, ct);

            // Without an awaited confirm: a lost credit is made good by the next. A writer that is gone has no queue, and the credit vanishes.
            var credit = new byte[sizeof(long)];
            BinaryPrimitives.WriteInt64BigEndian(credit, Batch.Sequence);
            await connection.Channel.BasicPublishAsync("", LaneQueues.Credits(Batch.Lane, Batch.Epoch), mandatory: false, new BasicProperties(), credit, ct);
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            throw connection.Exception(e);
        }
    }
}
