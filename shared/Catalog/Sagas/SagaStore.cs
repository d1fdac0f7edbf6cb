using Dapper;
using Npgsql;

namespace BunnyDb.Catalog.Sagas;

/// <summary>The state of state machines: one JSON row an instance, locked from load to the end of the transaction.</summary>
public static class SagaStore
{
    /// <summary>Locks and reads an instance; null: there is none.</summary>
    public static async Task<string?> LoadAsync(string sagaType, Guid correlationId, NpgsqlTransaction transaction)
    {
        // The advisory lock also covers an instance that is not there yet.
        var key = new { sagaType, correlationId };
        await transaction.Connection!.ExecuteAsync("select pg_advisory_xact_lock(hashtextextended(@sagaType || @correlationId, 2))", key, transaction);
        return await transaction.Connection!.QuerySingleOrDefaultAsync<string?>(
            "select body::text from saga where saga_type = @sagaType and correlation_id = @correlationId", key, transaction);
    }

    /// <summary>Writes an instance, new or known.</summary>
    public static Task SaveAsync(string sagaType, Guid correlationId, string currentState, string body, NpgsqlTransaction transaction) =>
        transaction.Connection!.ExecuteAsync(
            """
            insert into saga (saga_type, correlation_id, current_state, body) values (@sagaType, @correlationId, @currentState, @body::jsonb)
            on conflict (saga_type, correlation_id) do update set current_state = excluded.current_state, body = excluded.body, updated_at = now()
            """, new { sagaType, correlationId, currentState, body }, transaction);

    public static Task DeleteAsync(string sagaType, Guid correlationId, NpgsqlTransaction transaction) =>
        transaction.Connection!.ExecuteAsync(
            "delete from saga where saga_type = @sagaType and correlation_id = @correlationId", new { sagaType, correlationId }, transaction);
}
