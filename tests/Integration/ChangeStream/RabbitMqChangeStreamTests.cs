using BunnyDb.ChangeStream;
using BunnyDb.ChangeStream.RabbitMq;
using BunnyDb.Contracts.Values;
using BunnyDb.Integration.Fixture;
using RabbitMQ.Client;

namespace BunnyDb.Integration.ChangeStream;

[Collection(RealServers.Name)]
public sealed class RabbitMqChangeStreamTests(RabbitMqFixture rabbitMq) : ChangeStreamContract
{
    protected override async Task<IChangeStream> StreamAsync() => new RabbitMqChangeStream(await rabbitMq.UrlAsync());

    [Fact]
    public async Task A_deleted_lane_leaves_no_queue()
    {
        var stream = await StreamAsync();
        var lane = LaneId.New();
        await using (var writer = await stream.OpenWriterAsync(lane, 5, CancellationToken.None))
        {
            await writer.WriteAsync(new ChangeBatch(lane, 5, 0, default, default, false, new byte[10]), CancellationToken.None);
        }

        await stream.DeleteAsync(lane, CancellationToken.None);
        (await ExistsAsync($"bunnydb.lane.{lane}")).ShouldBeFalse();
        (await ExistsAsync($"bunnydb.lane.{lane}.credit.5")).ShouldBeFalse();
    }

    [Fact]
    public async Task A_broker_that_is_not_there_is_a_broken_stream()
    {
        var stream = new RabbitMqChangeStream(new Uri("amqp://nobody:nothing@127.0.0.1:1/"));
        await Should.ThrowAsync<ChangeStreamException>(() => stream.OpenWriterAsync(LaneId.New(), 1, CancellationToken.None));
        await Should.ThrowAsync<ChangeStreamException>(() => stream.OpenReaderAsync(LaneId.New(), CancellationToken.None));
        await Should.ThrowAsync<ChangeStreamException>(() => stream.DeleteAsync(LaneId.New(), CancellationToken.None));
    }

    private async Task<bool> ExistsAsync(string queue)
    {
        var factory = new ConnectionFactory { Uri = await rabbitMq.UrlAsync() };
        await using var connection = await factory.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync();
        try
        {
            await channel.QueueDeclarePassiveAsync(queue);
            return true;
        }
        catch (RabbitMQ.Client.Exceptions.OperationInterruptedException)
        {
            return false;
        }
    }
}
