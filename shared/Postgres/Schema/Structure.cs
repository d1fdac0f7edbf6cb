namespace BunnyDb.Postgres.Schema;

/// <summary>A constraint or an index of a source table that a destination table lacks.</summary>
public abstract record Structure(string WantedName, string Definition)
{
    public sealed record OfConstraint(ConstraintShape Constraint) : Structure(Constraint.Name, Constraint.Definition);

    public sealed record OfIndex(IndexShape Index) : Structure(Index.Name, (Index.IsUnique ? "UNIQUE " : "") + Index.Definition);
}
