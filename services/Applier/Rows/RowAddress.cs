using BunnyDb.Postgres.PgOutput;

namespace BunnyDb.Applier.Rows;

/// <summary>How the row that a change is about is found on the destination. Positions are those of the source's tuple.</summary>
internal abstract record RowAddress(IReadOnlyList<int> Positions)
{
    /// <summary>By a unique index of the destination. <paramref name="Operators"/> are the operators, one a position.</summary>
    internal sealed record ByKey(IReadOnlyList<int> Positions, IReadOnlyList<string> Operators) : RowAddress(Positions);

    /// <summary>One of the rows that are equal in these columns, by its ctid: nothing on the destination says that there is only one.</summary>
    internal sealed record OneOfEqual(IReadOnlyList<int> Positions) : RowAddress(Positions);

    /// <summary>
    /// A unique index that the source's old tuples can fill, the primary key first. A deferrable one does not do: while it is violated inside
    /// a transaction it finds two rows.
    /// </summary>
    internal static RowAddress Choose(RelationMessage relation, IReadOnlyList<TargetColumn?> columns, TargetTable target)
    {
        var identity = Identity(relation, columns);
        var byName = identity.ToDictionary(position => columns[position]!.Name);
        var key = target.Keys.FirstOrDefault(k => !k.IsDeferrable && k.Columns.All(column => byName.ContainsKey(column.Name)));
        return key is null
            ? new OneOfEqual(identity)
            : new ByKey([.. key.Columns.Select(column => byName[column.Name])], [.. key.Columns.Select(column => column.Operator)]);
    }

    /// <summary>The columns that the source sends of an old row.</summary>
    private static List<int> Identity(RelationMessage relation, IReadOnlyList<TargetColumn?> columns)
    {
        var written = Enumerable.Range(0, columns.Count).Where(position => columns[position] is not null).ToList();
        var key = written.Where(position => relation.Columns[position].IsKey).ToList();
        return relation.Identity is ReplicaIdentity.Full or ReplicaIdentity.Nothing || key.Count == 0 ? written : key;
    }
}
