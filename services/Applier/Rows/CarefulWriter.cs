using BunnyDb.Applier.Routes;
using BunnyDb.Contracts.Faults;
using BunnyDb.Postgres.Faults;
using BunnyDb.Postgres.PgOutput;
using Npgsql;

namespace BunnyDb.Applier.Rows;

/// <summary>
/// The slow way, one statement at a time, when the destination is not what the source's changes assume. The source wins: an insert over an
/// existing key overwrites, an update of a missing row inserts it, a delete of a missing row is done already. Each is counted as a conflict.
/// What violates any other constraint is refused with the table's name.
/// </summary>
internal sealed class CarefulWriter(NpgsqlConnection connection) : IRowWriter
{
    private const int MaxTries = 3;

    public Tally Tally { get; } = new();

    public async ValueTask InsertAsync(TableShape table, InsertMessage insert, CancellationToken ct)
    {
        if (await PutAsync(table, insert.New, ct))
        {
            Tally.Conflicted(table, ConflictKind.InsertOverExisting);
        }

        Tally.Inserted(table.Route);
    }

    public async ValueTask UpdateAsync(TableShape table, UpdateMessage update, CancellationToken ct)
    {
        if (update.MovesKey(table) && await ExecuteAsync(table, table.Statements.DeleteInTheWay(update.OldRow(), update.New), ct) > 0)
        {
            Tally.Conflicted(table, ConflictKind.KeyChangeOverExisting);
        }

        if (!await WasUpdatedAsync(table, update, OldRow.AsSent, ct)
            && (table.Address is RowAddress.ByKey || !await WasUpdatedAsync(table, update, OldRow.AsPrinted, ct)))
        {
            Tally.Conflicted(table, ConflictKind.UpdateOfMissing);
            if (update.WholeRow() is { } row)
            {
                await PutAsync(table, row, ct);
            }
        }

        Tally.Updated(table.Route);
    }

    public async ValueTask DeleteAsync(TableShape table, DeleteMessage delete, CancellationToken ct)
    {
        var deleted = await ExecuteAsync(table, table.Statements.Delete(delete.Old, OldRow.AsSent), ct);
        if (deleted == 0 && table.Address is RowAddress.OneOfEqual)
        {
            deleted = await ExecuteAsync(table, table.Statements.Delete(delete.Old, OldRow.AsPrinted), ct);
        }

        if (deleted == 0)
        {
            Tally.Conflicted(table, ConflictKind.DeleteOfMissing);
        }

        Tally.Deleted(table.Route);
    }

    public async ValueTask TruncateAsync(IReadOnlyList<TableShape> tables, bool restartIdentity, CancellationToken ct)
    {
        await Truncation.CheckReferencesAsync(tables, connection, ct);
        await ExecuteAsync(tables[0], Truncation.Statement(tables, restartIdentity), ct);
    }

    public ValueTask FinishAsync(CancellationToken ct) => default;

    private async Task<bool> WasUpdatedAsync(TableShape table, UpdateMessage update, OldRow by, CancellationToken ct)
    {
        var statement = update.WritesAlwaysIdentity(table)
            ? table.Statements.Replace(update.OldRow(), update.New, by)
            : table.Statements.Update(update.OldRow(), update.New, by);
        return statement is null || await ExecuteAsync(table, statement.Value, ct) > 0;
    }

    /// <summary>Makes the row be there as the source has it. True: one with its key was there and is overwritten.</summary>
    private async Task<bool> PutAsync(TableShape table, TupleColumn[] row, CancellationToken ct)
    {
        if (table.Address is not RowAddress.ByKey key)
        {
            await ExecuteAsync(table, table.Statements.Insert(row), ct);
            return false;
        }

        // Someone else may delete the row between the two statements; it cannot go on for ever.
        for (var attempt = 0; attempt < MaxTries; attempt++)
        {
            if (!table.Target.HasRules && await ExecuteAsync(table, table.Statements.InsertUnlessThere(row, key), ct) == 1)
            {
                return false;
            }

            if (await ExecuteAsync(table, table.Statements.Overwrite(row), ct) == 1)
            {
                return true;
            }

            if (table.Target.HasRules && await ExecuteAsync(table, table.Statements.Insert(row), ct) == 1)
            {
                return false;
            }
        }

        throw new FaultException(new Fault(
            FaultKind.Transient, FaultCode.RetryableConflict, $"Someone else writes to {table.Target.Name} at the same time.",
            "Nothing to do: BunnyDb tries again.", table.Target.Name.ToString()));
    }

    private async Task<int> ExecuteAsync(TableShape table, RowStatement statement, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(statement.Sql, connection);
        foreach (var value in statement.Values)
        {
            command.Parameters.Add(PipelinedWriter.Parameter(value));
        }

        try
        {
            return await command.ExecuteNonQueryAsync(ct);
        }
        catch (PostgresException e) when (FaultPolicy.Classify(e) is { Kind: not FaultKind.Transient } fault)
        {
            // Without the server's exception, whose message may quote a value.
            throw new FaultException(fault with { Table = fault.Table ?? table.Target.Name.ToString() });
        }
    }
}
