using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace BunnyDb.ChangeStream.RabbitMq;

/// <summary>Hands messages over and breaks the lane's connection when the server ends the consumer (a deleted queue).</summary>
internal sealed class LaneConsumer(BrokerConnection connection, MessageArrived arrived) : AsyncDefaultBasicConsumer(connection.Channel)
{
    public override async Task HandleBasicDeliverAsync(
        string consumerTag, ulong deliveryTag, bool redelivered, string exchange, string routingKey, IReadOnlyBasicProperties properties,
        ReadOnlyMemory<byte> body, CancellationToken cancellationToken = default)
    {
        try
        {
            arrived(deliveryTag, body.Span);
        }
        catch (Exception e)
        {
            await connection.BreakAsync(e.Message);
        }
    }

    public override Task HandleBasicCancelAsync(string consumerTag, CancellationToken cancellationToken = default) =>
        connection.BreakAsync("RabbitMQ ended the consumer: the queue was deleted or moved.");
}

/// <summary>The body is valid during the call only.</summary>
internal delegate void MessageArrived(ulong deliveryTag, ReadOnlySpan<byte> body);
