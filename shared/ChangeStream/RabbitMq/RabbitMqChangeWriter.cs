using System.Buffers;
using System.Buffers.Binary;
using BunnyDb.Contracts.Values;
using RabbitMQ.Client;

namespace BunnyDb.ChangeStream.RabbitMq;

/// <summary>Publishes batches with confirms and listens for credits.</summary>
internal sealed class RabbitMqChangeWriter : IChangeWriter
{
    private readonly BrokerConnection connection;
    private readonly string queue;
    private readonly WriteWindow window = new(WriteWindow.DefaultBytes, WriteWindow.DefaultBatches);

    private RabbitMqChangeWriter(BrokerConnection connection, string queue)
    {
        this.connection = connection;
        this.queue = queue;
    }

    public long TakenSequence => window.TakenSequence;

    internal static async Task<RabbitMqChangeWriter> StartAsync(BrokerConnection connection, LaneId lane, long epoch, CancellationToken ct)
    {
        var channel = connection.Channel;
        var writer = new RabbitMqChangeWriter(connection, LaneQueues.Batches(lane));
        await LaneQueues.DeclareBatchesAsync(channel, lane, ct);
        await channel.QueuePurgeAsync(writer.queue, ct);
        await LaneQueues.DeclareCreditsAsync(channel, lane, epoch, ct);
        await channel.BasicConsumeAsync(
            LaneQueues.Credits(lane, epoch), autoAck: true, new LaneConsumer(connection, (_, credit) => writer.Credit(credit)), ct);
        return writer;
    }

    public async ValueTask WriteAsync(ChangeBatch batch, CancellationToken ct)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, connection.Broken);
        var length = BatchBody.BytesOf(batch);
        var body = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            BatchBody.Write(batch, body);
            window.Add(batch.Sequence, length);

            connection.Publishing = length;

            // Mandatory: a queue that somebody deleted returns the message, which breaks the lane instead of losing it.
            await connection.Channel.BasicPublishAsync("", queue, mandatory: true, new BasicProperties(), body.AsMemory(0, length), either.Token);
            await window.AwaitRoomAsync(either.Token);
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            throw connection.Exception(e);
        }
        finally
        {
            connection.Publishing = 0;
            ArrayPool<byte>.Shared.Return(body);
        }
    }

    public ValueTask DisposeAsync() => connection.DisposeAsync();

    private void Credit(ReadOnlySpan<byte> credit) => window.Take(BinaryPrimitives.ReadInt64BigEndian(credit));
}
