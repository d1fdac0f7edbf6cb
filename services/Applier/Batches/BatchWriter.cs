using BunnyDb.Applier.Routes;
using BunnyDb.Applier.Rows;
using BunnyDb.Postgres.PgOutput;

namespace BunnyDb.Applier.Batches;

/// <summary>
/// The way of many changes: collects them by table and writes what they come to. A table with few changes, and one whose changes may not be
/// added up, is written row by row beside it.
/// </summary>
/// <param name="changes">How many changes of each relation will come.</param>
internal sealed class BatchWriter(
    PipelinedWriter rows, SetWriter sets, IReadOnlyDictionary<uint, int> changes, PlanLimits limits, bool canStage) : IRowWriter, IDisposable
{
    /// <summary>Fewer changes of a table are sooner written one by one.</summary>
    internal const int FewChanges = 24;

    private readonly Dictionary<uint, TableBatch?> batches = [];
    private int planned;
    private long plannedBytes;
    private bool isRowByRow;

    public Tally Tally => rows.Tally;

    public ValueTask InsertAsync(TableShape table, InsertMessage insert, CancellationToken ct)
    {
        if (BatchOf(table) is { } batch && batch.TryInsert(insert))
        {
            Tally.Inserted(table.Route);
            return PlannedAsync(batch, ct);
        }

        return InOrderAsync(table, rows.InsertAsync, insert, ct);
    }

    public ValueTask UpdateAsync(TableShape table, UpdateMessage update, CancellationToken ct)
    {
        if (BatchOf(table) is { } batch && batch.TryUpdate(update))
        {
            Tally.Updated(table.Route);
            return PlannedAsync(batch, ct);
        }

        return InOrderAsync(table, rows.UpdateAsync, update, ct);
    }

    public ValueTask DeleteAsync(TableShape table, DeleteMessage delete, CancellationToken ct)
    {
        if (BatchOf(table) is { } batch && batch.TryDelete(delete))
        {
            Tally.Deleted(table.Route);
            return PlannedAsync(batch, ct);
        }

        return InOrderAsync(table, rows.DeleteAsync, delete, ct);
    }

    public async ValueTask TruncateAsync(IReadOnlyList<TableShape> tables, bool restartIdentity, CancellationToken ct)
    {
        await FinishAsync(ct);
        await rows.TruncateAsync(tables, restartIdentity, ct);
    }

    public async ValueTask FinishAsync(CancellationToken ct)
    {
        (planned, plannedBytes) = (0, 0);
        await rows.FinishAsync(ct);
        foreach (var batch in batches.Values)
        {
            if (batch is not null)
            {
                await WriteAsync(batch, ct);
            }
        }
    }

    public void Dispose()
    {
        foreach (var batch in batches.Values)
        {
            batch?.Dispose();
        }
    }

    private TableBatch? BatchOf(TableShape table)
    {
        var relation = table.Relation.RelationId;
        if (!batches.TryGetValue(relation, out var batch) || (batch is not null && batch.Table != table))
        {
            // A relation is described anew only between two finishes: what was planned for the one before is written.
            batch?.Dispose();
            var expected = changes.GetValueOrDefault(relation);
            batches[relation] = batch = expected > FewChanges && !isRowByRow ? TableBatch.TryOf(table, Math.Min(expected, limits.Changes), canStage) : null;
        }

        return batch;
    }

    private ValueTask PlannedAsync(TableBatch batch, CancellationToken ct)
    {
        plannedBytes += batch.TakeGrowth();
        return ++planned >= limits.Changes || plannedBytes >= limits.Bytes ? FinishAsync(ct) : default;
    }

    /// <summary>
    /// The table's changes so far are written, and the rest of it follows row by row: it would be no faster in pieces. Where something fires at the
    /// row it may look at any table: everything so far is written, and all else follows row by row.
    /// </summary>
    private async ValueTask InOrderAsync<T>(TableShape table, Func<TableShape, T, CancellationToken, ValueTask> writeAsync, T change, CancellationToken ct)
    {
        if (table.Target.FiresOnChange && !isRowByRow)
        {
            await FinishAsync(ct);
            Dispose();
            batches.Clear();
            isRowByRow = true;
        }
        else if (batches.GetValueOrDefault(table.Relation.RelationId) is { } batch)
        {
            await rows.FinishAsync(ct);
            await WriteAsync(batch, ct);
            batches[table.Relation.RelationId] = null;
            batch.Dispose();
        }

        await writeAsync(table, change, ct);
    }

    private async Task WriteAsync(TableBatch batch, CancellationToken ct)
    {
        if (batch.Plan.Count > 0)
        {
            await sets.WriteAsync(batch, ct);
            batch.Clear();
        }
    }
}
