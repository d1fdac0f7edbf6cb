namespace BunnyDb.Applier.Batches;

/// <summary>A set of rows that is ready to be written.</summary>
/// <param name="Use">What is done with the rows once they are staged; null: they are copied straight into their table.</param>
internal sealed record PreparedSet(PreparedRows Rows, StagedUse? Use)
{
    /// <summary>What a table's plan comes to: rows that go, rows that change, rows that come, each kind by one statement. The plan may be cleared then.</summary>
    internal static IEnumerable<PreparedSet> Of(TableBatch batch)
    {
        var (plan, statements, key) = (batch.Plan, batch.Statements, batch.KeyColumns);
        PreparedSet?[] all =
        [
            Staged(statements, key, plan.WriteDeleted, statements.Delete, count => count),
            Staged(statements, key, plan.WriteVanished, statements.Delete, _ => 0),
            .. plan.Updated()
                .Where(updated => statements.CanUpdate(updated.Columns))
                .Select(updated => Staged(statements, updated.Columns, to => plan.Write(updated, to), keys => statements.Update(updated.Columns, keys), count => count)),
            PreparedRows.TryOf(statements.CopyIn, plan.WriteInserted, out _) is { } inserted ? new PreparedSet(inserted, null) : null,
        ];
        return all.OfType<PreparedSet>();
    }

    /// <param name="changes">How many rows the statement must change, of how many there are.</param>
    private static PreparedSet? Staged(
        SetStatements statements, IReadOnlyList<int> columns, Func<RowBuffer, int> write, Func<KeyRange?, string> statement, Func<int, int> changes)
    {
        KeyRange? keys = null;
        var rows = PreparedRows.TryOf(statements.CopyStaged(columns), WriteAndLook, out var count);
        return rows is null ? null : new PreparedSet(rows, new StagedUse(statements.Staging, statement(keys), keys, changes(count)));

        int WriteAndLook(RowBuffer to)
        {
            var written = write(to);
            keys = statements.HasNumberKey ? KeyRange.DenseOf(to.Memory.Span, written) : null;
            return written;
        }
    }
}

/// <param name="Statement">Reads <paramref name="Table"/>.</param>
/// <param name="Keys">The statement's parameters, if it reads a range of the target's keys and not one after the other.</param>
/// <param name="Changes">How many rows it must change.</param>
internal sealed record StagedUse(StagingTable Table, string Statement, KeyRange? Keys, int Changes);
