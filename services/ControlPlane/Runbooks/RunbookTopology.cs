using RabbitMQ.Client;

namespace BunnyDb.ControlPlane.Runbooks;

/// <summary>The exchanges and queues of runbooks. They are declared at every connection: an emptied broker has them again at once.</summary>
internal static class RunbookTopology
{
    internal const string Commands = "bunnydb.commands";
    internal const string Rejected = "bunnydb.commands.rejected";

    /// <summary>Topic exchange and queue of the same name. One control plane serves it at a time, so that commands keep their order.</summary>
    private static readonly Dictionary<string, object?> CommandLimits = new()
    {
        ["x-queue-type"] = "classic",
        ["x-single-active-consumer"] = true,
        // Full, it takes no more and tells so to whoever asks for confirms: a command that it took is never dropped.
        ["x-max-length"] = 1_000,
        ["x-max-length-bytes"] = 16 * 1024 * 1024,
        ["x-overflow"] = "reject-publish",
    };

    /// <summary>Fanout exchange and queue of the same name, so that a rejected command keeps its routing key. Full, it forgets the oldest and never stops us.</summary>
    private static readonly Dictionary<string, object?> RejectedLimits = new()
    {
        ["x-queue-type"] = "classic",
        ["x-max-length"] = 10_000,
        ["x-max-length-bytes"] = 64 * 1024 * 1024,
        ["x-overflow"] = "drop-head",
    };

    internal static async Task DeclareAsync(IChannel channel, CancellationToken ct)
    {
        await DeclareAsync(channel, Commands, ExchangeType.Topic, "#", CommandLimits, ct);
        await DeclareAsync(channel, Rejected, ExchangeType.Fanout, "", RejectedLimits, ct);
    }

    private static async Task DeclareAsync(
        IChannel channel, string name, string exchangeType, string routingKey, Dictionary<string, object?> limits, CancellationToken ct)
    {
        await channel.ExchangeDeclareAsync(name, exchangeType, durable: true, cancellationToken: ct);
        await channel.QueueDeclareAsync(name, durable: true, exclusive: false, autoDelete: false, limits, cancellationToken: ct);
        await channel.QueueBindAsync(name, name, routingKey, cancellationToken: ct);
    }
}
