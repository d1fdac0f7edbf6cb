using System.Globalization;
using System.Text;
using BunnyDb.Scenarios.Stacks;
using RabbitMQ.Client;
using IDictionary = System.Collections.IDictionary;

namespace BunnyDb.Scenarios.Mirrors;

/// <summary>Listens to everything that goes through the broker's exchanges: control messages, headers and bodies. Row data uses none of them.</summary>
internal sealed class MessageTap : IAsyncDisposable
{
    private readonly IConnection connection;
    private readonly IChannel channel;
    private readonly string queue;

    private MessageTap(IConnection connection, IChannel channel, string queue)
    {
        this.connection = connection;
        this.channel = channel;
        this.queue = queue;
    }

    public static async Task<MessageTap> BeginAsync(Stack stack)
    {
        var connection = await new ConnectionFactory { Uri = stack.Environment.Amqp }.CreateConnectionAsync();
        var channel = await connection.CreateChannelAsync();
        var queue = (await channel.QueueDeclareAsync(exclusive: true)).QueueName;
        foreach (var line in (await stack.RabbitMqCtlAsync("-q", "list_exchanges", "name", "type")).Split('\n'))
        {
            var columns = line.Split('\t');
            if (columns.Length == 2 && !columns[0].StartsWith("amq.", StringComparison.Ordinal) && columns[1].Trim() is "fanout" or "topic")
            {
                await channel.QueueBindAsync(queue, columns[0], "#");
            }
        }

        return new MessageTap(connection, channel, queue);
    }

    public async Task<string> HeardAsync()
    {
        var heard = new StringBuilder("heard:");
        while (await channel.BasicGetAsync(queue, autoAck: true) is { } message)
        {
            heard.AppendLine(Describe(message)).AppendLine(Encoding.UTF8.GetString(message.Body.Span));
        }

        return heard.ToString();
    }

    /// <summary>The properties and headers of the first message in a queue, which stays there; null when it is empty or somebody else's.</summary>
    public static async Task<string?> HeadersOfNextAsync(Uri broker, string queue)
    {
        await using var connection = await new ConnectionFactory { Uri = broker }.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync();
        return await channel.BasicGetAsync(queue, autoAck: false) is { } message ? Describe(message) : null;
    }

    public async ValueTask DisposeAsync()
    {
        await channel.DisposeAsync();
        await connection.DisposeAsync();
    }

    private static string Describe(BasicGetResult message)
    {
        var properties = message.BasicProperties;
        var text = new StringBuilder($"{message.Exchange} {message.RoutingKey} {properties.ContentType} {properties.Type} {properties.MessageId} {properties.CorrelationId}");
        foreach (var (name, value) in properties.Headers ?? new Dictionary<string, object?>())
        {
            text.Append(CultureInfo.InvariantCulture, $" {name}={Text(value)}");
        }

        return text.ToString();
    }

    private static string Text(object? value) => value switch
    {
        byte[] bytes => Encoding.UTF8.GetString(bytes),
        IDictionary entries => string.Join(',', entries.Keys.Cast<object>().Select(key => $"{key}:{Text(entries[key])}")),
        IEnumerable<object> items => string.Join(',', items.Select(Text)),
        _ => value?.ToString() ?? "",
    };
}
