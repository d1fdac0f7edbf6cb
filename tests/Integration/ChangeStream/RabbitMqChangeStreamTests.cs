using BunnyDb.ChangeStream;
using BunnyDb.ChangeStream.RabbitMq;
using BunnyDb.Contracts.Faults;
using BunnyDb.Contracts.Values;
using BunnyDb.Integration.Fixture;
using RabbitMQ.Client;

namespace BunnyDb.Integration.ChangeStream;

[Collection(RealServers.Name)]
public sealed class RabbitMqChangeStreamTests(RabbitMqFixture rabbitMq) : ChangeStreamContract
{
    private const int Mega = 1024 * 1024;

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

    /// <summary>The driver would let no more than 64 MiB in.</summary>
    [Fact]
    public async Task A_batch_that_the_broker_takes_arrives_however_large_it_is()
    {
        var (stream, lane) = (await StreamAsync(), LaneId.New());
        await using var reader = await stream.OpenReaderAsync(lane, CancellationToken.None);
        await using var writer = await stream.OpenWriterAsync(lane, 1, CancellationToken.None);
        using var soon = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var written = writer.WriteAsync(Batch(lane, 70), soon.Token).AsTask();
        await foreach (var delivery in reader.ReadAsync(soon.Token))
        {
            delivery.Batch.Frames.Length.ShouldBe(70 * Mega);
            await delivery.AckAsync(CancellationToken.None);
            break;
        }

        await written;
        await stream.DeleteAsync(lane, CancellationToken.None);
    }

    [Fact]
    public async Task A_batch_that_the_broker_does_not_take_needs_a_person()
    {
        var (stream, lane) = (await StreamAsync(), LaneId.New());
        using var soon = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await using (var writer = await stream.OpenWriterAsync(lane, 1, CancellationToken.None))
        {
            var refused = await Should.ThrowAsync<ChangeStreamException>(() => writer.WriteAsync(Batch(lane, 140), soon.Token).AsTask());
            var fault = refused.Fault.ShouldNotBeNull(refused.Message);
            (fault.Kind, fault.Code).ShouldBe((FaultKind.Halt, FaultCode.MessageTooLarge));
            fault.Remedy.ShouldContain("max_message_size");
        }

        await stream.DeleteAsync(lane, CancellationToken.None);
    }

    private static ChangeBatch Batch(LaneId lane, int megabytes) => new(lane, 1, 0, default, default, false, new byte[megabytes * Mega]);

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
