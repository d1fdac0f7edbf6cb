namespace BunnyDb.Postgres.Schema;

/// <summary>What a destination table lacks of a source table's keys, indexes and constraints, compared by definition, never by name. Pure.</summary>
/// <param name="Keys">What rows are addressed by: the primary key and the replica identity's index. Needed always, and first.</param>
/// <param name="Others">Every other index, unique and exclusion constraint.</param>
public sealed record MissingStructures(IReadOnlyList<Structure> Keys, IReadOnlyList<Structure> Others)
{
    /// <param name="excludeColumns">What reads one of these columns is left out.</param>
    public static MissingStructures Of(TableShape source, TableShape destination, IReadOnlyList<string> excludeColumns)
    {
        var leftOut = source.LeftOut(excludeColumns);
        var constraints = source.Constraints
            .Where(constraint => constraint.Index is not null && !source.Indexes.Where(index => index.Oid == constraint.Index).Any(index => index.ReadColumns.Any(leftOut.Contains)))
            .ToList();
        var behindConstraints = source.Constraints.Select(constraint => constraint.Index).ToHashSet();
        var indexes = source.Indexes.Where(index => !behindConstraints.Contains(index.Oid) && !index.ReadColumns.Any(leftOut.Contains)).ToList();
        var identity = source.Indexes.FirstOrDefault(index => index.IsReplicaIdentity)?.Oid;

        var missing = constraints
            .Where(constraint => !HasConstraint(destination, source, constraint))
            .Select(constraint => (IsKey: constraint.Kind == ConstraintKind.PrimaryKey || constraint.Index == identity, Structure: AsStructure(constraint, source, destination)))
            .Concat(indexes
                .Where(index => !HasIndex(destination, index))
                .Select(index => (IsKey: index.Oid == identity, Structure: (Structure)new Structure.OfIndex(index))))
            .ToLookup(item => item.IsKey, item => item.Structure);
        return new MissingStructures([.. missing[true]], [.. missing[false]]);
    }

    /// <summary>A table has one primary key: where the destination's is another one, the source's key becomes a unique index there.</summary>
    private static Structure AsStructure(ConstraintShape constraint, TableShape source, TableShape destination) =>
        constraint.Kind == ConstraintKind.PrimaryKey && destination.PrimaryKey is not null
            ? new Structure.OfIndex(source.Indexes.Single(index => index.Oid == constraint.Index))
            : new Structure.OfConstraint(constraint);

    private static bool HasConstraint(TableShape destination, TableShape source, ConstraintShape constraint)
    {
        if (destination.Constraints.Any(own => own.Kind == constraint.Kind && own.Definition == constraint.Definition))
        {
            return true;
        }

        // An equal unique index does what the constraint does, unless the constraint can be deferred or the table has room for the primary key itself.
        return constraint.Kind switch
        {
            ConstraintKind.PrimaryKey => destination.PrimaryKey is not null && HasIndex(destination, IndexOf(source, constraint)),
            ConstraintKind.Unique => IndexOf(source, constraint).IsImmediate && HasIndex(destination, IndexOf(source, constraint)),
            ConstraintKind.Exclusion or ConstraintKind.Check => false,
            _ => throw new ArgumentOutOfRangeException(nameof(constraint), constraint.Kind, "unknown kind of constraint"),
        };
    }

    private static IndexShape IndexOf(TableShape table, ConstraintShape constraint) => table.Indexes.Single(index => index.Oid == constraint.Index);

    private static bool HasIndex(TableShape destination, IndexShape index) =>
        destination.Indexes.Any(own => own.Definition == index.Definition && (own.IsUnique || !index.IsUnique) && own.IsImmediate);
}
