using System.Threading.Channels;
using BunnyDb.ChangeStream.RabbitMq;
using RabbitMQ.Client;

namespace BunnyDb.ControlPlane.Runbooks;

/// <summary>Hands messages over and breaks the connection when the server ends the consumer (a deleted queue), so that everything is declared again.</summary>
internal sealed class RunbookConsumer(BrokerConnection connection, ChannelWriter<RunbookDelivery> arrived) : AsyncDefaultBasicConsumer(connection.Channel)
{
    public override async Task HandleBasicDeliverAsync(
        string consumerTag, ulong deliveryTag, bool redelivered, string exchange, string routingKey, IReadOnlyBasicProperties properties,
        ReadOnlyMemory<byte> body, CancellationToken cancellationToken = default) =>
        await arrived.WriteAsync(
            new RunbookDelivery(deliveryTag, routingKey, properties.ContentType, properties.MessageId, properties.CorrelationId, body.ToArray()), cancellationToken);

    public override Task HandleBasicCancelAsync(string consumerTag, CancellationToken cancellationToken = default) =>
        connection.BreakAsync("RabbitMQ ended the consumer: the queue was deleted or moved.");
}
