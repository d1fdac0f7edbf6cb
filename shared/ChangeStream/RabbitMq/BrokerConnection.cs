using BunnyDb.Contracts.Faults;
using RabbitMQ.Client;

namespace BunnyDb.ChangeStream.RabbitMq;

/// <summary>
/// One connection to RabbitMQ and one channel of it, for one user. Nothing is recovered behind our back: the first thing that breaks breaks it for
/// good, and whoever uses it hears of it at once.
/// </summary>
public sealed class BrokerConnection : IAsyncDisposable
{
    /// <summary>The most that RabbitMQ can be told to take (<c>max_message_size</c>): what the broker let in is let in here.</summary>
    private const uint LargestMessageBytes = 512 * 1024 * 1024;

    /// <summary>What every broker takes unless it was told otherwise: a message below is refused for another reason.</summary>
    private const int LeastLimit = 16 * 1024 * 1024;

    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(10);

    private readonly IConnection connection;
    private readonly CancellationTokenSource broken = new();
    private int refusedBytes;
    private string reason = "The connection to RabbitMQ is closed.";

    private BrokerConnection(IConnection connection, IChannel channel)
    {
        this.connection = connection;
        Channel = channel;
    }

    public IChannel Channel { get; }

    /// <summary>Bytes of the message that is being published; 0: none is.</summary>
    public int Publishing { get; set; }

    /// <summary>Cancelled once the connection, the channel or the consumer is gone.</summary>
    public CancellationToken Broken => broken.Token;

    /// <param name="name">Shown among the broker's connections.</param>
    /// <param name="confirms">Publishing ends when the broker has taken the message.</param>
    public static async Task<BrokerConnection> OpenAsync(Uri url, string name, bool confirms, CancellationToken ct)
    {
        var factory = new ConnectionFactory
        {
            Uri = url,
            ClientProvidedName = name,
            AutomaticRecoveryEnabled = false,
            TopologyRecoveryEnabled = false,
            RequestedHeartbeat = TimeSpan.FromSeconds(10),
            RequestedConnectionTimeout = ConnectTimeout,
            ContinuationTimeout = ConnectTimeout,
            MaxInboundMessageBodySize = LargestMessageBytes,
        };
        var connection = await factory.CreateConnectionAsync(ct);
        try
        {
            var channel = await connection.CreateChannelAsync(
                new CreateChannelOptions(publisherConfirmationsEnabled: confirms, publisherConfirmationTrackingEnabled: confirms), ct);
            var opened = new BrokerConnection(connection, channel);
            channel.ChannelShutdownAsync += (_, shutdown) =>
            {
                opened.refusedBytes = shutdown.ReplyCode == Constants.PreconditionFailed ? opened.Publishing : 0;
                return opened.BreakAsync($"RabbitMQ closed the channel: {shutdown.ReplyText}");
            };
            connection.ConnectionShutdownAsync += (_, shutdown) => opened.BreakAsync($"The connection to RabbitMQ broke: {shutdown.ReplyText}");
            return opened;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>Ends it for its user, with the reason that <see cref="Exception"/> will name; the first one counts.</summary>
    public async Task BreakAsync(string why)
    {
        if (!broken.IsCancellationRequested)
        {
            reason = why;
            await broken.CancelAsync();
        }
    }

    /// <summary>Why it cannot be used any more, or what just failed on it.</summary>
    public ChangeStreamException Exception(Exception? cause = null) => new(broken.IsCancellationRequested ? reason : $"RabbitMQ refused: {cause?.Message}", cause)
    {
        Fault = refusedBytes > LeastLimit
            ? new Fault(
                FaultKind.Halt, FaultCode.MessageTooLarge, $"A row makes a message of {refusedBytes} bytes, more than RabbitMQ takes. {reason}",
                "Raise RabbitMQ's max_message_size (536870912 at most), then resume. Or exclude the column, or run the mirror in one process (standalone).")
            : null,
    };

    public async ValueTask DisposeAsync()
    {
        await connection.DisposeAsync();
        broken.Dispose();
    }
}
