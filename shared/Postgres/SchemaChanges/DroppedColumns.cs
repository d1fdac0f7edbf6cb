using BunnyDb.Contracts.Values;
using BunnyDb.Postgres.PgOutput;

namespace BunnyDb.Postgres.SchemaChanges;

/// <summary>Columns that changes still bring while the source has them no more. Pure.</summary>
public static class DroppedColumns
{
    /// <summary>
    /// Such a column was dropped for certain, and not renamed, when every column that the source has now was there under its name at the change, or came on
    /// record ahead of it: then its values matter to nobody any more. A column that was on record before and is not sent has had another name meanwhile.
    /// </summary>
    /// <param name="committed">Where the commit record of the change's transaction starts; null: not known.</param>
    public static bool AreCertain(KnownSource? known, SourceTable now, RelationMessage relation, Lsn? committed)
    {
        var sent = relation.Columns.Select(column => column.Name).ToHashSet();
        return known is not null && now.Columns.All(column =>
            column.IsGenerated || sent.Contains(column.Name)
            || (known.Columns.GetValueOrDefault(column.Number) == column.Name && committed < known.LearnedAhead(column.Number)));
    }
}
