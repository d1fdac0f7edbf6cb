using RabbitMQ.Client;

namespace BunnyDb.ChangeStream.RabbitMq;

/// <summary>
/// One connection and one channel of one side of a lane. Nothing is recovered behind our back: the first thing that breaks breaks it for
/// good, and whoever uses it hears of it at once.
/// </summary>
internal sealed class LaneConnection : IAsyncDisposable
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(10);

    private readonly IConnection connection;
    private readonly CancellationTokenSource broken = new();
    private string reason = "The connection to RabbitMQ is closed.";

    private LaneConnection(IConnection connection, IChannel channel)
    {
        this.connection = connection;
        Channel = channel;
    }

    internal IChannel Channel { get; }

    /// <summary>Cancelled once the connection, the channel or the consumer is gone.</summary>
    internal CancellationToken Broken => broken.Token;

    internal static async Task<LaneConnection> OpenAsync(Uri url, string name, bool confirms, CancellationToken ct)
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
        };
        var connection = await factory.CreateConnectionAsync(ct);
        try
        {
            var channel = await connection.CreateChannelAsync(
                new CreateChannelOptions(publisherConfirmationsEnabled: confirms, publisherConfirmationTrackingEnabled: confirms), ct);
            var opened = new LaneConnection(connection, channel);
            channel.ChannelShutdownAsync += (_, shutdown) => opened.BreakAsync($"RabbitMQ closed the channel: {shutdown.ReplyText}");
            connection.ConnectionShutdownAsync += (_, shutdown) => opened.BreakAsync($"The connection to RabbitMQ broke: {shutdown.ReplyText}");
            return opened;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    internal async Task BreakAsync(string why)
    {
        if (!broken.IsCancellationRequested)
        {
            reason = why;
            await broken.CancelAsync();
        }
    }

    internal ChangeStreamException Exception(Exception? cause = null) => new(broken.IsCancellationRequested ? reason : $"RabbitMQ refused: {cause?.Message}", cause);

    public async ValueTask DisposeAsync()
    {
        await connection.DisposeAsync();
        broken.Dispose();
    }
}
