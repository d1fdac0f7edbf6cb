using BunnyDb.Applier.Rows;
using BunnyDb.Postgres.PgOutput;

namespace BunnyDb.Applier.Batches;

/// <summary>
/// One table's plan, and which changes may enter it: those for which writing the sum of all changes, in an order of our own, is proven to leave
/// what writing them one by one would. The proofs are in docs/adr/0006-net-changes-by-sets.md.
/// </summary>
internal sealed class TableBatch : IDisposable
{
    private readonly RowLayout layout;
    private readonly bool canStage;
    private int counted;

    private TableBatch(TableShape table, int expected, bool canStage)
    {
        this.canStage = canStage;
        Table = table;
        layout = RowLayout.Of(table);
        Plan = new BatchPlan(layout, expected);
        Statements = new SetStatements(table, layout);
    }

    internal TableShape Table { get; }

    internal BatchPlan Plan { get; }

    internal SetStatements Statements { get; }

    internal IReadOnlyList<int> KeyColumns => [.. Enumerable.Range(0, layout.KeyColumns)];

    /// <summary>Null: whatever changes, something on the destination sees each row, or there is nothing to write.</summary>
    internal static TableBatch? TryOf(TableShape table, int expected, bool canStage) =>
        !table.Target.FiresOnChange && table.Columns.Any(column => column is not null) ? new TableBatch(table, expected, canStage) : null;

    /// <summary>By how many bytes the plan has grown since this was asked last.</summary>
    internal int TakeGrowth()
    {
        var growth = Plan.Bytes - counted;
        counted = Plan.Bytes;
        return growth;
    }

    /// <summary>What was planned is written.</summary>
    internal void Clear()
    {
        Plan.Clear();
        counted = 0;
    }

    public void Dispose() => Plan.Dispose();

    internal bool TryInsert(InsertMessage insert)
    {
        if (layout.KeyColumns > 0 && !HasKey(insert.New))
        {
            return false;
        }

        Plan.Insert(insert.New);
        return true;
    }

    internal bool TryDelete(DeleteMessage delete)
    {
        if (!canStage || !HasKey(delete.Old))
        {
            return false;
        }

        Plan.Delete(delete.Old);
        return true;
    }

    internal bool TryUpdate(UpdateMessage update)
    {
        if (!canStage || !HasKey(update.New))
        {
            return false;
        }

        if (update.MovesKey(Table))
        {
            return TryMove(update);
        }

        if (update.WritesAlwaysIdentity(Table))
        {
            return false;
        }

        Plan.Update(update.New);
        return true;
    }

    /// <summary>A row that moves to another key goes and comes, which keeps only what the source sends of it: all of it must be sent.</summary>
    private bool TryMove(UpdateMessage update)
    {
        if (!Table.FillsTarget || !HasKey(update.OldRow()) || update.WholeRow() is not { } row)
        {
            return false;
        }

        Plan.Delete(update.OldRow());
        Plan.Insert(row);
        return true;
    }

    /// <summary>The row is addressed by a key and every value of it came.</summary>
    private bool HasKey(TupleColumn[] row)
    {
        for (var at = 0; at < layout.KeyColumns; at++)
        {
            if (row[layout.Positions[at]].Kind != TupleColumnKind.Text)
            {
                return false;
            }
        }

        return layout.KeyColumns > 0;
    }
}
