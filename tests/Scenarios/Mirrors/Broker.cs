using BunnyDb.Scenarios.Stacks;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace BunnyDb.Scenarios.Mirrors;

/// <summary>What the broker holds of a mirror.</summary>
internal static class Broker
{
    public static async Task ShouldNotHoldAsync(Stack stack, IReadOnlyList<string> queues)
    {
        if (!stack.HasBroker)
        {
            return;
        }

        foreach (var queue in queues)
        {
            (await HoldsAsync(stack.Environment.Amqp, queue)).ShouldBeFalse($"queue {queue} is still there");
        }
    }

    private static async Task<bool> HoldsAsync(Uri broker, string queue)
    {
        await using var connection = await new ConnectionFactory { Uri = broker }.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync();
        try
        {
            await channel.QueueDeclarePassiveAsync(queue);
            return true;
        }
        catch (OperationInterruptedException e) when (e.ShutdownReason?.ReplyCode == Constants.NotFound)
        {
            return false;
        }
    }
}
