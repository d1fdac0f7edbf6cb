using System.Text.Json;
using BunnyDb.Catalog.Outbox;
using BunnyDb.Contracts.Commands;
using BunnyDb.Contracts.Faults;
using BunnyDb.Contracts.Mirrors;
using BunnyDb.Contracts.Resyncs;
using BunnyDb.Contracts.Values;
using Dapper;
using Npgsql;

namespace BunnyDb.Catalog.Resyncs;

/// <summary>Resyncs: the control plane asks for them, their state machine leads them, services write what they did.</summary>
public sealed class ResyncStore(CatalogDatabase catalog)
{
    /// <summary>Asks for a resync of these tables. False: one of the mirror has not ended, and nothing was written.</summary>
    /// <param name="recovers">The mirror's slot is lost.</param>
    public Task<bool> AddAsync(
        Guid id, Guid mirrorId, bool isWhole, bool recovers, ResyncStrategy strategy, IReadOnlyCollection<Guid> mappings, CancellationToken ct) =>
        catalog.InTransactionAsync(async transaction =>
        {
            var connection = transaction.Connection!;
            if (await connection.ExecuteAsync(
                "insert into resync (id, mirror_id, is_whole, strategy) values (@id, @mirrorId, @isWhole, @Strategy) on conflict do nothing",
                new { id, mirrorId, isWhole, Strategy = WireName.Of(strategy) }, transaction) == 0)
            {
                return false;
            }

            await connection.ExecuteAsync(
                """
                insert into resync_table (resync_id, mapping_id, source_schema, source_table, destination_schema, destination_table, status_before)
                select @id, id, source_schema, source_table, destination_schema, destination_table, status from table_mapping where id = any(@Ids)
                """, new { id, Ids = mappings.ToArray() }, transaction);
            await OutboxStore.AddAsync(new StartResync(mirrorId, id, recovers), transaction);
            return true;
        }, ct);

    /// <summary>An operator lets the resync swap. Remembered until it comes to that.</summary>
    public Task AskCutoverAsync(Guid id, Guid mirrorId, CancellationToken ct) => catalog.InTransactionAsync(async transaction =>
    {
        await transaction.Connection!.ExecuteAsync("update resync set cutover_asked = true where id = @id and finished_at is null", new { id }, transaction);
        await OutboxStore.AddAsync(new CutoverResync(mirrorId, id), transaction);
    }, ct);

    /// <summary>An operator ends the resync. Remembered for one that has not begun.</summary>
    public Task AskCancelAsync(Guid id, Guid mirrorId, CancellationToken ct) => catalog.InTransactionAsync(async transaction =>
    {
        await transaction.Connection!.ExecuteAsync("update resync set cancel_asked = true where id = @id and finished_at is null", new { id }, transaction);
        await OutboxStore.AddAsync(new CancelResync(mirrorId, id, null), transaction);
    }, ct);

    /// <summary>The shadows that the lane's tables are filled into from now on, by mapping.</summary>
    public Task TargetAsync(Guid id, IReadOnlyDictionary<Guid, QualifiedTable> shadows, CancellationToken ct) => catalog.InTransactionAsync(transaction =>
        transaction.Connection!.ExecuteAsync(
            "update resync_table set target_schema = @Schema, target_table = @Name where resync_id = @id and mapping_id = @Mapping",
            shadows.Select(shadow => new { id, Mapping = shadow.Key, shadow.Value.Schema, shadow.Value.Name }), transaction), ct);

    /// <summary>A try to swap ended, or waits: how many there were, how long the last one waited, and who was in its way.</summary>
    public async Task ShowAttemptAsync(Guid id, int attempts, double? lockWaitMs, IReadOnlyList<ResyncBlocker> blockers, CancellationToken ct)
    {
        await using var connection = await catalog.OpenAsync(ct);
        await connection.ExecuteAsync(new CommandDefinition(
            "update resync set attempts = @attempts, lock_wait_ms = coalesce(@lockWaitMs, lock_wait_ms), blockers = @Blockers::jsonb where id = @id",
            new { id, attempts, lockWaitMs, Blockers = JsonSerializer.Serialize(blockers, CatalogMapping.Json) }, cancellationToken: ct));
    }

    /// <summary>The main lane has the tables, and what is left to tell of that. Null: as was told before.</summary>
    public async Task ShowSwapAsync(Guid id, double? lockWaitMs, double? lockHeldMs, IReadOnlyList<string>? warnings, CancellationToken ct)
    {
        await using var connection = await catalog.OpenAsync(ct);
        await connection.ExecuteAsync(new CommandDefinition(
            """
            update resync set is_swapped = true, lock_wait_ms = coalesce(@lockWaitMs, lock_wait_ms), lock_held_ms = coalesce(@lockHeldMs, lock_held_ms), blockers = '[]', warnings = coalesce(@Warnings::jsonb, warnings)
            where id = @id
            """,
            new { id, lockWaitMs, lockHeldMs, Warnings = warnings is null ? null : JsonSerializer.Serialize(warnings, CatalogMapping.Json) }, cancellationToken: ct));
    }

    /// <summary>The resync's tables are about to be emptied: from here on only its end makes them whole.</summary>
    public async Task TouchAsync(Guid id, CancellationToken ct)
    {
        await using var connection = await catalog.OpenAsync(ct);
        await connection.ExecuteAsync(new CommandDefinition("update resync set touched = true where id = @id", new { id }, cancellationToken: ct));
    }

    /// <summary>How many tries the resync has had.</summary>
    public async Task<int> AttemptsAsync(Guid id, CancellationToken ct)
    {
        await using var connection = await catalog.OpenAsync(ct);
        return await connection.ExecuteScalarAsync<int>(new CommandDefinition("select attempts from resync where id = @id", new { id }, cancellationToken: ct));
    }
}
