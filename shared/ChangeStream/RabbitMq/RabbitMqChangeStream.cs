using BunnyDb.Contracts.Values;

namespace BunnyDb.ChangeStream.RabbitMq;

/// <summary>
/// Lanes as queues of RabbitMQ, one connection for each side of a lane. What a reset of the broker removes is declared again at the next opening.
/// </summary>
public sealed class RabbitMqChangeStream(Uri url) : IChangeStream
{
    private const int QueueNotFound = 404;

    public async Task<IChangeWriter> OpenWriterAsync(LaneId lane, long epoch, CancellationToken ct) =>
        await OpenAsync($"bunnydb reader {lane}", confirms: true, connection => RabbitMqChangeWriter.StartAsync(connection, lane, epoch, ct), ct);

    public async Task<IChangeReader> OpenReaderAsync(LaneId lane, CancellationToken ct) =>
        await OpenAsync($"bunnydb applier {lane}", confirms: false, connection => RabbitMqChangeReader.StartAsync(connection, lane, ct), ct);

    public async Task DeleteAsync(LaneId lane, CancellationToken ct)
    {
        try
        {
            await using var connection = await BrokerConnection.OpenAsync(url, $"bunnydb close {lane}", confirms: false, ct);
            await connection.Channel.QueueDeleteAsync(LaneQueues.Batches(lane), ifUnused: false, ifEmpty: false, cancellationToken: ct);
        }
        catch (RabbitMQ.Client.Exceptions.OperationInterruptedException e) when (e.ShutdownReason?.ReplyCode == QueueNotFound)
        {
            // Newer brokers answer so when there is nothing to delete.
        }
        catch (Exception e) when (e is not OperationCanceledException || !ct.IsCancellationRequested)
        {
            throw new ChangeStreamException($"RabbitMQ cannot be used: {e.Message}", e);
        }
    }

    private async Task<T> OpenAsync<T>(string name, bool confirms, Func<BrokerConnection, Task<T>> start, CancellationToken ct)
    {
        BrokerConnection? connection = null;
        try
        {
            connection = await BrokerConnection.OpenAsync(url, name, confirms, ct);
            return await start(connection);
        }
        catch (Exception e)
        {
            if (connection is not null)
            {
                await connection.DisposeAsync();
            }

            if (ct.IsCancellationRequested || e is ChangeStreamException)
            {
                throw;
            }

            throw new ChangeStreamException($"RabbitMQ cannot be used: {e.Message}", e);
        }
    }
}
