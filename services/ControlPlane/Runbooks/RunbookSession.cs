using System.Runtime.CompilerServices;
using System.Threading.Channels;
using BunnyDb.ChangeStream.RabbitMq;
using BunnyDb.ControlPlane.Api;
using RabbitMQ.Client;

namespace BunnyDb.ControlPlane.Runbooks;

/// <summary>One connection's life at the queue of commands. What it does not settle comes again to the next one.</summary>
internal sealed class RunbookSession : IAsyncDisposable
{
    /// <summary>A header's text: all headers of a message travel in one frame.</summary>
    private const int HeaderCharsMax = 1_000;

    private readonly BrokerConnection connection;

    /// <summary>Bounded by the prefetch of one message.</summary>
    private readonly Channel<RunbookDelivery> arrived = Channel.CreateUnbounded<RunbookDelivery>();

    private RunbookSession(BrokerConnection connection) => this.connection = connection;

    internal static async Task<RunbookSession> OpenAsync(Uri url, CancellationToken ct)
    {
        var connection = await BrokerConnection.OpenAsync(url, "bunnydb runbooks", confirms: true, ct);
        try
        {
            var session = new RunbookSession(connection);
            await RunbookTopology.DeclareAsync(connection.Channel, ct);
            await connection.Channel.BasicQosAsync(0, 1, global: false, ct);
            await connection.Channel.BasicConsumeAsync(
                RunbookTopology.Commands, autoAck: false, new RunbookConsumer(connection, session.arrived.Writer), ct);
            return session;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>Commands in the order of the queue, each after the one before it was settled.</summary>
    /// <exception cref="BunnyDb.ChangeStream.ChangeStreamException">The connection broke.</exception>
    internal async IAsyncEnumerable<RunbookDelivery> ReadAsync([EnumeratorCancellation] CancellationToken ct)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, connection.Broken);
        while (true)
        {
            RunbookDelivery delivery;
            try
            {
                delivery = await arrived.Reader.ReadAsync(either.Token);
            }
            catch (OperationCanceledException e) when (!ct.IsCancellationRequested)
            {
                throw connection.Exception(e);
            }

            yield return delivery;
        }
    }

    /// <summary>Puts a copy among the rejected ones: the same body and routing key, and why. Returns once the broker has it.</summary>
    internal async Task RejectAsync(RunbookDelivery delivery, Problem problem, CancellationToken ct)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, connection.Broken);
        var properties = new BasicProperties
        {
            Persistent = true,
            ContentType = delivery.ContentType,
            MessageId = delivery.MessageId,
            CorrelationId = delivery.CorrelationId,
            Headers = new Dictionary<string, object?>
            {
                ["code"] = problem.Code,
                ["reason"] = Header(problem.Detail),
                ["remedy"] = Header(problem.Remedy),
            },
        };
        await connection.Channel.BasicPublishAsync(RunbookTopology.Rejected, delivery.RoutingKey, mandatory: true, properties, delivery.Body, either.Token);
    }

    internal ValueTask SettleAsync(RunbookDelivery delivery, CancellationToken ct) =>
        connection.Channel.BasicAckAsync(delivery.DeliveryTag, multiple: false, ct);

    public ValueTask DisposeAsync() => connection.DisposeAsync();

    private static string Header(string text) => text.Length <= HeaderCharsMax ? text : $"{text[..HeaderCharsMax]}…";
}
