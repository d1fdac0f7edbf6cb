namespace BunnyDb.Postgres.SchemaChanges;

/// <summary>
/// What a destination table was last made to fit: kept with its route, so that what the source has added, renamed or dropped since can be told from what
/// was always so. Pure.
/// </summary>
/// <param name="Oid">The source table's.</param>
/// <param name="Storage">The source table's heaps at a moment when the destination lacked none of its columns.</param>
/// <param name="Columns">Names by number: the source's columns that the destination has. One that the source dropped stays until the destination drops it too.</param>
public sealed record KnownSource(uint Oid, IReadOnlyDictionary<string, long> Storage, IReadOnlyDictionary<int, string> Columns)
{
    /// <summary>
    /// All rows of the table were rewritten since, or may have been: a heap that both know has another file, or there is none that both know. Heaps that came
    /// later prove nothing: a statement that adds a column rewrites all or none.
    /// </summary>
    public bool WasRewritten(SourceTable now)
    {
        var common = now.Storage.Where(heap => Storage.ContainsKey(heap.Key)).ToList();
        return common.Count == 0 || common.Any(heap => heap.Value != Storage[heap.Key]);
    }

    /// <summary>
    /// What is known once the destination has these columns. Null: what the rows were before cannot be known, because a column is missing already.
    /// </summary>
    /// <param name="before">Null: nothing was known yet.</param>
    /// <param name="carried">The source's columns that the mirror does not leave out.</param>
    public static KnownSource? Learn(KnownSource? before, SourceTable now, IReadOnlyList<SourceColumn> carried, IReadOnlySet<string> destination)
    {
        if (before is not null && before.Oid != now.Oid)
        {
            return before;
        }

        var isWhole = carried.All(column => column.IsGenerated || destination.Contains(column.Name));
        if (before is null && !isWhole)
        {
            return null;
        }

        var columns = before?.Columns.ToDictionary() ?? [];
        foreach (var column in carried.Where(column => destination.Contains(column.Name)))
        {
            columns[column.Number] = column.Name;
        }

        return new KnownSource(now.Oid, isWhole ? now.Storage : before!.Storage, columns);
    }
}
