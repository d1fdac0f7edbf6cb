using BunnyDb.Catalog.Claims;
using BunnyDb.Catalog.Lanes;
using BunnyDb.Contracts.Values;
using Dapper;

namespace BunnyDb.Catalog.Chunks;

/// <summary>
/// The copy's work list. Any number of workers claim from it; a chunk of a worker that died is anyone's again. That a chunk which is copied
/// twice counts once is not decided here but on the destination, by its row in <c>bunnydb.chunk</c>.
/// </summary>
public sealed class ChunkStore(CatalogDatabase catalog, ClaimSession claims)
{
    private static readonly string ClaimNext = $"""
        with c as (
          select *, case when state = 'COPYING' then {ClaimSession.WorkerLives} else false end as busy
          from chunk where lane_id = @Id and generation = @Generation and state <> 'DONE'
        ), per_table as (
          select mapping_id, count(*) filter (where busy) as busy, count(*) filter (where not busy) as waiting from c group by mapping_id
        ), open_tables as (
          select *, row_number() over (order by busy = 0) as place from per_table
        ), places as (
          select coalesce(sum(least(waiting, greatest(@PerTable - busy, 0))), 0) as free from open_tables where busy > 0 or place <= @Tables
        ), workers as (
          select {ClaimSession.LivingWorkers} - count(distinct worker_no) filter (where busy) as idle,
                 count(*) filter (where busy and worker_no = @WorkerNo) as mine
          from c
        ), next as (
          select c.number from c join per_table t using (mapping_id), places, workers
          where not c.busy and t.busy < @PerTable
            and (t.busy > 0 or (select count(*) from per_table where busy > 0) < @Tables)
            and (workers.mine = 0 or places.free > workers.idle)
          order by c.number limit 1
        )
        update chunk set state = 'COPYING', worker_no = @WorkerNo, started_at = now()
        from next where chunk.lane_id = @Id and chunk.generation = @Generation and chunk.number = next.number and chunk.state <> 'DONE'
        returning chunk.number, chunk.mapping_id, chunk.relation_schema, chunk.relation_name, chunk.predicate
        """;

    /// <summary>
    /// Runs <paramref name="plan"/> and stores its chunks and the tables' expected rows, unless this generation is planned already.
    /// Other planners of the same lane wait.
    /// </summary>
    public Task PlanOnceAsync(Lane lane, Func<Task<CopyPlan>> plan, CancellationToken ct) => catalog.InTransactionAsync(async transaction =>
    {
        var connection = transaction.Connection!;
        await connection.ExecuteAsync("select pg_advisory_xact_lock(hashtextextended(@Key, 1))", new { Key = lane.Id.ToString() }, transaction);
        var key = new { Id = lane.Id.Value, lane.Generation };
        if (await connection.ExecuteScalarAsync<bool>(
            "select exists (select from chunk where lane_id = @Id and generation = @Generation)", key, transaction))
        {
            return;
        }

        var copyPlan = await plan();
        await connection.ExecuteAsync("delete from chunk where lane_id = @Id", key, transaction);
        await connection.ExecuteAsync(
            "update table_mapping set rows_total = @Rows, rows_copied = 0, bytes_copied = 0 where id = @MappingId",
            copyPlan.ExpectedRows.Select(t => new { MappingId = t.Key, Rows = t.Value }), transaction);
        await connection.ExecuteAsync(
            """
            insert into chunk (lane_id, generation, number, mapping_id, relation_schema, relation_name, predicate)
            values (@Lane, @Generation, @Number, @MappingId, @Schema, @Name, @Predicate)
            """,
            copyPlan.Chunks.Select(c => new { Lane = c.Lane.Value, c.Generation, c.Number, c.MappingId, c.Relation.Schema, c.Relation.Name, c.Predicate }),
            transaction);
    }, ct);

    /// <summary>
    /// Takes the next chunk within the mirror's limits of tables and of chunks per table at a time; null: nothing to take now. A worker that
    /// copies already leaves a place for every worker that has none, so that workers which come later find work too.
    /// </summary>
    public Task<Chunk?> ClaimAsync(Lane lane, CancellationToken ct) => catalog.InTransactionAsync(async transaction =>
    {
        var connection = transaction.Connection!;
        await connection.ExecuteAsync("select pg_advisory_xact_lock(hashtextextended(@Key, 1))", new { Key = lane.Id.ToString() }, transaction);
        var row = await connection.QuerySingleOrDefaultAsync<Row>(
            ClaimNext,
            new
            {
                Id = lane.Id.Value, lane.Generation, claims.WorkerNo,
                PerTable = lane.Options.SnapshotMaxParallelWorkers, Tables = lane.Options.SnapshotNumTablesInParallel,
            }, transaction);
        return row is null
            ? null
            : new Chunk(lane.Id, lane.Generation, row.Number, row.MappingId, new QualifiedTable(row.RelationSchema, row.RelationName), row.Predicate);
    }, ct);

