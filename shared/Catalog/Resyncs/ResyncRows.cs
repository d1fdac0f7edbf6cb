using System.Text.Json;
using BunnyDb.Contracts.Faults;
using BunnyDb.Contracts.Mirrors;
using BunnyDb.Contracts.Resyncs;
using Dapper;
using Npgsql;

namespace BunnyDb.Catalog.Resyncs;

/// <summary>What the state machines read and write of resyncs, inside their transactions.</summary>
public static class ResyncRows
{
    /// <summary>Locks the mirror's row and then the resync's. Null: it is gone, or has ended.</summary>
    public static async Task<LockedResync?> LockAsync(Guid id, NpgsqlTransaction transaction)
    {
        var connection = transaction.Connection!;
        await connection.ExecuteAsync("select from mirror where id = (select mirror_id from resync where id = @id) for update", new { id }, transaction);
        var row = await connection.QuerySingleOrDefaultAsync<Row>(
            """
            select r.mirror_id, m.name as mirror, m.options, r.strategy, r.is_whole, r.status, r.cutover_asked, r.cancel_asked, r.is_swapped, r.fault,
              array(select t.destination_schema || '.' || t.destination_table from resync_table t where t.resync_id = r.id order by 1) as tables
            from resync r join mirror m on m.id = r.mirror_id where r.id = @id and r.finished_at is null for update of r
            """, new { id }, transaction);
        return row?.ToResync();
    }

    /// <summary>The mirror's resync that has not ended; null: there is none.</summary>
    public static Task<Guid?> UnfinishedAsync(Guid mirrorId, NpgsqlTransaction transaction) =>
        transaction.Connection!.QuerySingleOrDefaultAsync<Guid?>(
            "select id from resync where mirror_id = @mirrorId and finished_at is null and status <> 'REQUESTED'", new { mirrorId }, transaction);

    /// <summary>The mirror lets it begin: its tables show it. Again changes nothing.</summary>
    /// <param name="isRecovery">Its tables are not followed any more until it is done.</param>
    public static async Task BeginAsync(Guid id, bool isRecovery, NpgsqlTransaction transaction)
    {
        var connection = transaction.Connection!;
        await connection.ExecuteAsync(
            """
            update table_mapping m set status = 'RESYNCING' from resync_table t join resync r on r.id = t.resync_id
            where t.resync_id = @id and m.id = t.mapping_id and r.status = 'REQUESTED';
            update resync set status = 'RUNNING', started_at = now(), touched = @isRecovery where id = @id and status = 'REQUESTED'
            """, new { id, isRecovery }, transaction);
    }

    /// <summary>The mirror is not where a resync may begin: it ends with this.</summary>
    public static Task RefuseAsync(Guid id, Fault fault, NpgsqlTransaction transaction) =>
        transaction.Connection!.ExecuteAsync(
            "update resync set status = 'FAILED', fault = @fault, finished_at = now() where id = @id and status = 'REQUESTED'", new { id, fault }, transaction);

    /// <summary>The resync enters a phase, which its mirror shows too while it is resyncing.</summary>
    public static async Task EnterAsync(Guid id, MirrorPhase phase, NpgsqlTransaction transaction)
    {
        var entered = JsonSerializer.Serialize(new[] { new ResyncPhase(phase, DateTimeOffset.UtcNow) }, CatalogMapping.Json);
        await transaction.Connection!.ExecuteAsync(
            """
            update resync set phase = @Phase, phases = phases || @entered::jsonb where id = @id;
            update mirror set phase = @Phase, updated_at = now() where id = (select mirror_id from resync where id = @id) and status = 'RESYNCING'
            """, new { id, Phase = WireName.Of(phase), entered }, transaction);
    }

    /// <summary>The main lane has the tables: whatever comes, they are whole and followed.</summary>
    public static Task TakenOverAsync(Guid id, NpgsqlTransaction transaction) =>
        transaction.Connection!.ExecuteAsync("update resync set is_swapped = true where id = @id", new { id }, transaction);

    /// <summary>How it will end is known; what it made is still to be removed.</summary>
    public static Task DecideAsync(Guid id, ResyncStatus status, Fault? fault, NpgsqlTransaction transaction) =>
        transaction.Connection!.ExecuteAsync(
            "update resync set status = @Status, fault = @fault, blockers = '[]' where id = @id", new { id, Status = WireName.Of(status), fault }, transaction);

    /// <summary>
    /// Ends the resync. A table that was emptied, or is not followed any more, and did not come to its end is not whole: it says so. What was copied is kept for the history, because
    /// the lane's chunks go with the lane.
    /// </summary>
    public static async Task EndAsync(Guid id, ResyncStatus status, NpgsqlTransaction transaction)
    {
        await transaction.Connection!.ExecuteAsync(
            """
            update table_mapping m set status = case when @Status = 'SUCCEEDED' then 'SYNCED'
                when r.touched then 'NEEDS_RESYNC'
                when t.status_before = 'NEEDS_RESYNC' then t.status_before else 'SYNCED' end,
              lane_id = case when @Status = 'SUCCEEDED' then (select l.id from lane l where l.mirror_id = m.mirror_id and l.kind = 'MAIN') else m.lane_id end,
              last_synced_at = case when @Status = 'SUCCEEDED' then now() else m.last_synced_at end
            from resync_table t join resync r on r.id = t.resync_id where t.resync_id = @id and m.id = t.mapping_id;
            update resync r set status = @Status, fault = case when @Status = 'SUCCEEDED' then null else fault end, finished_at = now(), blockers = '[]',
              rows_copied = coalesce(c.rows, 0), bytes_copied = coalesce(c.bytes, 0)
            from (select sum(c.rows)::bigint as rows, sum(c.bytes)::bigint as bytes
                  from lane l join chunk c on c.lane_id = l.id and c.generation = l.generation where l.resync_id = @id) c
            where r.id = @id
            """, new { id, Status = WireName.Of(status) }, transaction);
    }

    private sealed record Row
    {
        public Guid MirrorId { get; init; }
        public string Mirror { get; init; } = "";
        public MirrorOptions Options { get; init; } = new();
        public string Strategy { get; init; } = "";
        public bool IsWhole { get; init; }
        public string Status { get; init; } = "";
        public bool CutoverAsked { get; init; }
        public bool CancelAsked { get; init; }
        public bool IsSwapped { get; init; }
        public Fault? Fault { get; init; }
        public string[] Tables { get; init; } = [];

        internal LockedResync ToResync() => new(
            MirrorId, Mirror, Options, WireName.Parse<ResyncStrategy>(Strategy), IsWhole, Tables, WireName.Parse<ResyncStatus>(Status), CutoverAsked, CancelAsked, IsSwapped, Fault);
    }
}
