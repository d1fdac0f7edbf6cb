using System.Text.Json;
using BunnyDb.Contracts.Commands;
using Dapper;
using Npgsql;

namespace BunnyDb.Catalog.Outbox;

/// <summary>
/// Messages that must not get lost between a commit and the broker: written with the rows they tell of, published by the control plane's
/// relay, deleted once published. A message may arrive twice; every receiver is idempotent.
/// </summary>
public sealed class OutboxStore(CatalogDatabase catalog)
{
    /// <summary>Writes a message of <c>BunnyDb.Contracts</c> as part of <paramref name="transaction"/>.</summary>
    public static Task AddAsync(object message, NpgsqlTransaction transaction) =>
        transaction.Connection!.ExecuteAsync(
            "insert into outbox (message_type, body) values (@Type, @Body::jsonb)",
            new { Type = message.GetType().FullName, Body = JsonSerializer.Serialize(message, message.GetType(), CatalogMapping.Json) },
            transaction);

    /// <summary>Publishes the oldest messages in order and deletes them; returns how many. Relays of other instances take others meanwhile.</summary>
    public Task<int> RelayAsync(int messagesMax, Func<object, Task> publish, CancellationToken ct) => catalog.InTransactionAsync(async transaction =>
    {
        var connection = transaction.Connection!;
        var rows = (await connection.QueryAsync<(long Id, string Type, string Body)>(
            "select id, message_type, body::text from outbox order by id limit @messagesMax for update skip locked", new { messagesMax }, transaction)).ToList();
        foreach (var (_, type, body) in rows)
        {
            var messageType = typeof(CreateMirror).Assembly.GetType(type, throwOnError: true)!;
            await publish(JsonSerializer.Deserialize(body, messageType, CatalogMapping.Json)!);
        }

        await connection.ExecuteAsync("delete from outbox where id = any(@Ids)", new { Ids = rows.Select(r => r.Id).ToArray() }, transaction);
        return rows.Count;
    }, ct);
}