    /// <summary>Puts back what this process had claimed of the lane's chunks before: it starts anew and copies none of them.</summary>
    public async Task ReleaseMineAsync(Lane lane, CancellationToken ct)
    {
        await using var connection = await catalog.OpenAsync(ct);
        await connection.ExecuteAsync(new CommandDefinition(
            "update chunk set state = 'PENDING', worker_no = null where lane_id = @Id and state = 'COPYING' and worker_no = @WorkerNo",
            new { Id = lane.Id.Value, claims.WorkerNo }, cancellationToken: ct));
    }

    /// <summary>Puts a chunk back that this process claimed and did not finish.</summary>
    public async Task ReleaseAsync(Chunk chunk, CancellationToken ct)
    {
        await using var connection = await catalog.OpenAsync(ct);
        await connection.ExecuteAsync(new CommandDefinition(
            """
            update chunk set state = 'PENDING', worker_no = null
            where lane_id = @Id and generation = @Generation and number = @Number and state = 'COPYING' and worker_no = @WorkerNo
            """,
            new { Id = chunk.Lane.Value, chunk.Generation, chunk.Number, claims.WorkerNo }, cancellationToken: ct));
    }

    /// <summary>The chunk is in the destination: counts it once. Returns how many chunks of the generation are left.</summary>
    public Task<int> CompleteAsync(Chunk chunk, long rows, long bytes, CancellationToken ct) => catalog.InTransactionAsync(async transaction =>
    {
        var connection = transaction.Connection!;
        var key = new { Id = chunk.Lane.Value, chunk.Generation, chunk.Number, chunk.MappingId, rows, bytes, claims.WorkerNo };
        var counted = await connection.ExecuteAsync(
            """
            update chunk set state = 'DONE', rows = @rows, bytes = @bytes, worker_no = @WorkerNo, finished_at = now()
            where lane_id = @Id and generation = @Generation and number = @Number and state <> 'DONE'
            """, key, transaction);
        if (counted == 1)
        {
            await connection.ExecuteAsync(
                """
                update table_mapping set rows_copied = rows_copied + @rows, bytes_copied = bytes_copied + @bytes,
                    rows_total = greatest(rows_total, rows_copied + @rows)
                where id = @MappingId
                """, key, transaction);
        }

        return await connection.ExecuteScalarAsync<int>(
            "select count(*) from chunk where lane_id = @Id and generation = @Generation and state <> 'DONE'", key, transaction);
    }, ct);

    /// <summary>Chunks of the generation that are not done; null while it is not planned.</summary>
    public async Task<int?> RemainingAsync(Lane lane, CancellationToken ct)
    {
        await using var connection = await catalog.OpenAsync(ct);
        var (all, left) = await connection.QuerySingleAsync<(int, int)>(new CommandDefinition(
            "select count(*)::int, (count(*) filter (where state <> 'DONE'))::int from chunk where lane_id = @Id and generation = @Generation",
            new { Id = lane.Id.Value, lane.Generation }, cancellationToken: ct));
        return all == 0 ? null : left;
    }

    /// <summary>Chunks of the generation, copied or not; null while it is not planned.</summary>
    public async Task<int?> PlannedAsync(Lane lane, CancellationToken ct)
    {
        await using var connection = await catalog.OpenAsync(ct);
        var all = await connection.ExecuteScalarAsync<int>(new CommandDefinition(
            "select count(*) from chunk where lane_id = @Id and generation = @Generation",
            new { Id = lane.Id.Value, lane.Generation }, cancellationToken: ct));
        return all == 0 ? null : all;
    }

    /// <summary>The copy is whole: what was an estimate becomes the count.</summary>
    public async Task SettleTotalsAsync(Lane lane, CancellationToken ct)
    {
        await using var connection = await catalog.OpenAsync(ct);
        await connection.ExecuteAsync(new CommandDefinition(
            "update table_mapping set rows_total = rows_copied where lane_id = @Id", new { Id = lane.Id.Value }, cancellationToken: ct));
    }

    private sealed record Row(int Number, Guid MappingId, string RelationSchema, string RelationName, string? Predicate);
}

/// <summary>What the planner decided: the chunks, at least one a table (so that an empty table is copied too), and the rows expected per mapping.</summary>
public sealed record CopyPlan(IReadOnlyList<Chunk> Chunks, IReadOnlyDictionary<Guid, long> ExpectedRows);
