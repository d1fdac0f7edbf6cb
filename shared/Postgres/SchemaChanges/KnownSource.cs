using BunnyDb.Contracts.Values;

namespace BunnyDb.Postgres.SchemaChanges;

/// <summary>
/// What a destination table was last made to fit: kept with its route, so that what the source has added, renamed or dropped since can be told from what
/// was always so. Pure; docs/adr/0007 argues it.
/// </summary>
/// <param name="Oid">The source table's.</param>
/// <param name="Storage">The source table's heaps at a moment when the destination lacked none of its columns.</param>
/// <param name="Columns">Names by number: the source's columns that the destination has. One that the source dropped stays until the destination drops it too.</param>
/// <param name="Types">Their types, by number; null in a record of an earlier version.</param>
/// <param name="Ahead">By number, of columns that came on record while older changes were under way: the end of the source's log at that moment, as text.</param>
public sealed record KnownSource(
    uint Oid, IReadOnlyDictionary<string, long> Storage, IReadOnlyDictionary<int, string> Columns, IReadOnlyDictionary<int, ColumnType>? Types = null,
    IReadOnlyDictionary<int, string>? Ahead = null)
{
    /// <summary>Changes that were committed before this point may come without the column. Null: it was there before every change that is still to come.</summary>
    public Lsn? LearnedAhead(int number) => Ahead?.GetValueOrDefault(number) is { } lsn ? Lsn.Parse(lsn) : null;

    /// <summary>The type that the source's column by this name had when the destination was last made to fit. Null: it is not on record.</summary>
    public ColumnType? TypeOf(string name) =>
        Types is not null && Columns.FirstOrDefault(column => column.Value == name) is { Value: not null, Key: var number } ? Types.GetValueOrDefault(number) : null;

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
    /// The name of a column that the destination has, and whose values in rows that are there are not the source's all the same: the source has another
    /// column by that name now, or has rewritten this one's values by a change of type. Null: nothing says so.
    /// </summary>
    /// <param name="destination">Names of the columns that the destination has, before it is given others. One that was renamed there by hand is under its new name alone.</param>
    public string? Moved(SourceTable now, IReadOnlySet<string> destination) => now.Oid == Oid
        ? now.Columns.Where(column => destination.Contains(column.Name)).FirstOrDefault(column => IsAnother(column, destination) || IsConverted(column, now))?.Name
        : null;

    private bool IsAnother(SourceColumn column, IReadOnlySet<string> destination) => Columns.GetValueOrDefault(column.Number) is { } before
        ? before != column.Name && destination.Contains(before)
        : Columns.Values.Contains(column.Name);

    private bool IsConverted(SourceColumn column, SourceTable now) =>
        Types?.GetValueOrDefault(column.Number) is { } before && (before.TypeId, before.TypeModifier) != (column.TypeId, column.TypeModifier)
        && !TypeWidening.Holds(before, column.Type) && WasRewritten(now);

    /// <summary>
    /// What is known once the destination has these columns. Null: what the rows were before cannot be known, because a column is missing already.
    /// </summary>
    /// <param name="before">Null: nothing was known yet.</param>
    /// <param name="carried">The source's columns that the mirror does not leave out.</param>
    /// <param name="ahead">The end of the source's log, if changes before it are still to come; null: what is new has come with a change.</param>
    public static KnownSource? Learn(KnownSource? before, SourceTable now, IReadOnlyList<SourceColumn> carried, IReadOnlySet<string> destination, Lsn? ahead = null)
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

        var held = carried.Where(column => destination.Contains(column.Name)).ToList();
        var (columns, types, learnedAhead) = (before?.Columns.ToDictionary() ?? [], before?.Types?.ToDictionary() ?? [], before?.Ahead?.ToDictionary() ?? []);
        foreach (var gone in columns.Where(known => IsOver(known.Key, known.Value)).Select(known => known.Key).ToList())
        {
            columns.Remove(gone);
            types.Remove(gone);
            learnedAhead.Remove(gone);
        }

        foreach (var column in held)
        {
            if (ahead is { } lsn && !columns.ContainsKey(column.Number))
            {
                learnedAhead[column.Number] = lsn.ToString();
            }

            columns[column.Number] = column.Name;
            types[column.Number] = column.Type;
        }

        return new KnownSource(now.Oid, isWhole ? now.Storage : before!.Storage, columns, types, learnedAhead.Count > 0 ? learnedAhead : null);

        // The source has dropped it, and the destination has too; what it has under that name now, if anything, is the source's new column.
        bool IsOver(int number, string name) =>
            now.Columns.All(column => column.Number != number) && (!destination.Contains(name) || held.Any(column => column.Name == name));
    }
}
