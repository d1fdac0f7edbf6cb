namespace BunnyDb.Postgres.SchemaChanges;

/// <summary>
/// What it means that the source has a column which the destination lacks: whether the values of the rows that are there are known. Pure;
/// docs/adr/0007 argues it.
/// </summary>
public abstract record ColumnArrival
{
    /// <summary>Added since, and the rows that were there have one known value.</summary>
    /// <param name="Value">Its text; null for NULL.</param>
    public sealed record Exact(string? Value) : ColumnArrival;

    /// <summary>A column that the destination has under its former name.</summary>
    public sealed record Renamed(string From) : ColumnArrival;

    /// <summary>Rows that are there have values that the WAL does not tell.</summary>
    public sealed record Unknown(string Why) : ColumnArrival;

    /// <param name="known">Null: nothing is known of the source as it was before.</param>
    /// <param name="isListed">The publication lists columns, so that changes may have passed without this one.</param>
    public static ColumnArrival Of(KnownSource? known, SourceTable table, SourceColumn column, bool isListed)
    {
        if (known?.Columns.GetValueOrDefault(column.Number) is { } before)
        {
            return before == column.Name
                ? new Unknown("it is not new on the source: somebody dropped it on the destination, with its values")
                : new Renamed(before);
        }

        return column switch
        {
            { IsIdentity: true } => new Unknown("it is an identity column, whose values the source gave to its rows without telling"),
            { IsGenerated: true } => new Unknown("it is a generated column, which PostgreSQL does not send"),
            _ when isListed => new Unknown("the mapping excludes columns, so that changes made since then came without it"),
            _ when known is null => new Unknown("it is not known how the source was before it was added"),
            { Missing: [var value] } => new Exact(value),
            { Missing.Count: > 1 } => new Unknown("its value in rows that were there differs from partition to partition"),
            _ when known.WasRewritten(table) => new Unknown("the source rewrote the table's rows since then, as a volatile default or a TRUNCATE makes it do, and does not tell the new values"),
            _ => new Exact(null),
        };
    }
}
