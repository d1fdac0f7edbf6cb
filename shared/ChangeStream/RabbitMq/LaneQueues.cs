using BunnyDb.Contracts.Values;
using RabbitMQ.Client;

namespace BunnyDb.ChangeStream.RabbitMq;

/// <summary>
/// The queues of a lane. Batches: durable, so that a reader and an applier that start at different times meet, but its messages are not
/// persistent: the broker is a buffer. Credits: they belong to one epoch's writer and vanish with its connection.
/// </summary>
internal static class LaneQueues
{
    internal static string Batches(LaneId lane) => $"bunnydb.lane.{lane}";

    internal static string Credits(LaneId lane, long epoch) => $"bunnydb.lane.{lane}.credit.{epoch}";

    internal static Task DeclareBatchesAsync(IChannel channel, LaneId lane, CancellationToken ct) =>
        channel.QueueDeclareAsync(
            Batches(lane), durable: true, exclusive: false, autoDelete: false,
            new Dictionary<string, object?> { ["x-queue-type"] = "classic", ["x-single-active-consumer"] = true },
            cancellationToken: ct);

    /// <summary>Credits are cumulative: of many that wait only the newest count.</summary>
    internal static Task DeclareCreditsAsync(IChannel channel, LaneId lane, long epoch, CancellationToken ct) =>
        channel.QueueDeclareAsync(
            Credits(lane, epoch), durable: false, exclusive: true, autoDelete: true,
            new Dictionary<string, object?> { ["x-max-length"] = 1000, ["x-overflow"] = "drop-head" },
            cancellationToken: ct);
}
