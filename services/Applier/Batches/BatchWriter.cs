using BunnyDb.Applier.Routes;
using BunnyDb.Applier.Rows;
using BunnyDb.Postgres.PgOutput;
using Npgsql;

namespace BunnyDb.Applier.Batches;

/// <summary>
/// The way of many changes: collects them by table and writes what they come to. A table with few changes, and one whose changes may not be
/// added up, is written row by row beside it. While the destination writes what was collected, more is: of the connection there is one user at a time,
/// and whoever else needs it awaits <see cref="writing"/> first.
/// </summary>
/// <param name="changes">How many changes of each relation will come.</param>
internal sealed class BatchWriter(
    PipelinedWriter rows, NpgsqlConnection connection, IReadOnlyDictionary<uint, int> changes, PlanLimits limits, bool canStage) : IRowWriter, IAsyncDisposable
{
    /// <summary>Fewer changes of a table are sooner written one by one.</summary>
    internal const int FewChanges = 24;

    /// <summary>The first set is small, so that the destination has something to do, and each is twice the one before.</summary>
    private const int FirstChanges = 2_500;

    private readonly SetWriter sets = new(connection);
    private readonly Dictionary<uint, TableBatch?> batches = [];
    private Task writing = Task.CompletedTask;
    private int planned;
    private int handedOver;
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
        await HandOverAsync(ct);
        await writing;
    }

    /// <summary>Nothing uses the connection any more, nor the memory of what was planned.</summary>
    public async ValueTask DisposeAsync()
    {
        await writing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Clear();
    }

    private void Clear()
    {
        foreach (var batch in batches.Values)
        {
            batch?.Dispose();
        }

        batches.Clear();
    }

    /// <summary>Returns when everything from before is in the transaction, and what is planned is on its way.</summary>
    private ValueTask HandOverAsync(CancellationToken ct)
    {
        (planned, plannedBytes) = (0, 0);
        return HandOverAsync(batches.Values.OfType<TableBatch>(), ct);
    }

    private async ValueTask HandOverAsync(IEnumerable<TableBatch> full, CancellationToken ct)
    {
        var prepared = full.SelectMany(Prepare).ToList();
        handedOver += prepared.Count > 0 ? 1 : 0;
        await writing;
        await rows.FinishAsync(ct);
        writing = prepared.Count > 0 ? Task.Run(() => sets.WriteAsync(prepared, ct), CancellationToken.None) : Task.CompletedTask;
    }

    private static List<PreparedSet> Prepare(TableBatch batch)
    {
        List<PreparedSet> sets = [.. PreparedSet.Of(batch)];
        batch.Clear();
        return sets;
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
        return ++planned >= Math.Min(limits.Changes, FirstChanges << Math.Min(handedOver, 8)) || plannedBytes >= limits.Bytes ? HandOverAsync(ct) : default;
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
            Clear();
            isRowByRow = true;
        }
        else if (batches.GetValueOrDefault(table.Relation.RelationId) is { } batch)
        {
            await HandOverAsync([batch], ct);
            batches[table.Relation.RelationId] = null;
            batch.Dispose();
        }

        await writing;
        await writeAsync(table, change, ct);
    }
}
