using System.Text;
using BunnyDb.Scenarios.Stacks;
using BunnyDb.Scenarios.Waiting;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace BunnyDb.Scenarios.Mirrors;

/// <summary>An operator's script at the broker: publishes commands, and looks at those that were rejected.</summary>
internal static class RunbookDesk
{
    private const string Commands = "bunnydb.commands";
    private const string Rejected = "bunnydb.commands.rejected";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Plain text under a routing key. Waits for a broker that was just emptied to have the exchange and its queue again.</summary>
    public static Task PublishAsync(Stack stack, string command, string body) => WaitFor.TrueAsync($"{command} is published", Patience, async () =>
    {
        try
        {
            await using var connection = await new ConnectionFactory { Uri = stack.Environment.Amqp }.CreateConnectionAsync();
            await using var channel = await connection.CreateChannelAsync(new CreateChannelOptions(true, true));
            await channel.BasicPublishAsync(Commands, command, mandatory: true, new BasicProperties(), Encoding.UTF8.GetBytes(body));
            return true;
        }
        catch (Exception e) when (e is BrokerUnreachableException or OperationInterruptedException or PublishException)
        {
            return false;
        }
    });

    /// <summary>Takes the next rejected command away, once there is one.</summary>
    public static Task<RejectedCommand> NextRejectedAsync(Stack stack) => WaitFor.StateAsync(
        "a command is rejected", Patience, () => TryTakeAsync(stack), rejected => rejected is not null)!;

    /// <summary>Takes away what others have left.</summary>
    public static async Task ClearAsync(Stack stack)
    {
        while (await TryTakeAsync(stack) is not null)
        {
        }
    }

    private static async Task<RejectedCommand?> TryTakeAsync(Stack stack)
    {
        await using var connection = await new ConnectionFactory { Uri = stack.Environment.Amqp }.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync();
        return await channel.BasicGetAsync(Rejected, autoAck: true) is { } message
            ? new RejectedCommand(
                message.RoutingKey, Encoding.UTF8.GetString(message.Body.Span),
                message.BasicProperties.Headers!.Where(header => header.Value is byte[])
                    .ToDictionary(header => header.Key, header => Encoding.UTF8.GetString((byte[])header.Value!)))
            : null;
    }
}

/// <summary>A command as it stands among the rejected ones.</summary>
internal sealed record RejectedCommand(string RoutingKey, string Body, IReadOnlyDictionary<string, string> Headers);
