using BunnyDb.Postgres.PgOutput;

namespace BunnyDb.Applier.Rows;

/// <summary>What the statements for an update depend on.</summary>
internal static class RowChange
{
    /// <summary>Where to look for the row that an update is about: its old values, or the new ones when the key has stayed.</summary>
    internal static TupleColumn[] OldRow(this UpdateMessage update) => update.Old ?? update.New;

    /// <summary>The row moves to another key.</summary>
    internal static bool MovesKey(this UpdateMessage update, TableShape shape) =>
        shape.Address is RowAddress.ByKey key && update.Old is { } old && key.Positions.Any(position => Differ(old[position], update.New[position]));

    /// <summary>A GENERATED ALWAYS AS IDENTITY column changes, or may have: the source does not say what it was.</summary>
    internal static bool WritesAlwaysIdentity(this UpdateMessage update, TableShape shape)
    {
        for (var position = 0; position < shape.Columns.Count; position++)
        {
            if (shape.Columns[position] is { IsAlwaysIdentity: true })
            {
                var isKnown = update.OldIsRow || shape.Relation.Columns[position].IsKey;
                if (!isKnown || (update.Old is { } old && Differ(old[position], update.New[position])))
                {
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>
    /// The whole new row: what an update left in place is taken from the old row, if that came. Null: the row is not whole.
    /// </summary>
    internal static TupleColumn[]? WholeRow(this UpdateMessage update)
    {
        if (!update.New.Any(column => column.Kind == TupleColumnKind.Unchanged))
        {
            return update.New;
        }

        return update.OldIsRow
            ? [.. update.New.Select((column, position) => column.Kind == TupleColumnKind.Unchanged ? update.Old![position] : column)]
            : null;
    }

    private static bool Differ(TupleColumn old, TupleColumn now) =>
        now.Kind != TupleColumnKind.Unchanged && (old.Kind != now.Kind || !old.Bytes.Span.SequenceEqual(now.Bytes.Span));
}
