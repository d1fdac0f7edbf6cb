using System.Text.Json;
using BunnyDb.Catalog.Outbox;
using BunnyDb.Contracts.Commands;
using BunnyDb.Contracts.Faults;
using BunnyDb.Contracts.SchemaSyncs;
using Dapper;
using Npgsql;

namespace BunnyDb.Catalog.SchemaSyncs;

/// <summary>Schema syncs: the control plane asks for them, the state machine lets them begin, an applier carries them out.</summary>
public sealed class SchemaSyncStore(CatalogDatabase catalog)
{
    private const string Select = "select id, mirror_id, is_dry_run, steps::text as steps, fault from schema_sync";

    /// <summary>Asks for a sync. False: one of this mirror has not ended yet.</summary>
    public Task<bool> AddAsync(Guid id, Guid mirrorId, bool isDryRun, CancellationToken ct) => catalog.InTransactionAsync(async transaction =>
    {
        var isNew = await transaction.Connection!.ExecuteAsync(
            "insert into schema_sync (id, mirror_id, is_dry_run, begun) values (@id, @mirrorId, @isDryRun, @isDryRun) on conflict do nothing",
            new { id, mirrorId, isDryRun }, transaction) == 1;
        if (isNew && !isDryRun)
        {
            await OutboxStore.AddAsync(new SyncSchema(mirrorId, id), transaction);
        }

        return isNew;
    }, ct);

    public static Task BeginAsync(Guid id, NpgsqlTransaction transaction) =>
        transaction.Connection!.ExecuteAsync("update schema_sync set begun = true where id = @id", new { id }, transaction);

    /// <summary>The mirror is not where a sync may begin: it ends with this.</summary>
    public static Task RefuseAsync(Guid id, Fault fault, NpgsqlTransaction transaction) =>
        transaction.Connection!.ExecuteAsync(
            "update schema_sync set fault = @fault, finished_at = now() where id = @id and not begun and finished_at is null", new { id, fault }, transaction);

    public async Task<SchemaSync?> FindAsync(Guid id, CancellationToken ct)
    {
        await using var connection = await catalog.OpenAsync(ct);
        var row = await connection.QuerySingleOrDefaultAsync<Row>(new CommandDefinition($"{Select} where id = @id", new { id }, cancellationToken: ct));
        return row?.ToSync();
    }

    /// <summary>The mirror's oldest sync that has begun and not ended; null: there is none.</summary>
    public async Task<SchemaSync?> NextAsync(Guid mirrorId, CancellationToken ct)
    {
        await using var connection = await catalog.OpenAsync(ct);
        var row = await connection.QuerySingleOrDefaultAsync<Row>(new CommandDefinition(
            $"{Select} where mirror_id = @mirrorId and begun and finished_at is null order by created_at limit 1", new { mirrorId }, cancellationToken: ct));
        return row?.ToSync();
    }

    /// <summary>The sync has ended: writes what came of it, marks tables, and tells the state machine, in one transaction. Again changes nothing.</summary>
    /// <param name="needResync">Mappings whose tables have rows with values that are not the source's.</param>
    public Task FinishAsync(SchemaSync sync, IReadOnlyList<SchemaStep>? steps, Fault? fault, IReadOnlyCollection<Guid> needResync, CancellationToken ct) =>
        catalog.InTransactionAsync(async transaction =>
        {
            var connection = transaction.Connection!;
            var json = steps is null ? null : JsonSerializer.Serialize(steps, CatalogMapping.Json);
            if (await connection.ExecuteAsync(
                "update schema_sync set steps = @json::jsonb, fault = @fault, finished_at = now() where id = @Id and finished_at is null",
                new { sync.Id, json, fault }, transaction) == 0 || sync.IsDryRun)
            {
                return;
            }

            await connection.ExecuteAsync(
                "update table_mapping set status = 'NEEDS_RESYNC' where mirror_id = @MirrorId and id = any(@ids)", new { sync.MirrorId, ids = needResync.ToArray() }, transaction);
            var isMended = steps is not null && steps.All(step => step.Status is SchemaStepStatus.Applied or SchemaStepStatus.Later);
            await OutboxStore.AddAsync(new SchemaSynced(sync.MirrorId, sync.Id, isMended), transaction);
        }, ct);

    private sealed record Row
    {
        public Guid Id { get; init; }
        public Guid MirrorId { get; init; }
        public bool IsDryRun { get; init; }
        public string? Steps { get; init; }
        public Fault? Fault { get; init; }

        internal SchemaSync ToSync() => new(
            Id, MirrorId, IsDryRun, Steps is null ? null : JsonSerializer.Deserialize<IReadOnlyList<SchemaStep>>(Steps, CatalogMapping.Json), Fault);
    }
}
