using System.Text.Json;
using BunnyDb.Contracts.Commands;
using Dapper;
using Npgsql;

namespace BunnyDb.Catalog.Outbox;

/// <summary>
/// Commands that must not get lost: written with the rows they tell of, published by the control plane's relay, and published again until
/// their receiver has handled them, so that neither a crash nor a wiped broker matters. Every receiver is idempotent.
/// </summary>
public sealed class OutboxStore(CatalogDatabase catalog)
{
    /// <summary>Writes a message of <c>BunnyDb.Contracts</c> as part of <paramref name="transaction"/>, whose commit <see cref="OutboxListener"/> hears.</summary>
    public static Task AddAsync(object message, NpgsqlTransaction transaction) =>
        transaction.Connection!.ExecuteAsync(
            $"insert into outbox (message_type, body) values (@Type, @Body::jsonb); notify {OutboxListener.Channel}",
            new { Type = message.GetType().FullName, Body = JsonSerializer.Serialize(message, message.GetType(), CatalogMapping.Json) },
            transaction);

    /// <summary>The receiver has handled the message: part of its own transaction.</summary>
    public static Task SettleAsync(Guid messageId, NpgsqlTransaction transaction) =>
        transaction.Connection!.ExecuteAsync("delete from outbox where id = @messageId", new { messageId }, transaction);

    /// <summary>Whether a message about this mirror still waits for its receiver.</summary>
    public async Task<bool> HasPendingAsync(Guid mirrorId, CancellationToken ct)
    {
        await using var connection = await catalog.OpenAsync(ct);
        return await connection.ExecuteScalarAsync<bool>(new CommandDefinition(
            "select exists (select from outbox where body ->> 'mirrorId' = @Id)", new { Id = mirrorId.ToString() }, cancellationToken: ct));
    }

    /// <summary>
    /// Publishes what was never published and what was not handled within <paramref name="repeatAfter"/>; of one mirror always only the oldest,
    /// so that a command which has to be repeated is not overtaken by the next.
    /// Relays of other instances take other messages meanwhile.
    /// </summary>
    public Task RelayAsync(TimeSpan repeatAfter, Func<Guid, object, Task> publish, CancellationToken ct) => catalog.InTransactionAsync(async transaction =>
    {
        var connection = transaction.Connection!;
        var rows = (await connection.QueryAsync<(Guid Id, string Type, string Body)>(
            """
            select id, message_type, body::text from outbox
            where (published_at is null or published_at < now() - @repeatAfter)
              and not exists (select from outbox earlier where earlier.body->>'mirrorId' = outbox.body->>'mirrorId' and earlier.seq < outbox.seq)
            order by seq limit 100 for update skip locked
            """, new { repeatAfter }, transaction)).ToList();
        foreach (var (id, type, body) in rows)
        {
            var messageType = typeof(CreateMirror).Assembly.GetType(type, throwOnError: true)!;
            await publish(id, JsonSerializer.Deserialize(body, messageType, CatalogMapping.Json)!);
        }

        await connection.ExecuteAsync("update outbox set published_at = now() where id = any(@Ids)", new { Ids = rows.Select(r => r.Id).ToArray() }, transaction);
    }, ct);
}
